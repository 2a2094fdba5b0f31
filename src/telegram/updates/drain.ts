/** How long what is under way may take to end when the bot stops: half of what a host gives the whole process. */
const DRAIN_LIMIT_MS = 5_000;

/** Waits until all of the work has ended, well or not, but no longer than the limit. */
export async function drained(work: Iterable<Promise<unknown>>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, DRAIN_LIMIT_MS);
  await Promise.race([Promise.allSettled(work), limit.promise]);
  clearTimeout(timer);
}
