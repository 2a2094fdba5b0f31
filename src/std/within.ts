/**
 * Runs work that must end within `limitMs`, or when `signal` is aborted. The work is told through its own signal, and
 * is not waited for.
 *
 * @throws {DOMException} a `TimeoutError` when the time is over.
 * @throws the reason of `signal` when that is aborted.
 */
export async function within<T>(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    reject(reason);
    ended.abort(reason);
  };
  const onAbort = () => stop(signal?.reason);
  const timer = setTimeout(() => stop(timeoutError(limitMs)), limitMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(ended.signal), stopped]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Waits for a promise, but no longer than `limitMs`: then it returns `late`, and the promise goes on by itself. */
export async function withinOr<T, L>(
  limitMs: number,
  work: PromiseLike<T>,
  late: L,
): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  const timer = setTimeout(resolve, limitMs, late);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(limitMs: number): DOMException {
  return new DOMException(`no answer within ${Math.ceil(limitMs)} ms`, "TimeoutError");
}
