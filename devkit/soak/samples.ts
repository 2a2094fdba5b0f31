/** Measurements of the shop at one moment. */
export interface Sample {
  /** Seconds since the start of the load. */
  readonly seconds: number;
  /** Resident memory of the shop's process, in bytes. */
  readonly rssBytes: number;
  /** Resident memory of its render processes, in bytes. */
  readonly renderBytes: number;
  /** Events in the log. */
  readonly events: number;
  /** Jobs that wait or run. */
  readonly waiting: number;
  /** Since the sample before. */
  readonly updatesPerSecond: number;
}

/** The memory over the second half of the samples. */
export interface MemoryVerdict {
  /** Slope of the regression line. */
  readonly bytesPerMinute: number;
  readonly meanBytes: number;
  /** The rise of the line over that time, as a part of the mean. */
  readonly rise: number;
  /** Whether `rise` is at most {@link FLAT_RISE}. */
  readonly flat: boolean;
}

/** A rise of more than a tenth of the mean counts as a leak. */
export const FLAT_RISE = 0.1;

/** Judges the second half of the samples. In the first half, caches fill and code is compiled. */
export function judgeMemory(
  samples: readonly Pick<Sample, "seconds" | "rssBytes">[],
): MemoryVerdict {
  const half = samples.slice(Math.floor(samples.length / 2));
  const meanSeconds = mean(half.map(({ seconds }) => seconds));
  const meanBytes = mean(half.map(({ rssBytes }) => rssBytes));
  let along = 0;
  let across = 0;
  for (const { seconds, rssBytes } of half) {
    along += (seconds - meanSeconds) ** 2;
    across += (seconds - meanSeconds) * (rssBytes - meanBytes);
  }
  const bytesPerSecond = along === 0 ? 0 : across / along;
  const lasted = (half.at(-1)?.seconds ?? 0) - (half[0]?.seconds ?? 0);
  const rise = meanBytes === 0 ? 0 : bytesPerSecond * lasted / meanBytes;
  const flat = half.length > 1 && rise <= FLAT_RISE;
  return { bytesPerMinute: bytesPerSecond * 60, meanBytes, rise, flat };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
