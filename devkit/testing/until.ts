/** How long something is awaited, and how often it is looked at. */
export interface Patience {
  /** 30 s if absent. */
  readonly limitMs?: number;
  /** 25 ms if absent. */
  readonly everyMs?: number;
}

/**
 * Waits until something holds.
 *
 * @throws {Error} that names what was awaited, if it has not come by then.
 */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { limitMs = 30_000, everyMs = 25 }: Patience = {},
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
