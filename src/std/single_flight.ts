/** What one caller of {@link SingleFlight.run} gets. */
export interface Flight<T> {
  readonly value: T;
  /** Whether this caller did the work itself. */
  readonly led: boolean;
}

/**
 * Does work once for all who ask for it at the same time. The first caller under a key does it; the others wait for its
 * value. If it fails, only the first caller gets the error, and the next one does the work.
 */
export class SingleFlight<K, T> {
  readonly #running = new Map<K, Promise<{ readonly value: T } | undefined>>();

  /** Does the work under this key, or waits for whoever does it. Work that begins later is not shared. */
  async run(key: K, work: () => Promise<T>): Promise<Flight<T>> {
    for (;;) {
      const running = this.#running.get(key);
      if (running === undefined) return { value: await this.#lead(key, work), led: true };
      const ended = await running;
      if (ended !== undefined) return { value: ended.value, led: false };
    }
  }

  async #lead(key: K, work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<{ readonly value: T } | undefined>();
    this.#running.set(key, promise);
    let ended: { readonly value: T } | undefined;
    try {
      const value = await work();
      ended = { value };
      return value;
    } finally {
      this.#running.delete(key);
      resolve(ended);
    }
  }
}
