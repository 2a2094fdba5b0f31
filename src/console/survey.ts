import { describeError, logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";

/** What a survey has found, and when. `failed`: it could not be made, which says nothing about what it looks for. */
export type Found<T> = { readonly at: Date; readonly value: T } | {
  readonly at: Date;
  readonly failed: true;
};

/** What is known now. */
export interface Known<T> {
  /** Undefined before the first one ends. */
  readonly latest: Found<T> | undefined;
  /** A newer one is being made. */
  readonly isRunning: boolean;
}

/** A page waits no longer than this for a survey: all of it must take no more than 300 ms. */
const WAIT_MS = 150;
/** One that takes longer than a page waits is fresh for so many times as long, however often somebody looks. */
const SHARE = 20;
const LONGEST_FRESH_MS = 10 * 60_000;

/**
 * Work that reads the whole catalogue, such as the comparison with the log. It runs once at a time. In a small shop each page
 * gets a new result; in a large one the last result, while a new one is made.
 */
export class Survey<T> {
  readonly #work: () => Promise<T>;
  #latest: Found<T> | undefined;
  #running: Promise<void> | undefined;
  #freshUntil = -Infinity;
  #restsUntil = -Infinity;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Something has changed: the next look makes a new one. */
  outdate(): void {
    this.#freshUntil = -Infinity;
    this.#restsUntil = -Infinity;
  }

  /**
   * Starts a survey if the last one is old, and waits for it a little. `isPatient`: somebody looks again and again, so the
   * surveys take only a share of the time.
   */
  async look(isPatient = false): Promise<Known<T>> {
    const until = isPatient ? this.#restsUntil : this.#freshUntil;
    if (performance.now() >= until) this.#running ??= this.#run();
    if (this.#running !== undefined) await withinOr(WAIT_MS, this.#running, undefined);
    return { latest: this.#latest, isRunning: this.#running !== undefined };
  }

  async #run(): Promise<void> {
    const started = performance.now();
    // What changes from now on may be missed.
    this.#freshUntil = Infinity;
    this.#restsUntil = Infinity;
    try {
      this.#latest = { at: new Date(), value: await this.#work() };
    } catch (error) {
      logger("console").warn("The survey failed: {error}", { error: describeError(error) });
      this.#latest = { at: new Date(), failed: true };
    }
    const now = performance.now();
    const tookMs = now - started;
    // What was outdated meanwhile may hold what is no longer so: nobody takes it for the last word.
    const isOutdated = this.#freshUntil !== Infinity;
    const rest = Math.min(tookMs * SHARE, LONGEST_FRESH_MS);
    if (!isOutdated) {
      this.#freshUntil = tookMs < WAIT_MS ? now : now + rest;
      this.#restsUntil = now + rest;
    }
    this.#running = isOutdated ? this.#run() : undefined;
  }
}
