/**
 * `deno task simulate`: runs the shop's use cases in a simulation, in one order after another, and looks for an order that
 * breaks a promise.
 * @module
 */
import process from "node:process";
import { type OptionValues, runCommand, UsageError } from "../src/command.ts";
import { formatCount, printLines } from "../scripts/support/lines.ts";
import { wholeNumber } from "../scripts/support/options.ts";
import { type Finding, type Progress, tellSimulation } from "./simulation/search.ts";
import { searchPairs } from "./simulation/search_pairs.ts";
import { kindOf } from "./simulation/shrink.ts";
import { numbered, runThread } from "./simulation/thread.ts";
import type { Message, Share } from "./simulation/worker.ts";

const HELP = `deno task simulate [--seed N] [--minutes M | --count N] [--steps]
deno task simulate --pairs [--minutes M] [--count N]

Runs the real use cases on a pretended PostgreSQL, B2, disk and Telegram, in one
thread for each processor. Each simulation draws by its seed who does what, in
which order calls take effect, and what fails. Then it checks the promises:
nothing accepted is lost, nothing wrong is shown, nothing erased comes back.

  --seed N     the first seed, 1 to 4294967295; by chance if absent
  --minutes M  duration, 1 to 9999, default 1, with --pairs until the end
  --count N    so many simulations instead, 1 to 1000000000
  --steps      also print the moves of the first simulation
  --pairs      every order of every two writers of a product, without faults,
               until all are tried or the time is over. An order that becomes
               another one when neighbours change places that touch nothing in
               common is counted and not run. --count: the first N pairs

Prints how many simulations were tried, and the rate. For each kind of broken
promise it prints the seed, and the smallest order that it found, move by move.

Exits 0 if every promise was kept, else 1. Exits 2 for wrong usage.`;

const OPTIONS = {
  seed: { type: "string" },
  minutes: { type: "string" },
  count: { type: "string" },
  steps: { type: "boolean", default: false },
  pairs: { type: "boolean", default: false },
} as const;

const MOST_SEED = 2 ** 32 - 1;
const MOST_COUNT = 1_000_000_000;

async function run(values: OptionValues): Promise<number> {
  const drawn = 1 + crypto.getRandomValues(new Uint32Array(1))[0]! % MOST_SEED;
  const firstSeed = wholeNumber(values, "seed", { absent: drawn, least: 1, most: MOST_SEED });
  const pairs = values.pairs === true;
  const minutes = wholeNumber(values, "minutes", {
    absent: pairs ? 9999 : 1,
    least: 1,
    most: 9999,
  });
  const count = wholeNumber(values, "count", { absent: MOST_COUNT, least: 1, most: MOST_COUNT });
  if (pairs && (values.seed !== undefined || values.steps === true)) {
    throw new UsageError("--pairs draws nothing: leave out --seed and --steps");
  }
  if (pairs) return await searchPairs({ most: count, limitMs: minutes * 60_000 });
  const limitMs = values.count === undefined ? minutes * 60_000 : Infinity;
  printLines([`The first seed is ${firstSeed}.`]);
  if (values.steps === true) printLines(numbered(await tellSimulation(firstSeed)));
  const stride = Math.min(navigator.hardwareConcurrency, count);
  const startedMs = performance.now();
  const usedBefore = process.cpuUsage();
  const kinds = new Set<string>();
  const found = (finding: Finding) => {
    if (kinds.has(kindOf(finding.broken))) return;
    kinds.add(kindOf(finding.broken));
    printLines(describeFinding(finding));
  };
  const threads = Array.from({ length: stride }, (_, thread) => {
    const most = Math.ceil((count - thread) / stride);
    return searchShare({ firstSeed: firstSeed + thread, stride, most, limitMs }, found);
  });
  const tried = (await Promise.all(threads)).reduce(add);
  const { user, system } = process.cpuUsage(usedBefore);
  const seconds = { elapsed: (performance.now() - startedMs) / 1e3, used: (user + system) / 1e6 };
  printLines([describeProgress(tried, seconds)]);
  printLines([kinds.size === 0 ? "Every promise was kept." : `Broken promises: ${kinds.size}.`]);
  return kinds.size === 0 ? 0 : 1;
}

/** Searches in a thread of its own. */
async function searchShare(share: Share, found: (finding: Finding) => void): Promise<Progress> {
  let ended: Progress | undefined;
  await runThread<Share, Message>("worker.ts", share, (message) => {
    if ("found" in message) found(message.found);
    else ended = message.ended;
    return ended !== undefined;
  });
  return ended!;
}

function add(one: Progress, other: Progress): Progress {
  return {
    simulations: one.simulations + other.simulations,
    distinct: one.distinct + other.distinct,
    moves: one.moves + other.moves,
  };
}

function describeFinding({ seed, broken, trace }: Finding): string[] {
  return ["", `Broken: ${broken}`, `--seed ${seed} finds it. In order:`, ...numbered(trace), ""];
}

function describeProgress(
  { simulations, distinct, moves }: Progress,
  { elapsed, used }: { readonly elapsed: number; readonly used: number },
): string {
  const rate = (value: number, seconds: number) => formatCount(Math.round(value / seconds * 60));
  return [
    `${formatCount(simulations)} simulations, ${formatCount(distinct)} different orders`,
    `${formatCount(moves)} choices of what happens next`,
    `in ${formatCount(Math.round(elapsed))} s: ${rate(simulations, elapsed)} simulations and ` +
    `${rate(moves, elapsed)} choices a minute`,
    `${rate(simulations, used)} and ${rate(moves, used)} a minute of processor time.`,
  ].join(", ");
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
