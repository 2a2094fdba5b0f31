import { HANG_MS } from "../../scripts/support/hang.ts";

export { HANG_MS };

const LOOK_AGAIN_MS = 25;

/**
 * Waits until something holds.
 *
 * @throws {Error} that names what was awaited, once it is taken for a hang.
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
 * Waits until so many are counted.
 *
 * @throws {Error} that names what was awaited, once the count does not grow any more: that is taken for a hang.
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

/** Waits for a work, but not for ever: once it is taken for a hang, the error names what was awaited. */
export async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: not within ${HANG_MS} ms`)), HANG_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
