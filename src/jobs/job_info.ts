/** The states of a job that is to be done or being done. */
export const OPEN_STATES = ["created", "retry", "active"] as const;

/** The states of a job that matter here; pg-boss has more. */
export type JobState = (typeof OPEN_STATES)[number] | "completed" | "cancelled" | "failed";

/** Selects jobs. What is absent matches any. */
export interface JobSelection {
  /** The id, or how it begins. */
  readonly id?: string | undefined;
  readonly queue?: string | undefined;
  /** Never jobs of these queues. */
  readonly exceptQueues?: readonly string[] | undefined;
  readonly productId?: string | undefined;
  /** The states of pg-boss, such as `retry`. */
  readonly states?: readonly JobState[] | undefined;
}

/** A job, as operators see it. */
export interface JobInfo {
  /** A UUID. */
  readonly id: string;
  readonly queue: string;
  readonly state: JobState;
  readonly productId: string | null;
  readonly data: unknown;
  /** The last error of an attempt that failed. */
  readonly output: unknown;
  /** Attempts that failed. */
  readonly retries: number;
  readonly createdAt: Date;
  /** A job that waits is not started before. */
  readonly dueAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}
