/** Limits of a wait. */
export interface WaitOptions {
  readonly timeoutMs: number;
  /** Ends the wait early; the signal's reason is thrown. */
  readonly abort?: AbortSignal;
}

interface Waiter {
  look(): void;
  fail(reason: unknown): void;
}

/** Wakes waiting code when something changed, so that nothing has to poll or sleep. */
export class Signal {
  readonly #waiters = new Set<Waiter>();
  #closed: unknown;

  /** Makes every waiter call its probe again. */
  notify(): void {
    for (const waiter of [...this.#waiters]) waiter.look();
  }

  /** Fails every present and future wait. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const waiter of [...this.#waiters]) waiter.fail(reason);
  }

  /** Returns the first value that `probe` returns, now or after a change; undefined after the timeout. */
  until<Value>(probe: () => Value | undefined, options: WaitOptions): Promise<Value | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Value | undefined>();
    if (this.#closed !== undefined) reject(this.#closed);
    if (options.abort?.aborted) reject(options.abort.reason);
    const waiter: Waiter = {
      fail: reject,
      look() {
        try {
          const value = probe();
          if (value !== undefined) resolve(value);
        } catch (error) {
          reject(error);
        }
      },
    };
    waiter.look();
    return this.#settle(waiter, promise, resolve, options);
  }

  async #settle<Value>(
    waiter: Waiter,
    promise: Promise<Value | undefined>,
    giveUp: (value: undefined) => void,
    { timeoutMs, abort }: WaitOptions,
  ): Promise<Value | undefined> {
    const onAbort = () => waiter.fail(abort?.reason);
    const timer = setTimeout(() => giveUp(undefined), timeoutMs);
    abort?.addEventListener("abort", onAbort);
    this.#waiters.add(waiter);
    try {
      return await promise;
    } finally {
      this.#waiters.delete(waiter);
      abort?.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    }
  }
}
