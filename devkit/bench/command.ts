/**
 * The command line of the benchmarks.
 * @module
 */
import { dirname } from "node:path";
import { type Command, type OptionValues, UsageError } from "../../src/command.ts";
import { describeError, fullMessageOf } from "../../src/log.ts";
import type { Bench } from "./bench.ts";
import { plotViews } from "./plot.ts";
import { describeResults } from "./print.ts";
import { type Results, runBench, type RunOptions } from "./run_bench.ts";
import { wrap } from "../../src/std/mod.ts";
import { optionalText } from "../../scripts/support/options.ts";

const RESULTS = new URL("../../docs/benchmarks", import.meta.url).pathname;

/** What the command works with. */
export interface BenchCommandParts {
  /** Benchmarks by their names, in the order in which they run. */
  readonly benches: Readonly<Record<string, () => Promise<Bench>>>;
  /** Takes the results. */
  readonly print: (lines: readonly string[]) => void;
  /** Takes the progress and failures. */
  readonly say: (line: string) => void;
}

/** The command `deno task bench`. Names of benchmarks may follow it. */
export function benchCommand(parts: BenchCommandParts): Command {
  return {
    help: helpOf(Object.keys(parts.benches)),
    options: { quick: { type: "boolean" }, url: { type: "string" }, json: { type: "string" } },
    takesNames: true,
    run: (values, names) => run(values, names, parts),
  };
}

function helpOf(names: readonly string[]): string {
  const listed = wrap(`${names.join(", ")}. Default: all`, 66).join("\n              ");
  return `deno task bench [NAME…] [--quick] [--url URL] [--json FILE|FOLDER]

Measures the shop's work beside controls in the same run, on this machine, in
new databases with the server's own durability settings. Prints the machine,
the versions, both values, the result, the goal, and whether it is met. Writes
the results to docs/benchmarks/NAME.json, and a plot of the views beside it.

  NAME        ${listed}
  --quick     one round with small sizes: to see that it works. Its results
              are written only with --json
  --url URL   superuser's URL of a PostgreSQL server on this machine. Default:
              the embedded server
  --json PATH writes the results to this file (name it .json) or folder

Exits 0 if all goals are met, 1 if one is not or a benchmark failed, 2 for
wrong usage.`;
}

async function run(
  values: OptionValues,
  given: readonly string[],
  { benches, print, say }: BenchCommandParts,
): Promise<number> {
  const all = Object.keys(benches);
  const names = given.length === 0 ? all : given;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no benchmark ${unknown}. There are ${all.join(", ")}`);
  }
  const quick = values.quick === true;
  const url = optionalText(values, "url");
  const path = optionalText(values, "json") ?? (quick ? undefined : RESULTS);
  if (path?.endsWith(".json") && names.length > 1) {
    throw new UsageError("--json with a file takes one benchmark: name a folder");
  }
  let allMet = true;
  for (const name of names) {
    const results = await attempt(name, benches[name]!, { quick, url, say });
    if (results === undefined || results.lines.some(({ met }) => met === false)) allMet = false;
    if (results === undefined) continue;
    print([...describeResults(results), ""]);
    if (path !== undefined) await write(results, path);
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

async function write(results: Results, path: string): Promise<void> {
  const file = path.endsWith(".json") ? path : `${path}/${results.bench}.json`;
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, `${JSON.stringify(results, null, 2)}\n`);
  const plot = plotViews(results);
  if (plot !== undefined) await Deno.writeTextFile(`${dirname(file)}/views.svg`, plot);
}
