import { formatCount, printLines } from "../../scripts/support/lines.ts";
import { PAIRS } from "./pairs.ts";
import type { PairsMessage, PairsShare, SearchedPair } from "./pairs_worker.ts";
import { numbered, runThread } from "./thread.ts";

/** Tries every order of every pair, or of the first ones, in one thread for each processor. Returns the exit code. */
export async function searchPairs(
  { most, limitMs }: Pick<PairsShare, "most" | "limitMs">,
): Promise<number> {
  const startedMs = performance.now();
  const searched: SearchedPair[] = [];
  const stride = navigator.hardwareConcurrency;
  const heard = (message: PairsMessage) => {
    if ("ended" in message) return true;
    searched.push(message.searched);
    printLines(describePair(message.searched));
    return false;
  };
  await Promise.all(
    Array.from(
      { length: stride },
      (_, first) =>
        runThread<PairsShare, PairsMessage>(
          "pairs_worker.ts",
          { first, stride, most, limitMs },
          heard,
        ),
    ),
  );
  printLines(["", ...describeAll(searched, (performance.now() - startedMs) / 60_000)]);
  return searched.some(({ broken }) => broken !== undefined) ? 1 : 0;
}

function describePair({ name, simulations, different, orders, isComplete, broken }: SearchedPair) {
  const complete = isComplete ? "every order" : "not complete";
  const told = `${name}: ${formatCount(orders)} orders, ${formatCount(different)} different`;
  const found = broken === undefined
    ? []
    : [`Broken: ${broken.promise}`, ...numbered(broken.trace)];
  return [`${told}, ${formatCount(simulations)} simulations, ${complete}`, ...found];
}

function describeAll(searched: readonly SearchedPair[], minutes: number): string[] {
  const total = (of: (pair: SearchedPair) => number | bigint) =>
    searched.reduce((sum, pair) => sum + BigInt(of(pair)), 0n);
  const rate = (value: bigint) => formatCount(BigInt(Math.round(Number(value) / minutes)));
  const [simulations, moves] = [total((pair) => pair.simulations), total((pair) => pair.moves)];
  const [different, orders] = [total((pair) => pair.different), total((pair) => pair.orders)];
  const complete = searched.filter(({ isComplete }) => isComplete).length;
  const broken = searched.filter((pair) => pair.broken !== undefined).length;
  return [
    `${complete} of ${PAIRS.length} pairs completely: ${formatCount(simulations)} simulations, ` +
    `${formatCount(moves)} choices, ${formatCount(different)} different orders.`,
    `They stand for ${formatCount(orders)} orders: ${rate(orders)} a minute, ` +
    `${rate(different)} different ones.`,
    broken === 0 ? "Every promise was kept." : `Pairs with a broken promise: ${broken}.`,
  ];
}
