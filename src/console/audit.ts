import type { Database } from "../postgres/mod.ts";
import { describeError, fullMessageOf, logger, named, redact } from "../log.ts";
import type { Session } from "./session.ts";

/** What can be done in the console. The names are stored: they never change. */
export type ActionName =
  | "replay"
  | "invalidate"
  | "restore"
  | "put_back"
  | "mend_all"
  | "retry_job"
  | "cancel_job"
  | "retry_jobs"
  | "cancel_jobs"
  | "pause_jobs"
  | "resume_jobs"
  | "compare"
  | "compare_deep"
  | "repair"
  | "give_up"
  | "adopt"
  | "adopt_one"
  | "delete_spare"
  | "delete_one"
  | "cancel_work";

/** What is known about how an action ended, such as `{ rows: 3 }`. */
export type Details = Readonly<Record<string, string | number>>;

/** How an action ended. A refusal is an expected answer. */
export type Outcome = { readonly done: Details } | {
  readonly refused: string;
  readonly details?: Details;
};

/** An action, and who did it. */
export interface OperatorAction {
  readonly actionId: number;
  readonly at: Date;
  readonly sessionId: string;
  readonly name: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: "started" | "done" | "refused" | "failed" | "cancelled";
  readonly details: Details;
}

const COLUMNS = [
  "action_id as actionId",
  ...["at", "session_id as sessionId", "name", "action", "target", "outcome", "details"] as const,
] as const;

/**
 * Records an action before it begins, and how it ended. An entry that stays `started` is of a process that was killed.
 *
 * @throws what the work throws. The entry says `failed` then.
 */
export async function audited(
  db: Database,
  { action, target, session }: {
    readonly action: ActionName;
    /** A product or a job; null for all of them. */
    readonly target: string | null;
    readonly session: Session;
  },
  work: (actionId: number) => Promise<Outcome>,
): Promise<{ readonly actionId: number; readonly outcome: Outcome }> {
  const row = { session_id: session.id, name: session.name || null, action, target };
  const { action_id: actionId } = await db.insertInto("operator_actions").values(row)
    .returning("action_id").executeTakeFirstOrThrow();
  const end = (outcome: "done" | "refused" | "failed", details: Details) =>
    finishAction(db, actionId, outcome, details);
  const about = { actionId, action, target, by: session.name || session.id };
  try {
    const outcome = await work(actionId);
    if ("done" in outcome) await end("done", outcome.done);
    else await end("refused", { ...outcome.details, reason: outcome.refused });
    logger("console").info("{by}: {action} of {target}", named("operator_acted", about));
    return { actionId, outcome };
  } catch (error) {
    const reason = redact(fullMessageOf(describeError(error)));
    await end("failed", { reason }).catch(() => {});
    throw error;
  }
}

/** Records how an action ended, unless that is known already. */
export async function finishAction(
  db: Database,
  actionId: number,
  outcome: Exclude<OperatorAction["outcome"], "started">,
  details: Details,
): Promise<void> {
  await db.updateTable("operator_actions").set({ outcome, details: JSON.stringify(details) })
    .where("action_id", "=", actionId).where("outcome", "=", "started").execute();
}

/** The last actions, the latest first: those on one product or job, or all; before an action, or from the last one. */
export async function listActions(
  db: Database,
  { target, before }: { readonly target?: string; readonly before?: number | undefined },
  limit: number,
): Promise<OperatorAction[]> {
  return await db.selectFrom("operator_actions")
    .select(COLUMNS)
    .$if(target !== undefined, (rows) => rows.where("target", "=", target!))
    .$if(before !== undefined, (rows) => rows.where("action_id", "<", before!))
    .orderBy("action_id", "desc").limit(limit).execute();
}

/** The last action on each of these targets since a moment, by target. */
export async function actionsSince(
  db: Database,
  since: Date,
  targets: readonly string[],
): Promise<ReadonlyMap<string, OperatorAction>> {
  if (targets.length === 0) return new Map();
  const actions = await db.selectFrom("operator_actions").select(COLUMNS).distinctOn("target")
    .where("target", "in", targets).where("at", ">=", since)
    .orderBy("target").orderBy("action_id", "desc").execute();
  return new Map(actions.map((action) => [action.target!, action]));
}

/** One action; undefined if there is none of this number. */
export async function findAction(
  db: Database,
  actionId: number,
): Promise<OperatorAction | undefined> {
  const [action] = await listActions(db, { before: actionId + 1 }, 1);
  return action?.actionId === actionId ? action : undefined;
}
