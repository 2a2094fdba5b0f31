/**
 * `deno task faults`: runs the fault matrix and prints it. Each line shows the fault, the moment, the expected result,
 * and whether it came.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import { printJson, printLines } from "../scripts/support/lines.ts";

/** The result of a cell. The cell writes it as a line of JSON. */
export interface FaultLine {
  /** The part of the matrix, such as `b2`. */
  readonly part: string;
  readonly fault: string;
  readonly moment: string;
  readonly expected: string;
  /** Whether the expected result came. */
  readonly survived: boolean;
  /** Pictures that the shop had accepted. Null if the cell failed before it counted them. */
  readonly accepted: number | null;
  /** Accepted pictures that are lost or shown as another product's, and deleted ones that are not gone. */
  readonly lost: number | null;
}

/** The sums of a matrix. */
export interface FaultSums {
  readonly run: number;
  /** Cells with the expected result. */
  readonly survived: number;
  readonly accepted: number;
  readonly lost: number;
  /** Cells that failed before their pictures were counted. */
  readonly uncounted: number;
}

const ROOT = new URL("../", import.meta.url).pathname;

/** The folder of the results, with a file for each part. */
export const RESULTS: string = `${ROOT}data/test/faults`;

const HELP = `deno task faults [--json] [--no-run]

Runs the fault matrix of tests/faults/ on embedded parts. Prints a row for each
cell: the fault, the moment, the expected result, whether it came, and how many
accepted pictures are lost. Prints the sums at the end.

  --no-run  print the results of the last run
  --json    print JSON lines, one for each cell and one for the sums

Exits 0 if every cell survived and nothing is lost, else 1. Exits 1 too if no
cell ran, 2 for wrong usage.`;

const OPTIONS = {
  json: { type: "boolean", default: false },
  "no-run": { type: "boolean", default: false },
} as const;

async function run(values: OptionValues): Promise<number> {
  const testsPassed = values["no-run"] === true || await runTests();
  const lines = latestOf(await readResults());
  const sums = sumsOf(lines);
  if (values.json === true) printJson([...lines, { kind: "summary", ...sums }]);
  else printLines([...tableOf(lines), describeSums(sums)]);
  const isClean = sums.run > 0 && sums.survived === sums.run && sums.lost === 0;
  return isClean && testsPassed ? 0 : 1;
}

/** Removes the results of earlier runs, then runs the tests. */
async function runTests(): Promise<boolean> {
  await Deno.remove(RESULTS, { recursive: true }).catch(() => {});
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-P=test", "--quiet", "--parallel", "--reporter=dot", "tests/faults/"],
    cwd: ROOT,
    // Standard output is for the table.
    stdout: "null",
    stderr: "inherit",
    env: { NODE_OPTIONS: "--no-warnings", DENO_JOBS: "6", VITRINE_TESTS: "all" },
  }).output();
  return success;
}

async function readResults(): Promise<FaultLine[]> {
  const lines: FaultLine[] = [];
  try {
    for await (const { name } of Deno.readDir(RESULTS)) {
      const text = await Deno.readTextFile(`${RESULTS}/${name}`);
      for (const line of text.split("\n")) if (line !== "") lines.push(JSON.parse(line));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return lines.sort((a, b) => a.part < b.part ? -1 : a.part > b.part ? 1 : 0);
}

/** The last line of each cell. Each run of the tests in `tests/faults/` appends lines to those of earlier runs. */
export function latestOf(lines: readonly FaultLine[]): FaultLine[] {
  const cellOf = ({ part, fault, moment }: FaultLine) => JSON.stringify([part, fault, moment]);
  return [...new Map(lines.map((line) => [cellOf(line), line])).values()];
}

/** The sums. A cell that failed before it counted its pictures has not survived, and adds no pictures. */
export function sumsOf(lines: readonly FaultLine[]): FaultSums {
  const sum = (of: (line: FaultLine) => number) => lines.reduce((all, line) => all + of(line), 0);
  return {
    run: lines.length,
    survived: sum(({ survived }) => survived ? 1 : 0),
    accepted: sum(({ accepted }) => accepted ?? 0),
    lost: sum(({ lost }) => lost ?? 0),
    uncounted: sum(({ lost }) => lost === null ? 1 : 0),
  };
}

/** The table: for each moment the faults, with their expected results and lost pictures. */
export function tableOf(lines: readonly FaultLine[]): string[] {
  const faultWidth = Math.max(0, ...lines.map(({ fault }) => fault.length));
  const moments = Map.groupBy(lines, ({ part, moment }) => `${part} · ${moment}`);
  return [...moments].flatMap(([name, ofMoment]) => [
    name,
    ...ofMoment.map(({ fault, expected, survived, accepted, lost }) =>
      `  ${survived ? "✓" : "✗ FAILED"} ${fault.padEnd(faultWidth)}  ` +
      `${lost ?? "?"} of ${accepted ?? "?"} lost  ${expected}`
    ),
    "",
  ]);
}

/** The last line of the output, with the sums. */
export function describeSums({ run, survived, accepted, lost, uncounted }: FaultSums): string {
  const sums =
    `Cells run ${run}, survived ${survived}; pictures accepted ${accepted}, lost ${lost}.`;
  return uncounted === 0 ? sums : `${sums} Failed before they were counted: ${uncounted}.`;
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
