/**
 * What operators see of the jobs, and do with them: the command `jobs` and the console.
 * @module
 */
import type { Database } from "../postgres/mod.ts";
import {
  CANCELLABLE,
  cancelSelected,
  countSelected,
  restartSelected,
  RETRIABLE,
  selectDepths,
  selectJobs,
} from "./boss_tables.ts";
import type { JobInfo, JobSelection, JobState } from "./job_info.ts";
import { ERASE_AGAIN, ERASE_PRODUCT } from "./erase_product.ts";

/** The states of a job in the words of operators. */
export type OperatedState = "waiting" | "running" | "failed" | "cancelled" | "done";

/** The states of pg-boss that each word means. */
export const STATES_OF: Readonly<Record<OperatedState, readonly JobState[]>> = {
  waiting: ["created", "retry"],
  running: ["active"],
  failed: ["failed"],
  cancelled: ["cancelled"],
  done: ["completed"],
};

/** Where the tables of pg-boss are, and how much to read. */
export interface ListJobsOptions {
  /** 100 if absent. */
  readonly limit?: number | undefined;
  /** The id of the last job of the page before. */
  readonly after?: string | undefined;
  /** The schema of pg-boss's tables. */
  readonly schema?: string | undefined;
}

/** The state of a job in the words of operators. */
export function stateOf({ state }: Pick<JobInfo, "state">): OperatedState {
  const words = Object.keys(STATES_OF) as OperatedState[];
  return words.find((word) => STATES_OF[word].includes(state))!;
}

/** The jobs that match, the newest first, in pages. */
export async function listJobs(
  db: Database,
  selection: JobSelection,
  { limit = 100, after, schema }: ListJobsOptions = {},
): Promise<JobInfo[]> {
  return await selectJobs(db, selection, { limit, after }, schema);
}

/** Counts the jobs that match, by their states in the words of operators. */
export async function countJobsByState(
  db: Database,
  selection: JobSelection = {},
  schema?: string,
): Promise<Readonly<Record<OperatedState, number>>> {
  const counts = await countSelected(db, selection, schema);
  const sum = (word: OperatedState) =>
    STATES_OF[word].reduce((all, state) => all + (counts[state] ?? 0), 0);
  return {
    waiting: sum("waiting"),
    running: sum("running"),
    failed: sum("failed"),
    cancelled: sum("cancelled"),
    done: sum("done"),
  };
}

/** The jobs of a queue in a state. */
export interface QueueDepth {
  readonly queue: string;
  readonly state: OperatedState;
  readonly jobs: number;
  /** How long the oldest is due, runs, or has failed. */
  readonly oldestSeconds: number;
}

/** How much waits, runs and has failed in each queue. */
export async function queueDepths(db: Database, schema?: string): Promise<QueueDepth[]> {
  const depths = new Map<string, QueueDepth>();
  for (const row of await selectDepths(db, schema)) {
    const [state, key] = [stateOf(row), `${row.queue} ${stateOf(row)}`];
    const other = depths.get(key) ?? { jobs: 0, oldestSeconds: 0 };
    const jobs = other.jobs + row.jobs;
    const oldestSeconds = Math.max(other.oldestSeconds, row.oldestSeconds);
    depths.set(key, { queue: row.queue, state, jobs, oldestSeconds });
  }
  return [...depths.values()];
}

/** What an operator does with jobs. */
export type JobAction = "retry" | "cancel";

/** Counts the jobs that match and that {@link retryJobs} or {@link cancelJobs} would change. */
export async function countChangeable(
  db: Database,
  action: JobAction,
  selection: JobSelection,
  schema?: string,
): Promise<number> {
  const can: readonly JobState[] = action === "retry" ? RETRIABLE : CANCELLABLE;
  const states = can.filter((state) => selection.states?.includes(state) ?? true);
  const asked = action === "retry" ? selection : cancellable(selection);
  const counts = await countSelected(db, { ...asked, states }, schema);
  return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0);
}

/**
 * Starts jobs again at once, with all their attempts: those that failed, were cancelled, or wait for their next attempt.
 * Others that match stay as they are. Returns how many were started.
 */
export async function retryJobs(
  db: Database,
  selection: JobSelection,
  schema?: string,
): Promise<number> {
  return await restartSelected(db, selection, schema);
}

/**
 * Gives jobs up that wait or have failed, and returns how many. A running job cannot be stopped. An erasing is never
 * given up: the seller was promised that nothing stays.
 */
export async function cancelJobs(
  db: Database,
  selection: JobSelection,
  schema?: string,
): Promise<number> {
  return await cancelSelected(db, cancellable(selection), schema);
}

function cancellable(selection: JobSelection): JobSelection {
  return { ...selection, exceptQueues: [ERASE_PRODUCT.name, ERASE_AGAIN.name] };
}
