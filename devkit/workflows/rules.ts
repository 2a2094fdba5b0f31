/**
 * Rules for the workflows in `.github/workflows`.
 * @module
 */
import { parse, YAMLParseError } from "yaml";

/** What the rules compare with. */
export interface Known {
  /** The tasks of deno.json. */
  readonly tasks: readonly string[];
  /** The release of Deno that everything runs on, such as `2.9.6`. */
  readonly deno: string;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly "timeout-minutes"?: number;
  readonly "runs-on"?: string;
  readonly strategy?: { readonly matrix?: { readonly os?: readonly string[] } };
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Lists what is wrong with a workflow, a line for each problem. */
export function problemsOfWorkflow(text: string, known: Known): string[] {
  const workflow = readYaml(text);
  if ("problem" in workflow) return [workflow.problem];
  const problems = [
    ...problemsOfPins(text),
    ...problemsOfExpressions(text),
    ...problemsOfPrograms(text, workflow, known),
    ...unknownKeys(workflow, KEYS.workflow),
  ];
  // GitHub gives a workflow that says nothing the rights of the repository's settings.
  if (JSON.stringify(workflow.permissions) !== "{}") problems.push("permissions must be {}");
  const names = Object.keys(workflow.jobs);
  for (const [name, job] of Object.entries(workflow.jobs)) {
    problems.push(...problemsOfJob(job, names).map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

function readYaml(text: string): Workflow | { readonly problem: string } {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) return { problem: error.message };
    throw error;
  }
}

/**
 * The keys that GitHub knows, apart from those that we need not.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax, read on 2026-11-28.
 */
const KEYS = {
  workflow: ["name", "on", "permissions", "concurrency", "env", "defaults", "jobs"],
  job: [
    ...["name", "if", "needs", "runs-on", "timeout-minutes", "permissions", "strategy", "services"],
    ...["env", "defaults", "outputs", "steps", "uses", "with"],
  ],
  step: ["name", "id", "if", "uses", "with", "env", "run", "shell", "timeout-minutes"],
};

function unknownKeys(part: object, known: readonly string[]): string[] {
  return Object.keys(part).filter((key) => !known.includes(key)).map((key) =>
    `${key} is not known`
  );
}

/** What an expression may start with. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
const CONTEXT = /^(github|env|job|steps|runner|matrix|needs|inputs)\./;

function problemsOfExpressions(text: string): string[] {
  return [...text.matchAll(/\$\{\{ *(.*?) *\}\}/g)].map(([, expression]) => expression!)
    .filter((expression) => !CONTEXT.test(expression))
    .map((expression) => `${expression} names no context of GitHub`);
}

/** A tag of an action can be moved to other code. A hash cannot. */
function problemsOfPins(text: string): string[] {
  return [...text.matchAll(/^[\s-]*uses: *(.*)$/gm)].map(([, uses]) => uses!)
    .filter((uses) => !/^\.\//.test(uses))
    .filter((uses) => !/^[\w-]+(\/[\w-]+)+@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(uses))
    .map((uses) => `${uses} must be pinned: @ and 40 hexadecimal digits, # and its version`);
}

function problemsOfPrograms(
  text: string,
  { env = {} }: Workflow,
  { tasks, deno }: Known,
): string[] {
  const named = [...text.matchAll(/"\$DENO" task (?:--quiet )?([\w:-]+)/g)].map(([, task]) =>
    task!
  );
  const problems = named.filter((task) => !tasks.includes(task))
    .map((task) => `there is no task ${task} in deno.json`);
  if (env.DENO !== `deno@${deno}`) problems.push(`env.DENO must be deno@${deno}`);
  return problems;
}

function problemsOfJob(job: Job, names: readonly string[]): string[] {
  const problems = [
    ...unknownKeys(job, KEYS.job),
    ...[job.needs ?? []].flat().filter((name) => !names.includes(name))
      .map((name) => `needs ${name}, and there is no such job`),
  ];
  if (job.permissions === undefined) problems.push("permissions are missing");
  // A job of another workflow has its own limit there.
  if (job.uses !== undefined) return problems;
  if (job["timeout-minutes"] === undefined) problems.push("timeout-minutes is missing");
  const systems = job.strategy?.matrix?.os ?? [job["runs-on"]];
  if (systems.some((system) => /latest/.test(String(system)))) {
    problems.push("runs-on must name a version of the system");
  }
  for (const step of job.steps ?? []) {
    const { uses, run, with: given } = step;
    problems.push(...unknownKeys(step, KEYS.step));
    if (uses?.startsWith("actions/checkout@") && given?.["persist-credentials"] !== false) {
      problems.push("actions/checkout must have persist-credentials: false");
    }
    // GitHub puts the value into the text of the script, where it can be code.
    if (run?.includes("${{")) problems.push("a script must get values from env, not from ${{ }}");
  }
  return problems;
}
