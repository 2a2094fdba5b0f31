/**
 * The command line of the benchmarks.
 * @module
 */
import { type Command, type OptionValues, UsageError } from "../../src/command.ts";
import { describeError, fullMessageOf } from "../../src/log.ts";
import type { Bench } from "./bench.ts";
import type { BenchEntry } from "./benches.ts";
import { openDebianPostgres } from "./debian_postgres.ts";
import { describeResults } from "./print.ts";
import { writeResults } from "./results_file.ts";
import { type Results, runBench, type RunOptions } from "./run_bench.ts";
import { wrap } from "../../src/std/mod.ts";
import { optionalText, wholeNumber } from "../../scripts/support/options.ts";

const RESULTS = new URL("../../docs/benchmarks", import.meta.url).pathname;

/** What the command works with. */
export interface BenchCommandParts {
  /** Benchmarks by their names, in the order in which they run. */
  readonly benches: Readonly<Record<string, BenchEntry>>;
  /** Takes the results. */
  readonly print: (lines: readonly string[]) => void;
  /** Takes the progress and failures. */
  readonly say: (line: string) => void;
}

/** The command `deno task bench`. Names of benchmarks may follow it. */
export function benchCommand(parts: BenchCommandParts): Command {
  return {
    help: helpOf(parts.benches),
    options: {
      quick: { type: "boolean" },
      url: { type: "string" },
      postgres: { type: "string" },
      events: { type: "string" },
      json: { type: "string" },
    },
    takesNames: true,
    run: (values, names) => run(values, names, parts),
  };
}

function helpOf(benches: BenchCommandParts["benches"]): string {
  const describe = (areExtra: boolean) => {
    const entries = Object.entries(benches).filter(([, { isExtra = false }]) =>
      isExtra === areExtra
    );
    const listed = entries.map(([name, { minutes }]) => `${name} ${minutes}`).join(", ");
    return wrap(listed, 61).join("\n                   ");
  };
  return `deno task bench [NAME…] [--quick] [--postgres VERSION | --url URL]
                [--events N] [--json FILE|FOLDER]

Measures the shop's work beside controls in the same run, on this machine, in
new databases with the server's own durability settings. Prints the machine,
the versions, both values, the result, the goal, and whether it is met. Writes
the results to docs/benchmarks/NAME.json, which holds one run for each major
version of PostgreSQL, and a plot of the views beside it. Each benchmark is
written when it ends: after an interruption, name those that are left.

  NAME        with about how many minutes each takes on two quiet cores:
              all: ${describe(false)}
              extra: ${describe(true)}
              Default: all, without the extra ones
  --quick     one round with small sizes: to see that it works. Its results
              are written only with --json
  --postgres VERSION
              starts Debian's PostgreSQL of this major version, such as 15.
              Default: the embedded server
  --url URL   superuser's URL of a PostgreSQL server on this machine
  --events N  size of the log for \`partition\` and \`console\`, from 10000 to
              100000000
  --json PATH writes the results to this file (name it .json) or folder

Exits 0 if all goals are met, 1 if one is not or a benchmark failed, 2 for
wrong usage.`;
}

/** What the arguments ask for. */
interface Chosen {
  readonly names: readonly string[];
  readonly path: string | undefined;
  readonly postgres: string | undefined;
  readonly options: Omit<RunOptions, "say">;
}

function choose(
  values: OptionValues,
  given: readonly string[],
  benches: BenchCommandParts["benches"],
): Chosen {
  const all = Object.keys(benches);
  const names = given.length === 0 ? all.filter((name) => !benches[name]!.isExtra) : given;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no benchmark ${unknown}. There are ${all.join(", ")}`);
  }
  const quick = values.quick === true;
  const [url, postgres] = [optionalText(values, "url"), optionalText(values, "postgres")];
  if (url !== undefined && postgres !== undefined) {
    throw new UsageError("--postgres starts a server, --url names one: give one of both");
  }
  const path = optionalText(values, "json") ?? (quick ? undefined : RESULTS);
  if (path?.endsWith(".json") && names.length > 1) {
    throw new UsageError("--json with a file takes one benchmark: name a folder");
  }
  const events = values.events === undefined
    ? undefined
    : wholeNumber(values, "events", { absent: 0, least: 10_000, most: 100_000_000 });
  return { names, path, postgres, options: { quick, url, events } };
}

async function run(
  values: OptionValues,
  given: readonly string[],
  { benches, print, say }: BenchCommandParts,
): Promise<number> {
  const { names, path, postgres, options } = choose(values, given, benches);
  await using server = postgres === undefined ? undefined : await openDebianPostgres(postgres);
  const url = server?.url ?? options.url;
  let allMet = true;
  for (const [at, name] of names.entries()) {
    const { minutes, load } = benches[name]!;
    const expected = options.quick ? "a quick look" : `about ${minutes} min on two quiet cores`;
    say(`${name}: ${at + 1} of ${names.length}, ${expected}`);
    const results = await attempt(name, load, { ...options, url, say });
    if (results === undefined || results.lines.some(({ met }) => met === false)) allMet = false;
    if (results === undefined) continue;
    print([...describeResults(results), ""]);
    if (path === undefined) continue;
    await writeResults(results, path.endsWith(".json") ? path : `${path}/${name}.json`);
  }
  return allMet ? 0 : 1;
}

/** One that fails does not keep the others from running. */
async function attempt(
  name: string,
  load: () => Promise<Bench>,
  options: RunOptions,
): Promise<Results | undefined> {
  try {
    return await runBench(name, await load(), options);
  } catch (error) {
    options.say(`The benchmark ${name} failed: ${fullMessageOf(describeError(error))}`);
    return undefined;
  }
}
