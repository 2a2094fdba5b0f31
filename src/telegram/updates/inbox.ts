import type { Update } from "grammy/types";
import { DEADLINES } from "../../deadlines.ts";
import { describeError, logger } from "../../log.ts";
import {
  type Database,
  forgetUpdates,
  releaseUpdates,
  saveUpdates,
  takeUpdates,
} from "../../postgres/mod.ts";
import { seldom, withinOr } from "../../std/mod.ts";

const SAY_EVERY_MS = 60_000;

/**
 * Keeps the updates that are being handled in PostgreSQL, so that Telegram may forget them: a kill loses none. Without
 * PostgreSQL it keeps none, and Telegram must keep them.
 */
export class Inbox implements AsyncDisposable {
  readonly #db: Database;
  readonly #botId: number;
  /** The updates that are not complete: whether each is saved. */
  readonly #open = new Map<number, Promise<boolean>>();
  /** Those whose rows are to be deleted. */
  readonly #complete = new Set<number>();
  /** Those that failed, and are not given up in PostgreSQL yet: it may be away. */
  readonly #failed = new Set<number>();
  #forgetting: Promise<void> | undefined;
  readonly #complain = seldom(SAY_EVERY_MS, (error: unknown) => {
    const about = { error: describeError(error) };
    logger("telegram").warn("Updates cannot be kept in PostgreSQL now: {error}", about);
  });

  constructor(db: Database, botId: number) {
    this.#db = db;
    this.#botId = botId;
  }

  /** How many updates are being handled, with those that an earlier process has left. */
  get open(): number {
    return this.#open.size;
  }

  /** Saves updates with different ids. Returns false if PostgreSQL could not do it. It never rejects. */
  save(updates: readonly Update[]): Promise<boolean> {
    const saving = this.#try(() => saveUpdates(this.#db, this.#botId, updates));
    for (const { update_id } of updates) {
      this.#failed.delete(update_id);
      this.#open.set(update_id, saving);
    }
    return saving;
  }

  /** Takes over the updates that no process holds, or all. The oldest comes first. What PostgreSQL missed is done before. */
  async take(which: "released" | "all"): Promise<readonly Update[]> {
    await this.#releaseFailed();
    await this.#forgetComplete();
    const updates = await takeUpdates(this.#db, this.#botId, which) as readonly Update[];
    for (const { update_id } of updates) this.#open.set(update_id, Promise.resolve(true));
    return updates;
  }

  /** An update is complete: its row is deleted soon, together with others. */
  async complete({ update_id: id }: Pick<Update, "update_id">): Promise<void> {
    const saving = this.#open.get(id);
    this.#open.delete(id);
    if (await saving !== true) return;
    this.#complete.add(id);
    await this.#forgetComplete();
  }

  /** An update has failed. If it is saved, it is taken over again later: while PostgreSQL is away, at a later {@link take}. */
  async failed({ update_id: id }: Pick<Update, "update_id">): Promise<void> {
    const isSaved = await this.#open.get(id);
    this.#open.delete(id);
    if (isSaved !== true) return;
    this.#failed.add(id);
    await this.#releaseFailed();
  }

  /** Leaves the updates that are not complete to the next process. */
  async [Symbol.asyncDispose](): Promise<void> {
    const left = [...this.#open.keys(), ...this.#failed];
    const ends = [this.#forgetting, left.length > 0 ? this.#release(left) : undefined];
    await withinOr(DEADLINES.lastAnswers.ms, Promise.all(ends), undefined);
  }

  async #release(ids: readonly number[]): Promise<boolean> {
    return await this.#try(() => releaseUpdates(this.#db, this.#botId, ids));
  }

  async #releaseFailed(): Promise<void> {
    const ids = [...this.#failed];
    if (ids.length === 0 || !await this.#release(ids)) return;
    for (const id of ids) this.#failed.delete(id);
  }

  async #forgetComplete(): Promise<void> {
    if (this.#complete.size > 0) await (this.#forgetting ??= this.#forget());
  }

  /** A row that could not be deleted is deleted with the next one, or at the next {@link take}. */
  async #forget(): Promise<void> {
    while (this.#complete.size > 0) {
      const ids = [...this.#complete];
      if (!await this.#try(() => forgetUpdates(this.#db, this.#botId, ids))) break;
      for (const id of ids) this.#complete.delete(id);
    }
    // At once: what is complete from now on begins anew.
    this.#forgetting = undefined;
  }

  async #try(statement: () => Promise<void>): Promise<boolean> {
    try {
      await statement();
      return true;
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }
}
