/** Remembers when something was done last, so that it is not done again too soon. */
export interface Spacing {
  /** Whether it was done within the time. */
  isTooSoon(key: string): boolean;
  /** Tells that it was done now. */
  done(key: string): void;
}

/** How a {@link Spacing} is made. */
export interface SpacingOptions {
  /** The time between, in milliseconds. */
  readonly everyMs: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
  /** Keys that are remembered; 10,000 if absent. */
  readonly most?: number;
}

/** Makes a spacing; when there are too many keys, what was done longest ago is forgotten first. */
export function createSpacing({ everyMs, now, most = 10_000 }: SpacingOptions): Spacing {
  const doneAtMs = new Map<string, number>();
  return {
    isTooSoon: (key) => now() - (doneAtMs.get(key) ?? -Infinity) < everyMs,
    done: (key) => {
      doneAtMs.delete(key);
      doneAtMs.set(key, now());
      const [oldest] = doneAtMs.keys();
      if (doneAtMs.size > most && oldest !== undefined) doneAtMs.delete(oldest);
    },
  };
}
