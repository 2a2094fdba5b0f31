import type { Connection } from "./connection.ts";

/** So many connections are served whatever happens. */
const LEAST = 8;
/** For so long there are fewer connections after a lack of files. Other work may have caused it. */
const FEWER_FOR_MS = 60_000;

/**
 * The open connections. When there are too many, one of them makes room: one that was answered already, or else one whose
 * request has not come yet; each time the oldest. A running request keeps its place.
 */
export class Places {
  readonly #all = new Set<Connection>();
  readonly #waiting = new Set<Connection>();
  readonly #answered = new Set<Connection>();
  readonly #limit: number;
  readonly #now: () => number;
  #fewer = Infinity;
  #fewerUntilMs = -Infinity;

  /** `limit`: connections at the same time. `now`: a monotonic clock in milliseconds. */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Every open connection. */
  get all(): ReadonlySet<Connection> {
    return this.#all;
  }

  /** Gives a place to a connection whose request has not come yet. Returns false if there is none. */
  take(connection: Connection): boolean {
    const most = this.#most();
    while (this.#all.size >= most && this.#makeRoom());
    if (this.#all.size >= most) return false;
    this.#all.add(connection);
    this.#waiting.add(connection);
    connection.once("close", () => this.#forget(connection));
    return true;
  }

  /** The request of a connection has come. */
  beginRequest(connection: Connection): void {
    this.#waiting.delete(connection);
    this.#answered.delete(connection);
  }

  /** The answer of a connection is sent. Its client may not have read it yet, or may send another request. */
  endRequest(connection: Connection): void {
    if (this.#all.has(connection)) this.#answered.add(connection);
  }

  /**
   * The process can open no more files, and needs some for its own work. So half of the connections must be enough for the
   * next minute.
   */
  halve(): void {
    this.#fewer = Math.max(LEAST, Math.floor(Math.min(this.#all.size, this.#most()) / 2));
    this.#fewerUntilMs = this.#now() + FEWER_FOR_MS;
    while (this.#all.size > this.#fewer && this.#makeRoom());
  }

  /** Closes the connections without a running request. */
  closeIdle(): void {
    for (const connection of [...this.#answered, ...this.#waiting]) connection.destroy();
  }

  #most(): number {
    return this.#now() < this.#fewerUntilMs ? Math.min(this.#fewer, this.#limit) : this.#limit;
  }

  #makeRoom(): boolean {
    const [oldest] = this.#answered.size > 0 ? this.#answered : this.#waiting;
    if (oldest === undefined) return false;
    this.#forget(oldest);
    oldest.destroy();
    return true;
  }

  #forget(connection: Connection): void {
    for (const set of [this.#all, this.#waiting, this.#answered]) set.delete(connection);
  }
}
