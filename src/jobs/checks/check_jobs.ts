import * as v from "valibot";
import { summarizeDrift } from "../../event_log/mod.ts";
import { describeError, fullMessageOf, logger, named, redact } from "../../log.ts";
import { checkSample, type PictureParts, reconcile } from "../../pictures/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { HEARTBEAT_REFRESH_SECONDS, type Job, type JobKind } from "../job.ts";
import {
  type CheckName,
  type CheckNews,
  type CheckResult,
  judge,
  newsOf,
  queueOf,
} from "./check.ts";
import { loadTold, recordCheck, saveTold } from "./check_runs.ts";

/** When the checks run: cron lines, in UTC. One without a time does not run. */
export interface CheckTimes {
  readonly verify?: string | undefined;
  readonly reconcile?: string | undefined;
  readonly sample?: string | undefined;
  /** How many pictures a sample has. */
  readonly sampleSize: number;
}

/** A check that was asked for. By the clock, all is absent. */
export interface CheckJob {
  /** Puts lost pictures back before it counts. Nothing is given up or deleted. */
  readonly repair?: boolean | undefined;
  /** Reads and hashes every picture. */
  readonly deep?: boolean | undefined;
  /** The operator who asked: the result is told in any case. A Telegram user id. */
  readonly askedBy?: number | undefined;
}

/** What the checks need. */
export interface CheckDeps {
  /** `db` without a limit for statements: some read the whole catalogue. */
  readonly parts: PictureParts;
  readonly times: CheckTimes;
  /** Tells operators, or only the one who asked. It throws if Telegram is away. */
  readonly tell: (news: CheckNews, askedBy: number | undefined) => Promise<void>;
}

const schema = v.pipe(
  v.nullish(v.object({
    repair: v.optional(v.boolean()),
    deep: v.optional(v.boolean()),
    askedBy: v.optional(v.number()),
  })),
  v.transform((data): CheckJob => data ?? {}),
);

/** A check may take as long as the catalogue is large. */
const LONGEST_SECONDS = 6 * 3600;

/** Compares the columns with the log. */
export const CHECK_VERIFY: JobKind<CheckJob> = { name: queueOf("verify"), schema };

/** Compares B2 with the log, and puts back what is lost if that was asked for. */
export const CHECK_RECONCILE: JobKind<CheckJob> = { name: queueOf("reconcile"), schema };

/** Makes the jobs of the checks. pg-boss runs each once at its time, whatever the number of replicas. */
export function createCheckJobs(deps: CheckDeps): readonly Job<CheckJob>[] {
  return [
    createJob(deps, "verify", CHECK_VERIFY, verifyAll),
    createJob(deps, "reconcile", CHECK_RECONCILE, reconcileAll),
    createJob(deps, "sample", { name: queueOf("sample"), schema }, lookAtSome),
  ];
}

/** Returns what it has counted. It throws if it cannot run. */
type Check = (
  deps: CheckDeps,
  job: CheckJob,
  signal: AbortSignal,
) => Promise<CheckResult["counts"]>;

const verifyAll: Check = async ({ parts: { db } }, _job, signal) => {
  const { driftValues, driftRows, withoutRow, products } = await summarizeDrift(db, 0, signal);
  return { products, driftValues, driftRows, withoutRow };
};

const reconcileAll: Check = async ({ parts }, { repair, deep }, signal) => {
  const { missing, altered, orphaned, superseded, pictures, repaired } = await reconcile(parts, {
    ...(repair === true && { repair: parts, maxInvalidate: 0 }),
    deep: deep === true,
    marksAdoptable: true,
    onProgress: () => signal.throwIfAborted(),
    report: () => signal.throwIfAborted(),
  });
  return { pictures, missing, altered, orphaned, superseded, repaired };
};

const lookAtSome: Check = async ({ parts, times: { sampleSize: size } }, _job, signal) => ({
  ...await checkSample(parts, { size, signal }),
});

function createJob(
  deps: CheckDeps,
  check: CheckName,
  kind: JobKind<CheckJob>,
  count: Check,
): Job<CheckJob> {
  const cron = deps.times[check];
  return {
    ...kind,
    policy: {
      queue: {
        // The next one comes by the clock. A few attempts outlast a Telegram that is away.
        ...{ retryLimit: 3, retryDelay: 60, retryBackoff: true, expireInSeconds: LONGEST_SECONDS },
        ...{ heartbeatSeconds: 10, deleteAfterSeconds: 7 * 86_400 },
      },
      work: { heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS },
      ...(cron !== undefined && { cron }),
    },
    waits: { event: "check_failed", message: "A check could not be told: {error}" },
    run: async (job, { signal }) => {
      const startedAt = new Date();
      const found = await judgeRun(check, () => count(deps, job, signal), signal);
      const { db } = deps.parts;
      await recordCheck(db, { check, startedAt, ...found });
      logRun(check, found);
      await tellNews(deps, db, { check, ...found }, job.askedBy);
    },
  };
}

/** A check that cannot run says so. It never reads as if all was well. */
async function judgeRun(
  check: CheckName,
  count: () => Promise<CheckResult["counts"]>,
  signal: AbortSignal,
): Promise<CheckResult> {
  try {
    return judge(check, await count());
  } catch (error) {
    // Another process repeats it.
    signal.throwIfAborted();
    const reason = redact(fullMessageOf(describeError(error)));
    return { outcome: "unable", counts: {}, error: reason };
  }
}

function logRun(check: CheckName, { outcome, ...about }: CheckResult): void {
  const ran = named("check_ran", { check, outcome, ...about });
  const log = logger("jobs");
  if (outcome === "well") log.info("The check {check} finds all well", ran);
  else if (outcome === "ill") log.warn("The check {check} finds {counts}", ran);
  else log.error("The check {check} could not run: {error}", ran);
}

/** Told before it is remembered: after a kill in between it is told twice, and never not at all. */
async function tellNews(
  { tell }: CheckDeps,
  db: Database,
  found: CheckResult & { readonly check: CheckName },
  askedBy: number | undefined,
): Promise<void> {
  const { check } = found;
  const change = newsOf(check, found, await loadTold(db, check));
  const asked = found.outcome === "ill" ? "worse" : found.outcome;
  if (change !== undefined) await tell({ ...found, change }, undefined);
  else if (askedBy !== undefined) await tell({ ...found, change: asked }, askedBy);
  await saveTold(db, check, found);
}
