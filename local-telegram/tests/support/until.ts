/** A test fails after this time, which only a hang can reach. */
export const HANG_MS = 180_000;

/** Waits until `holds` returns true. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + HANG_MS;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`Timed out: waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
