import { HANG_MS } from "../world/hang.ts";
import { withinOr } from "../../src/std/mod.ts";
import { sized } from "./sample.ts";

export { HANG_MS };

/**
 * The pauses between looks grow with the wait, from the shortest to the longest. `growth` is the part of its length that a
 * wait may end too late. A whole run is bound by the processor, so it looks seldom; a sample is bound by its waits.
 */
const { shortestMs: SHORTEST_MS, longestMs: LONGEST_MS, growth: GROWTH } = sized({
  all: { shortestMs: 25, longestMs: 250, growth: 1 / 6 },
  sample: { shortestMs: 10, longestMs: 100, growth: 1 / 25 },
});

/**
 * Waits until `holds` returns true. With `everyMs` all pauses are that long, for a moment that must not be missed.
 *
 * @throws {Error} that names what is awaited, if it hangs.
 */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { everyMs }: { readonly everyMs?: number } = {},
): Promise<void> {
  const start = performance.now();
  while (!await holds()) {
    const waited = performance.now() - start;
    if (waited > HANG_MS) throw new Error(`${what}: not within ${HANG_MS} ms`);
    const pause = everyMs ?? Math.min(Math.max(waited * GROWTH, SHORTEST_MS), LONGEST_MS);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/**
 * Waits until a count has reached `least`.
 *
 * @throws {Error} that names what is counted, if the count stops growing: a hang.
 */
export async function untilCounted(
  what: string,
  least: number,
  count: () => Promise<number> | number,
): Promise<void> {
  for (let counted = await count(); counted < least;) {
    const before = counted;
    await until(`more than ${before} ${what}`, async () => (counted = await count()) > before);
  }
}

/**
 * Waits for some work to end.
 *
 * @throws {Error} that names the work, if it hangs.
 */
export async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const ended = await withinOr(HANG_MS, work.then((value) => ({ value })), undefined);
  if (ended === undefined) throw new Error(`${what}: not within ${HANG_MS} ms`);
  return ended.value;
}
