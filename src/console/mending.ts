import { replay } from "../event_log/mod.ts";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";

/** How far the mending of all products is. */
export interface MendingProgress {
  readonly products: number;
  readonly ofProducts: number;
}

/** Mends all products in the background, once at a time in this process. Two processes at once do no harm. */
export class Mending {
  readonly #long: Database;
  #progress: MendingProgress | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(long: Database) {
    this.#long = long;
  }

  /** Undefined if none runs. */
  get progress(): MendingProgress | undefined {
    return this.#progress;
  }

  /** Starts, and returns at once. `audit` gets the work. It must not be running. */
  start(audit: (work: () => Promise<{ readonly rows: number }>) => Promise<unknown>): void {
    this.#progress = { products: 0, ofProducts: 0 };
    this.#running = audit(async () => {
      const { changed } = await replay(this.#long, {
        onProgress: ({ products, ofProducts }) => this.#progress = { products, ofProducts },
      });
      return { rows: changed };
    }).catch((error) => {
      logger("console").error("Not all products were mended: {error}", {
        error: describeError(error),
      });
    }).finally(() => this.#progress = undefined);
  }

  /** Resolves when none runs. */
  async ended(): Promise<void> {
    await this.#running;
  }
}
