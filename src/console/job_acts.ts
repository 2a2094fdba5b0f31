import {
  cancelJobs,
  type JobInfo,
  type JobSelection,
  listJobs,
  type OperatedState,
  retryJobs,
  stateOf,
  STATES_OF,
} from "../jobs/mod.ts";
import type { ActionName, Outcome } from "./audit.ts";
import type { ConsoleShop } from "./shop.ts";

/** What can be done to one job, and the states in which it can be. */
export const JOB_ACTS = {
  retry_job: ["failed", "cancelled", "waiting"],
  cancel_job: ["waiting", "failed"],
} as const satisfies Partial<Readonly<Record<ActionName, readonly OperatedState[]>>>;

/** What can be done to all jobs of a list, and which lists. */
export const LIST_ACTS = {
  retry_jobs: ["failed", "cancelled"],
  cancel_jobs: ["waiting", "failed"],
} as const satisfies Partial<Readonly<Record<ActionName, readonly OperatedState[]>>>;

/** One of {@link JOB_ACTS}. */
export type JobAct = keyof typeof JOB_ACTS;
/** One of {@link LIST_ACTS}. */
export type ListAct = keyof typeof LIST_ACTS;

/** Whether an act fits a job. A job that waits for its first attempt needs no other one. */
export function fits(act: JobAct, job: Pick<JobInfo, "state" | "queue">): boolean {
  const states: readonly OperatedState[] = JOB_ACTS[act];
  if (act === "retry_job" && job.state === "created") return false;
  // The command gives up no erasing either: the seller was promised that nothing stays.
  if (act === "cancel_job" && job.queue.startsWith("erase-")) return false;
  return states.includes(stateOf(job));
}

/** One job; undefined if there is none of this id. */
export async function findJob(
  { parts: { db }, queue: { schema } }: ConsoleShop,
  id: string,
): Promise<JobInfo | undefined> {
  const [job] = await listJobs(db, { id }, { limit: 1, schema });
  return job;
}

/** Retries or cancels a job, if it still is in the state in which its operator saw it. */
export async function actOnJob(
  shop: ConsoleShop,
  act: JobAct,
  { id, state }: { readonly id: string; readonly state: string },
): Promise<Outcome> {
  const job = await findJob(shop, id);
  if (job?.state !== state || !fits(act, job)) {
    return { refused: "stale", details: { seen: state, now: job?.state ?? "" } };
  }
  const jobs = await change(shop, act, { id, states: [job.state] });
  return { done: { jobs } };
}

/** Retries or cancels all jobs of a list, perhaps only those of one queue. */
export async function actOnList(
  shop: ConsoleShop,
  act: ListAct,
  { state, queue }: { readonly state: OperatedState; readonly queue?: string | undefined },
): Promise<Outcome> {
  return { done: { jobs: await change(shop, act, { states: STATES_OF[state], queue }) } };
}

function change(
  { parts: { db }, queue: { schema } }: ConsoleShop,
  act: JobAct | ListAct,
  selection: JobSelection,
): Promise<number> {
  const isRetry = act === "retry_job" || act === "retry_jobs";
  return isRetry ? retryJobs(db, selection, schema) : cancelJobs(db, selection, schema);
}
