/** The median. Not a number for no values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that a share of the values does not exceed: 0.5 for the median, 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The median of each figure over all rounds. Every round must return the same names. */
export async function medianOfRounds<Name extends string>(
  rounds: number,
  measure: (round: number) => Promise<Readonly<Record<Name, number>>>,
): Promise<Record<Name, number>> {
  const all: Readonly<Record<Name, number>>[] = [];
  for (let round = 1; round <= rounds; round++) all.push(await measure(round));
  const names = Object.keys(all[0] ?? {}) as Name[];
  const medians = names.map((name) => [name, median(all.map((figures) => figures[name]))]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

/** Seconds that work took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
