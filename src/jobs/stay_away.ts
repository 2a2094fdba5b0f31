import { AskedToWait } from "../pictures/mod.ts";
import { StorageCapExceeded, StorageUnavailable } from "../storage/mod.ts";

const HOUR_S = 3600;
/** B2 resets a cap at midnight UTC. An operator can raise it at any time, and should not wait long then. */
const CAP_S = HOUR_S;
/** Nobody can ask for more than this. */
const LONGEST_S = 6 * HOUR_S;

/**
 * How long a failed job must wait for its next attempt, in seconds; undefined if the queue's own delay is enough. Each
 * attempt downloads and renders again. That is wasted while a cap is reached, or while the store or Telegram has asked for a pause.
 */
export function secondsToStayAway(error: unknown): number | undefined {
  if (error instanceof StorageCapExceeded) return CAP_S;
  const isAsked = error instanceof StorageUnavailable || error instanceof AskedToWait;
  if (!isAsked || error.retryAfterMs === undefined) return undefined;
  return Math.min(Math.ceil(error.retryAfterMs / 1000), LONGEST_S);
}
