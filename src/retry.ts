/**
 * Waiting for what is away: one clear line when it is missed, one when it is back.
 * @module
 */
import { describeError, logger, named } from "./log.ts";
import { pause } from "./pause.ts";

/** How to wait. */
export interface RetryOptions {
  /** What is waited for, such as `PostgreSQL at 127.0.0.1:5432`. */
  readonly name: string;
  /** Whether another attempt may succeed; any other error is thrown. */
  readonly isTransient: (error: unknown) => boolean;
  /** Ends the waiting: its reason is thrown. */
  readonly signal: AbortSignal;
  /** The first pause; doubled each time up to 15 s. 500 ms if absent. */
  readonly firstPauseMs?: number;
}

const LONGEST_PAUSE_MS = 15_000;

/** Tries until it is done. */
export async function retryUntilDone<T>(
  attempt: () => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { name, isTransient, signal } = options;
  const log = logger("start");
  let pauseMs = options.firstPauseMs ?? 500;
  for (let failures = 0;; failures++) {
    signal.throwIfAborted();
    try {
      const result = await attempt();
      if (failures > 0) log.info("{name} is there", named("part_back", { name }));
      return result;
    } catch (error) {
      if (!isTransient(error)) throw error;
      const about = { name, error: describeError(error).message };
      const away = "{name} cannot be reached ({error}); trying again";
      if (failures === 0) log.warn(away, named("part_away", about));
      else log.debug("{name} still cannot be reached ({error})", about);
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Says whether something that is not needed at once is there, until it is, or until disposed of. */
export function openWatch(
  attempt: (signal: AbortSignal) => Promise<void>,
  options: RetryOptions,
): AsyncDisposable {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, options.signal]);
  const watching = retryUntilDone(() => attempt(signal), { ...options, signal }).catch((error) => {
    if (signal.aborted) return;
    const { name } = options;
    logger("start").error("{name} refuses: {error}", { name, error: describeError(error) });
  });
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await watching;
    },
  };
}
