/** Waits until all work has ended, and only then rejects with the first error: nothing goes on behind a failure. */
export async function allEnded<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
