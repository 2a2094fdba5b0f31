/**
 * Waits for a part that is away, such as PostgreSQL. It logs one line when the part is missed and one when it is back.
 * @module
 */
import { describeError, fullMessageOf, logger, named } from "./log.ts";
import { retry } from "./std/mod.ts";

/** The part that is waited for, and how. */
export interface WaitOptions {
  /** The part as the log names it, such as `PostgreSQL at 127.0.0.1:5432`. */
  readonly name: string;
  /** Whether another attempt may succeed. Any other error is thrown. */
  readonly isTransient: (error: unknown) => boolean;
  /** What such an error says of the part, in words that follow its name; `cannot be reached` if absent. */
  readonly stateOf?: (error: unknown) => string | undefined;
  /** Ends the wait. Its reason is thrown. */
  readonly signal: AbortSignal;
  /** 500 if absent. It doubles with each attempt, up to 15 s. */
  readonly firstPauseMs?: number;
}

const LONGEST_PAUSE_MS = 15_000;

/** Repeats an attempt until it succeeds. */
export async function waitFor<T>(attempt: () => Promise<T>, options: WaitOptions): Promise<T> {
  const { name, isTransient, stateOf, signal, firstPauseMs = 500 } = options;
  const log = logger("start");
  let isMissed = false;
  const policy = { maxAttempts: Infinity, firstPauseMs, longestPauseMs: LONGEST_PAUSE_MS };
  const result = await retry(attempt, policy, {
    isTransient,
    signal,
    onRetry: (error) => {
      const state = stateOf?.(error) ?? "cannot be reached";
      const about = { name, state, error: fullMessageOf(describeError(error)) };
      const away = "{name} {state} ({error}); trying again";
      if (!isMissed) log.warn(away, named("part_away", about));
      else log.debug("{name} still {state} ({error})", about);
      isMissed = true;
    },
  });
  if (isMissed) log.info("{name} is there", named("part_back", { name }));
  return result;
}

/** Waits in the background, for a part that the shop can start without. Disposal ends the wait. */
export function openWatch(
  attempt: (signal: AbortSignal) => Promise<void>,
  options: WaitOptions,
): AsyncDisposable {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, options.signal]);
  const watching = waitFor(() => attempt(signal), { ...options, signal }).catch((error) => {
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
