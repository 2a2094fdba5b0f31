import { pause } from "./pause.ts";

/** How often, and for how long altogether, something is tried. */
export interface RetryPolicy {
  /** At least 1; `Infinity` tries until it works, or until told to stop. */
  readonly maxAttempts: number;
  /** The first pause, or its upper bound where `random` is given. It doubles with each further attempt. */
  readonly firstPauseMs: number;
  /** Where the doubling ends. */
  readonly longestPauseMs: number;
  /** All attempts and the pauses between them; unlimited if absent. */
  readonly totalMs?: number;
}

/** What {@link retry} is told beside the policy. */
export interface RetryOptions {
  /** Whether another attempt may succeed. Any other error is thrown at once. */
  readonly isTransient: (error: unknown) => boolean;
  /** Ends the waiting; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** The shortest pause that an error asks for, in milliseconds; 0 if absent. */
  readonly leastPauseMs?: (error: unknown) => number;
  /** Between 0 and 1. Spreads the pauses, so that callers refused together do not return together. */
  readonly random?: () => number;
  /** Called after each attempt that failed and will be repeated. */
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

/**
 * Repeats an attempt while it fails in a way that may pass. Each attempt is given its number, from 1, and the time that
 * is left to all of them.
 *
 * @throws the last error, when it may not pass, or when attempts or time are used up.
 */
export async function retry<T>(
  attempt: (number: number, leftMs: number) => Promise<T>,
  policy: RetryPolicy,
  options: RetryOptions,
): Promise<T> {
  const { signal, isTransient, leastPauseMs = () => 0, random = () => 1, onRetry } = options;
  const endsAtMs = performance.now() + (policy.totalMs ?? Infinity);
  for (let number = 1;; number++) {
    signal?.throwIfAborted();
    try {
      return await attempt(number, Math.max(1, endsAtMs - performance.now()));
    } catch (error) {
      if (!isTransient(error) || number >= policy.maxAttempts) throw error;
      const pauseMs = leastPauseMs(error) + pauseAfter(number, policy) * random();
      if (performance.now() + pauseMs >= endsAtMs) throw error;
      onRetry?.(error, number);
      await pause(pauseMs, signal);
    }
  }
}

/** The pause after the attempt of that number: doubled each time up to the longest. */
export function pauseAfter(
  number: number,
  { firstPauseMs, longestPauseMs }: Pick<RetryPolicy, "firstPauseMs" | "longestPauseMs">,
): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (number - 1));
}
