import { HANG_MS } from "../world/hang.ts";
import { withinOr } from "../../src/std/mod.ts";

export { HANG_MS };

const LOOK_AGAIN_MS = 25;

/**
 * Waits until `holds` returns true. Calls it every 25 ms if `everyMs` is absent.
 *
 * @throws {Error} that names what is awaited, if it hangs.
 */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { everyMs = LOOK_AGAIN_MS }: { readonly everyMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + HANG_MS;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${HANG_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
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
