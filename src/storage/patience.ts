import { pause } from "../std/mod.ts";
import { StorageUnavailable } from "./errors.ts";
import type { PatienceName } from "./object_store.ts";

/** How often, and for how long altogether, a call is tried. */
export interface Patience {
  /** All attempts and the pauses between them. */
  readonly totalMs: number;
  /** One attempt, its body included. */
  readonly attemptMs: number;
  /** At least 1. */
  readonly maxAttempts: number;
  /** Upper bound of the first pause; it doubles with each further attempt. */
  readonly firstPauseMs: number;
  /** Where the doubling ends. */
  readonly longestPauseMs: number;
}

/** A view gives up while its reader still looks; a job outlasts a short outage (the queue outlasts a long one). */
export const PATIENCE: Readonly<Record<PatienceName, Patience>> = {
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

/** What {@link persist} needs beside the attempt. */
export interface PersistOptions {
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Between 0 and 1; spreads the pauses of many callers. */
  readonly random: () => number;
}

/**
 * Repeats an attempt while it throws {@link StorageUnavailable}, with pauses that grow, are spread
 * by chance and are never shorter than the store asked for. Any other error ends it, and so does a
 * pause that would outlast the patience.
 */
export async function persist<T>(
  attempt: (timeoutMs: number) => Promise<T>,
  { patience, signal, random }: PersistOptions,
): Promise<T> {
  const giveUpAt = performance.now() + patience.totalMs;
  for (let attempts = 1;; attempts++) {
    const leftMs = Math.max(1, giveUpAt - performance.now());
    try {
      return await attempt(Math.min(patience.attemptMs, leftMs));
    } catch (error) {
      if (!(error instanceof StorageUnavailable) || attempts >= patience.maxAttempts) throw error;
      const pauseMs = pauseBefore(attempts, patience, random, error.retryAfterMs);
      if (performance.now() + pauseMs >= giveUpAt) throw error;
      await pause(pauseMs, signal);
      signal?.throwIfAborted();
    }
  }
}

/** Full jitter over a doubling bound, so that callers refused together do not return together. */
function pauseBefore(
  attempts: number,
  { firstPauseMs, longestPauseMs }: Patience,
  random: () => number,
  retryAfterMs = 0,
): number {
  const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1));
  return retryAfterMs + bound * random();
}
