/** The server's time. A test can move it forward. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(byMs: number): void;
}

/** Makes a clock that shows `now` plus all advances. */
export function createClock(now: () => number): Clock {
  let aheadMs = 0;
  return {
    now: () => now() + aheadMs,
    advance(byMs) {
      aheadMs += byMs;
    },
  };
}

/** Converts to seconds since 1970, as the Bot API writes dates. */
export function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
