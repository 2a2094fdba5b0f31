/**
 * Runs something that must end within `timeoutMs` or when `signal` fires, whichever is first.
 * Throws the signal's reason, or a `TimeoutError` (a `DOMException`); what was running is told
 * through its own signal and not waited for.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    reject(reason);
    ended.abort(reason);
  };
  const onAbort = () => stop(signal?.reason);
  const timer = setTimeout(() => stop(timeoutError(timeoutMs)), timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([run(ended.signal), stopped]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function timeoutError(timeoutMs: number): DOMException {
  return new DOMException(`no answer within ${Math.ceil(timeoutMs)} ms`, "TimeoutError");
}
