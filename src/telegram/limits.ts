import { CONTACT_EVERY_MS } from "../shop/mod.ts";
import { ALLOWANCE, type Allowance, UNLIMITED } from "./updates/rate_limit.ts";

/** How much one user can make the bot do, and the clock that this goes by. */
export interface Limits extends Allowance {
  /** How long a buyer waits until the seller of the same product is told again. */
  readonly contactEveryMs: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
}

/** The limits of a public shop. */
export const LIMITS: Limits = {
  ...ALLOWANCE,
  contactEveryMs: CONTACT_EVERY_MS,
  now: () => performance.now(),
};

/**
 * The limits of a shop, by where its Telegram is. Outside of production the users of a Bot API server on this machine are
 * a developer's or a test's scripts: they may be as quick as they like.
 */
export function limitsFor(production: boolean, apiRoot: string): Limits {
  const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(apiRoot).hostname);
  return isLocal && !production ? { ...LIMITS, ...UNLIMITED } : LIMITS;
}
