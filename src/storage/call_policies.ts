import type { RetryPolicy } from "../std/mod.ts";

/** How a call to the store is repeated, and how long one attempt may take. */
export interface CallPolicy extends RetryPolicy {
  readonly totalMs: number;
  /** One attempt, with its body. */
  readonly attemptMs: number;
}

/** A buyer waits for a `view`; nobody waits for a `job`. */
export type CallPolicyName = "view" | "job";

/** A view gives up while the buyer still looks. A job outlasts a short outage; its queue outlasts a long one. */
export const CALL_POLICIES: Readonly<Record<CallPolicyName, CallPolicy>> = {
  view: {
    totalMs: 5_000,
    attemptMs: 2_500,
    maxAttempts: 3,
    firstPauseMs: 100,
    longestPauseMs: 500,
  },
  job: {
    totalMs: 90_000,
    attemptMs: 30_000,
    maxAttempts: 8,
    firstPauseMs: 250,
    longestPauseMs: 15_000,
  },
};
