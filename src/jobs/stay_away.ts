import { StorageCapExceeded, StorageUnavailable } from "../storage/mod.ts";

const HOUR_S = 3600;
/** B2 resets a cap at midnight UTC; an operator can raise it at any time, and need not wait for long then. */
const CAP_S = HOUR_S;
/** What a store asks for is believed up to here. */
const LONGEST_S = 6 * HOUR_S;

/**
 * How long a job that failed is to leave the store alone, in seconds; undefined where the queue's own delay will do.
 * Each try downloads and renders again, for nothing while a cap is reached or the store has asked for peace.
 */
export function secondsToStayAway(error: unknown): number | undefined {
  if (error instanceof StorageCapExceeded) return CAP_S;
  if (!(error instanceof StorageUnavailable) || error.retryAfterMs === undefined) return undefined;
  return Math.min(Math.ceil(error.retryAfterMs / 1000), LONGEST_S);
}
