/**
 * `deno task jobs`: lists the jobs of the queue, retries and cancels them.
 * @module
 */
import { type OptionValues, UsageError } from "../src/command.ts";
import {
  cancelJobs,
  countChangeable,
  countJobsByState,
  hasQueues,
  type JobAction,
  type JobInfo,
  type JobSelection,
  listJobs,
  listPauses,
  listQueues,
  retryJobs,
  STATES_OF,
} from "../src/jobs/mod.ts";
import { loadTitles } from "../src/shop/mod.ts";
import { describeJob, describeJobs, toJson } from "./jobs/describe.ts";
import { HELP, type JobsArguments, OPTIONS, readArguments } from "./jobs/options.ts";
import { changePause, describePauses, pauseToJson } from "./jobs/pause.ts";
import { columnsOfOutput } from "./support/columns.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { count, printJson, printLines, printNote } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

async function run(values: OptionValues, names: readonly string[]): Promise<number> {
  const given = readArguments(values, names);
  return await onEventLog(values, async (command) => {
    if (!await hasQueues(command.db, command.queueSchema)) {
      throw new Error("There is no queue yet: start the shop once (deno task start)");
    }
    await assertQueue(command, given);
    switch (given.verb) {
      case "list":
        return await list(command, given);
      case "show":
        return await show(command, given);
      case "pause":
      case "resume":
        return await changePause(command.db, given);
      default:
        return await change(command, given);
    }
  });
}

/** A pause can be ended whatever it names. */
async function assertQueue(
  { db, queueSchema }: LogCommand,
  { queue, verb }: JobsArguments,
): Promise<void> {
  if (queue === undefined || verb === "resume") return;
  const queues = await listQueues(db, queueSchema);
  if (queues.includes(queue)) return;
  throw new UsageError(`There is no queue ${queue}. There are ${queues.join(", ")}`);
}

function selectionOf({ productId }: LogCommand, { queue, state }: JobsArguments): JobSelection {
  return { queue, productId, states: state && STATES_OF[state] };
}

async function list(command: LogCommand, given: JobsArguments): Promise<number> {
  const { db, queueSchema: schema } = command;
  const asked = selectionOf(command, given);
  const open = [...STATES_OF.waiting, ...STATES_OF.running, ...STATES_OF.failed];
  const selection = { ...asked, states: asked.states ?? open };
  const counts = await countJobsByState(db, selection, schema);
  const jobs = await listJobs(db, selection, { limit: given.limit, schema });
  const pauses = await listPauses(db);
  if (given.json) {
    printJson([...jobs.map(toJson), ...pauses.map(pauseToJson), { kind: "summary", ...counts }]);
  } else {
    const titles = await loadTitles(db, jobs.flatMap(({ productId }) => productId ?? []));
    const columns = columnsOfOutput();
    const described = describeJobs(jobs, titles, counts, columns);
    printLines([...described, ...describePauses(pauses, columns)]);
  }
  return given.state === "failed" && counts.failed > 0 ? 1 : 0;
}

async function show(command: LogCommand, { ids: [id], json }: JobsArguments): Promise<number> {
  const { db } = command;
  const job = await findJob(command, id!);
  if (json) printJson([toJson(job)]);
  else {
    const titles = await loadTitles(db, job.productId === null ? [] : [job.productId]);
    printLines(describeJob(job, titles));
  }
  return 0;
}

/** Several begin with the same digits so seldom that the next digits are asked for. */
async function findJob({ db, queueSchema: schema }: LogCommand, id: string): Promise<JobInfo> {
  const [job, other] = await listJobs(db, { id: id.toLowerCase() }, { limit: 2, schema });
  if (job === undefined) throw new Error(`There is no job ${id}: deno task jobs list shows all`);
  if (other === undefined) return job;
  throw new Error(`Several jobs begin with ${id}, such as ${job.id}: write more of it`);
}

async function change(command: LogCommand, given: JobsArguments): Promise<number> {
  const verb = given.verb as JobAction;
  if (given.ids.length > 0) return await changeNamed(command, given, verb);
  const { db, queueSchema: schema } = command;
  const selection = selectionOf(command, given);
  const matching = await countChangeable(db, verb, selection, schema);
  if (!given.yes && matching > 0) {
    const what = `${count(matching, "job matches", "jobs match")}. Nothing was changed`;
    printNote(`${what}: with --yes, deno task jobs ${verb} changes all that match.`);
    return 1;
  }
  say(given, await ACTIONS[verb].apply(db, selection, schema));
  return 0;
}

async function changeNamed(
  command: LogCommand,
  given: JobsArguments,
  verb: JobAction,
): Promise<number> {
  const jobs: JobInfo[] = [];
  for (const id of given.ids) jobs.push(await findJob(command, id));
  let changed = 0;
  for (const { id } of jobs) {
    changed += await ACTIONS[verb].apply(command.db, { id }, command.queueSchema);
  }
  say(given, changed);
  const left = jobs.length - changed;
  if (left === 0) return 0;
  const stay = count(left, "job stays as it is", "jobs stay as they are");
  printNote(`${stay}: ${ACTIONS[verb].whyNot}.`);
  return 1;
}

const ACTIONS = {
  retry: {
    apply: retryJobs,
    done: "started again",
    whyNot: "only a job that failed, was cancelled or waits for its next attempt can be started",
  },
  cancel: {
    apply: cancelJobs,
    done: "cancelled",
    whyNot:
      "a job that runs or is done cannot be cancelled, and an erasing never is, because its " +
      "seller was promised it",
  },
} as const;

function say({ json, verb }: JobsArguments, changed: number): void {
  if (json) printJson([{ kind: verb, jobs: changed }]);
  else printLines([`${count(changed, "job")} ${ACTIONS[verb as JobAction].done}.`]);
}

if (import.meta.main) {
  await runShopCommand({ help: HELP, options: OPTIONS, takesNames: true, run });
}
