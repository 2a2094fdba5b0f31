import { sql } from "kysely";
import { describeError, fullMessageOf, logger, named, redact } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import { pause } from "../std/mod.ts";
import { type ActionName, type Details, finishAction, type OperatorAction } from "./audit.ts";
import type { Session } from "./session.ts";

/** Work on the whole shop. Each runs once at a time, whatever the number of replicas. */
export type WorkName = "mend" | "reconcile";

/** Work that goes on, in this process or another one. */
export interface RunningWork
  extends Pick<OperatorAction, "actionId" | "at" | "action" | "name" | "sessionId"> {
  /** How far it is: `done` and `of`, and what else is counted. */
  readonly details: Details;
  /** Whether it ends at its next step, because somebody asked for that. */
  readonly isCancelled: boolean;
}

/** What the work gets. */
export interface WorkHandle {
  /** The entry in the log of actions. */
  readonly actionId: number;
  /** Aborted when it must end. */
  readonly signal: AbortSignal;
  /** Says how far it is; throws if it must end. */
  readonly step: (progress: Details) => void;
}

/** How often the process says that the work goes on, and asks whether it was cancelled. */
const BEAT_MS = 1000;
/** Longer than a restart of PostgreSQL, in which no beat can be said. */
const LOST = sql`interval '30 seconds'`;

/** Work that goes on without its reader: all replicas see how far it is, and each can cancel it. */
export class LongWork {
  readonly #db: Database;
  readonly #stopped: () => AbortSignal;
  readonly #here = new Set<Promise<void>>();
  /** Of the work in this process, by its action: it need not wait for its next beat. */
  readonly #cancels = new Map<number, AbortController>();

  /** `stopped`: aborted when the process stops. */
  constructor(db: Database, stopped: () => AbortSignal) {
    this.#db = db;
    this.#stopped = stopped;
  }

  /** Undefined if none runs. Work whose process is gone does not run. */
  async running(work: WorkName): Promise<RunningWork | undefined> {
    return await this.#db.selectFrom("operator_actions").select([
      ...["action_id as actionId", "at", "action", "name", "session_id as sessionId"] as const,
      ...["details", "cancel_asked as isCancelled"] as const,
    ]).where("work", "=", work).where("outcome", "=", "started").where(isAlive).executeTakeFirst();
  }

  /** Begins, and returns the number of the entry. Undefined if the work runs already, here or elsewhere. */
  async start(
    { work, action, target, session }: {
      readonly work: WorkName;
      readonly action: ActionName;
      readonly target: string | null;
      readonly session: Session;
    },
    run: (handle: WorkHandle) => Promise<Details>,
  ): Promise<number | undefined> {
    await this.#db.updateTable("operator_actions").set({
      outcome: "failed",
      details: sql<string>`details || '{"reason": "cut_off"}'`,
    }).where("work", "=", work).where("outcome", "=", "started").where(sql<boolean>`not ${isAlive}`)
      .execute();
    const begun = await this.#db.insertInto("operator_actions").values({
      ...{ session_id: session.id, name: session.name || null, action, target, work },
      beat_at: sql<Date>`now()`,
    }).onConflict((conflict) => conflict.doNothing()).returning("action_id").executeTakeFirst();
    if (begun === undefined) return undefined;
    const { action_id: actionId } = begun;
    const by = session.name || session.id;
    logger("console").info(
      "{by}: {action} of {target}",
      named("operator_acted", { actionId, action, target, by }),
    );
    const running: Promise<void> = this.#run(actionId, run).finally(() =>
      this.#here.delete(running)
    );
    this.#here.add(running);
    return actionId;
  }

  /** Asks work to end at its next step. Returns false if it has ended. */
  async cancel(actionId: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db.updateTable("operator_actions")
      .set({ cancel_asked: true }).where("action_id", "=", actionId)
      .where("outcome", "=", "started").where(isAlive).executeTakeFirstOrThrow();
    if (numUpdatedRows === 1n) this.#cancels.get(actionId)?.abort();
    return numUpdatedRows === 1n;
  }

  /** Resolves when none runs in this process. */
  async ended(): Promise<void> {
    await Promise.all(this.#here);
  }

  async #run(actionId: number, run: (handle: WorkHandle) => Promise<Details>): Promise<void> {
    const cancelled = new AbortController();
    this.#cancels.set(actionId, cancelled);
    const ended = new AbortController();
    const stopped = this.#stopped();
    const signal = AbortSignal.any([cancelled.signal, stopped]);
    let progress: Details = {};
    const step = (now: Details) => {
      progress = now;
      signal.throwIfAborted();
    };
    const beating = this.#beat(actionId, () => progress, cancelled, ended.signal);
    const [outcome, details] = await run({ actionId, signal, step }).then(
      (done) => ["done", done] as const,
      (error) => {
        if (cancelled.signal.aborted) return ["cancelled", progress] as const;
        const reason = stopped.aborted ? "stopped" : redact(fullMessageOf(describeError(error)));
        return ["failed", { ...progress, reason }] as const;
      },
    );
    this.#cancels.delete(actionId);
    ended.abort();
    await beating;
    await finishAction(this.#db, actionId, outcome, details).catch((error) => {
      logger("console").error("The end of action {actionId} is not recorded: {error}", {
        actionId,
        error: describeError(error),
      });
    });
  }

  async #beat(
    actionId: number,
    progress: () => Details,
    cancelled: AbortController,
    ended: AbortSignal,
  ): Promise<void> {
    for (;;) {
      await pause(BEAT_MS, ended);
      if (ended.aborted) return;
      try {
        const row = await this.#db.updateTable("operator_actions")
          .set({ beat_at: sql<Date>`now()`, details: JSON.stringify(progress()) })
          .where("action_id", "=", actionId).where("outcome", "=", "started")
          .returning("cancel_asked").executeTakeFirst();
        // Without a row, another process took it for cut off and may have begun anew.
        if (row?.cancel_asked ?? true) cancelled.abort();
      } catch (error) {
        logger("console").debug("No beat: {error}", { error: describeError(error) });
      }
    }
  }
}

const isAlive = sql<boolean>`(beat_at > now() - ${LOST})`;
