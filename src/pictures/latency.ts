/**
 * Latencies are counted by class, because counts of classes can be added up over minutes and processes: percentiles cannot.
 * Class n holds what took up to 10^(n/10) ms, so each lasts a quarter longer than the one before (the series R10 of ISO 3).
 * @module
 */

const PER_DECADE = 10;
/** 1000 s: every deadline of a view is shorter. */
const LAST_CLASS = 60;

/** The class of a latency in milliseconds. */
export function latencyClassOf(ms: number): number {
  const index = Math.ceil(PER_DECADE * Math.log10(ms));
  return Math.min(Math.max(index, 0), LAST_CLASS);
}

/**
 * The latency that a share of the counted views did not exceed, in milliseconds; 0.5 is the median. It is exact to a class,
 * and a class is taken as filled evenly. Undefined if nothing was counted.
 */
export function percentileMs(
  counts: ReadonlyMap<number, number>,
  share: number,
): number | undefined {
  const classes = [...counts].filter(([, count]) => count > 0).sort(([one], [other]) =>
    one - other
  );
  const total = classes.reduce((sum, [, count]) => sum + count, 0);
  let left = share * total;
  for (const [index, count] of classes) {
    if (left <= count) return 10 ** ((index - 1 + left / count) / PER_DECADE);
    left -= count;
  }
  return undefined;
}
