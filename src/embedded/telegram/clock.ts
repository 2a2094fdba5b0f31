/** The server's time, which a test may move forward. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(byMs: number): void;
}

/** A clock that follows `now` plus what it was advanced by. */
export function createClock(now: () => number): Clock {
  let aheadMs = 0;
  return {
    now: () => now() + aheadMs,
    advance(byMs) {
      aheadMs += byMs;
    },
  };
}

/** Seconds since 1970, as the Bot API writes dates. */
export function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
