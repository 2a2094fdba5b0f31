import { ALLOWANCE, type Allowance, UNLIMITED } from "./updates/rate_limit.ts";
import { createSpacing, type Spacing } from "./cooldown.ts";

/** Limits on what one user can make the bot do, and the clock that they go by. */
export interface Limits extends Allowance {
  /** How long a buyer waits until the seller of the same product is told again, in milliseconds. */
  readonly contactEveryMs: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
}

/** Those of a shop that is open to the world. */
export const LIMITS: Limits = {
  ...ALLOWANCE,
  contactEveryMs: 10 * 60_000,
  now: () => performance.now(),
};

/**
 * The limits of a shop, by where its Telegram is: outside of production, the users of a Bot API server on this machine
 * are scripts of a developer's or a test's, and may be as quick as they like.
 */
export function limitsFor(production: boolean, apiRoot: string): Limits {
  const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(apiRoot).hostname);
  return isLocal && !production ? { ...LIMITS, ...UNLIMITED } : LIMITS;
}

/** Makes the spacing of what sellers are told: one for each buyer and product. */
export function createContactSpacing({ contactEveryMs, now }: Limits): Spacing {
  return createSpacing({ everyMs: contactEveryMs, now });
}
