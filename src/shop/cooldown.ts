import { BoundedMap } from "../std/mod.ts";

/** Remembers what was done lately, so that it is not done again too soon. */
export interface Cooldown {
  isTooSoon(key: string): boolean;
  /** Says that it was done now. */
  done(key: string): void;
}

/** Options of {@link createCooldown}. */
export interface CooldownOptions {
  /** How long it must not be done again. */
  readonly everyMs: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
  /** How many keys are remembered, 10,000 if absent. The oldest is forgotten first. */
  readonly limit?: number;
}

/** Makes a cooldown. It lives in memory: after a restart nothing is too soon. */
export function createCooldown({ everyMs, now, limit = 10_000 }: CooldownOptions): Cooldown {
  const doneAtMs = new BoundedMap<string, number>(limit);
  return {
    isTooSoon: (key) => now() - (doneAtMs.get(key) ?? -Infinity) < everyMs,
    done: (key) => doneAtMs.set(key, now()),
  };
}
