import type { QueueOptions, WorkOptions } from "pg-boss";
import type { GenericSchema } from "valibot";
import { DEADLINES } from "../deadlines.ts";
import type { LogEvent } from "../log.ts";

/** Names a kind of job and checks its data: all that is needed to enqueue one. */
export interface JobKind<T extends object> {
  /** The queue's name in pg-boss. It is stored, so it must never change. */
  readonly name: string;
  /** Reads the data of a stored job. Data that an older release enqueued must still parse. */
  readonly schema: GenericSchema<unknown, T>;
}

/** A kind of job with its work. */
export interface Job<T extends object> extends JobKind<T> {
  readonly policy: JobPolicy;
  /** Logged when an attempt failed. The message is a template for the fields of the data, and `error`. */
  readonly waits: { readonly event: LogEvent; readonly message: string };
  /** Does the work, and logs its outcome. It must be repeatable at any point; it throws to be tried again later. */
  run(data: T, attempt: Attempt): Promise<void | GoesOn<T>>;
}

/** A job has done a part of its work. The same job does the rest later, with other data and all its attempts. */
export interface GoesOn<T extends object> {
  readonly goesOn: T;
  readonly inSeconds: number;
}

/** How pg-boss handles jobs of one kind. */
export interface JobPolicy {
  /** How jobs are repeated and kept. */
  readonly queue: QueueOptions;
  /** How a process takes them. */
  readonly work: WorkOptions;
  /** Enqueues a job by the clock: a cron line, in UTC. */
  readonly cron?: string;
  /** There is never more than one such job that waits or runs. It cannot be changed once the queue is made. */
  readonly isOne?: true;
}

/** One attempt at a job. */
export interface Attempt {
  readonly jobId: string;
  /** From 1. */
  readonly number: number;
  /** Aborted when the process stops: the attempt must end. Another process repeats it. */
  readonly signal: AbortSignal;
}

/** The jobs of one queue. */
export interface JobCounts {
  /** To be done, or being done. */
  readonly waiting: number;
  /** Given up: only an operator starts them again. */
  readonly failed: number;
}

/**
 * Repeats a job for about a fortnight: B2 may be away for days. A process refreshes the heartbeat of the jobs it has;
 * when it dies, another process takes them over after ten seconds.
 */
export const PERSISTENT: QueueOptions = {
  retryLimit: 4000,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: DEADLINES.job.ms / 1000,
  heartbeatSeconds: 10,
  retentionSeconds: 30 * 86_400,
};

/** How often a process refreshes the heartbeat of a {@link PERSISTENT} job. */
export const HEARTBEAT_REFRESH_SECONDS = 3;
