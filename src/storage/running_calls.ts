/** The calls to the store that run now. Once closed, no call runs: the client would open connections that nobody closes. */
export class RunningCalls {
  readonly #calls = new Map<Promise<unknown>, AbortController>();
  #isClosed = false;

  /**
   * Runs a call. The caller's signal ends it, and so does {@link close}.
   *
   * @throws the reason of the caller's signal when that is aborted.
   * @throws {Error} when the store is closed before the call has ended.
   */
  async run<T>(
    call: (signal: AbortSignal) => Promise<T>,
    { action, signal }: { readonly action: string; readonly signal?: AbortSignal | undefined },
  ): Promise<T> {
    if (this.#isClosed) throw closedError(action);
    signal?.throwIfAborted();
    const ending = new AbortController();
    const leave = () => ending.abort(signal?.reason);
    signal?.addEventListener("abort", leave);
    const done = call(ending.signal);
    this.#calls.set(done, ending);
    try {
      return await done;
    } catch (error) {
      signal?.throwIfAborted();
      throw ending.signal.aborted ? closedError(action) : error;
    } finally {
      this.#calls.delete(done);
      signal?.removeEventListener("abort", leave);
    }
  }

  /** Ends all calls and waits for their ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const ending of this.#calls.values()) ending.abort();
    await Promise.allSettled(this.#calls.keys());
  }
}

function closedError(action: string): Error {
  return new Error(`Cannot ${action}: the store is closed`);
}
