/**
 * Work that may wait: jobs as values, and the queues on pg-boss that run them. A job can be repeated at any point. It
 * must not know a chat.
 * @module
 */
export type { CheckName, CheckNews } from "./checks/check.ts";
export { CHECK_RECONCILE, CHECK_VERIFY, type CheckJob } from "./checks/check_jobs.ts";
export {
  type CheckRun,
  type ClockedCheck,
  clockedChecks,
  lastCheckRuns,
  overdueDays,
  restedMs,
} from "./checks/check_runs.ts";
export { forgetJobs, hasQueues, listQueues } from "./boss_tables.ts";
export { countErasing, createShopJobs } from "./shop_jobs.ts";
export {
  createErasingJobs,
  enqueueErasing,
  ERASE_AGAIN,
  ERASE_PRODUCT,
  erasingOf,
} from "./erase_product.ts";
export { findQueueObstacle } from "./boss_owner.ts";
export type { JobCounts } from "./job.ts";
export type { JobInfo, JobSelection } from "./job_info.ts";
export { createKeepHouseJob } from "./keep_house.ts";
export {
  cancelJobs,
  countChangeable,
  countJobsByState,
  type JobAction,
  listJobs,
  type OperatedState,
  type QueueDepth,
  queueDepths,
  retryJobs,
  stateOf,
  STATES_OF,
} from "./operated.ts";
export { listPauses, pauseQueue, pausesByQueue, type QueuePause, resumeQueue } from "./pauses.ts";
export { type JobQueue, type JobQueueOptions, openJobQueue } from "./queue.ts";
export { createStoreImageJob, STORE_IMAGE } from "./store_image.ts";
export { createWarmUpJob, describeProgress, enqueueWarmUp } from "./warm_up.ts";
