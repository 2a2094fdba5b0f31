import { setImmediate } from "node:timers";
import { sql } from "kysely";
import { type Database, isUnavailable, prepared } from "../postgres/mod.ts";

/** A batch that is ready to be sent. */
export interface Batch {
  readonly productId: string;
  readonly expectedVersion: number;
  /** JSON: an array of events, as migration 016 describes it. */
  readonly events: string;
}

/**
 * The outcome of an append, and the product's version after it. `repeated`: the log had this batch already, and `version`
 * is the one after it. `conflict`: another writer was faster, nothing was written, and `version` is the actual one.
 */
export interface Appended {
  readonly outcome: "appended" | "repeated" | "conflict" | "unknown_product";
  readonly version: number;
}

/** Statements that run at the same time. The second one works while the first one waits for the disk. */
const SENT_AT_ONCE = 2;

/** Appends of one statement. It holds their rows until its commit, some 3 ms. */
const MOST = 64;

interface Waiting {
  readonly batch: Batch;
  readonly end: (appended: Promise<Appended>) => void;
}

/**
 * Appends of one process. While two statements run, further appends wait, and go together in the next statement, with one
 * commit. Each is decided on its own version. One that cannot be decided at once is appended alone, and so are all if
 * their statement is refused: no append waits or fails because of another one.
 */
export class AppendsTogether {
  readonly #waiting: Waiting[] = [];
  #sent = 0;
  #isSending = false;

  constructor(
    readonly db: Database,
    readonly appendAlone: (batch: Batch) => Promise<Appended>,
  ) {}

  /** @throws what PostgreSQL answers to this append, or what made PostgreSQL go away. */
  append(batch: Batch): Promise<Appended> {
    // Another one for the same product is decided after it, when the row is free again.
    if (this.#waiting.some((each) => each.batch.productId === batch.productId)) {
      return this.appendAlone(batch);
    }
    const { promise, resolve } = Promise.withResolvers<Appended>();
    this.#waiting.push({ batch, end: resolve });
    this.#sendSoon();
    return promise;
  }

  /** What asks at the same time goes together: so it is sent when all who were answered have gone on. */
  #sendSoon(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    setImmediate(() => {
      this.#isSending = false;
      for (let free = SENT_AT_ONCE - this.#sent; free > 0; free--) {
        this.#send(Math.min(MOST, Math.ceil(this.#waiting.length / free)));
      }
    });
  }

  #send(count: number): void {
    if (count === 0) return;
    this.#sent++;
    void this.#appendAll(this.#waiting.splice(0, count)).finally(() => {
      this.#sent--;
      this.#sendSoon();
    });
  }

  async #appendAll(together: readonly Waiting[]): Promise<void> {
    const appended = await this.#ask(together.map(({ batch }) => batch));
    for (const { batch, end } of together) {
      end(appended.get(batch.productId) ?? this.appendAlone(batch));
    }
  }

  /** The outcome by product. Without one, the append is to be made alone. */
  async #ask(batches: readonly Batch[]): Promise<ReadonlyMap<string, Promise<Appended>>> {
    try {
      const rows = await callTogether(this.db, {
        productIds: batches.map(({ productId }) => productId),
        versions: batches.map(({ expectedVersion }) => expectedVersion),
        batches: batches.map(({ events }) => events),
      });
      return new Map(
        rows.map(({ productId, ...appended }) => [productId, Promise.resolve(appended)]),
      );
    } catch (error) {
      // What PostgreSQL refused is undone. If it went away, nobody knows whether it has appended them.
      if (!isUnavailable(error)) return new Map();
      return new Map(batches.map(({ productId }) => [productId, Promise.reject(error)]));
    }
  }
}

const callTogether = prepared<
  {
    readonly productIds: readonly string[];
    readonly versions: readonly number[];
    readonly batches: readonly string[];
  },
  Appended & { readonly productId: string }
>("append_together", ({ productIds, versions, batches }) =>
  sql`
    select product_id as "productId", outcome, version
    from append_image_events_together(
      ${productIds}::text[], ${versions}::integer[], ${batches}::jsonb[])`);
