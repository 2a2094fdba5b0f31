/**
 * Work that may wait: jobs as values, and the queues on pg-boss that run them. A job can be repeated at any point. It
 * must not know a chat.
 * @module
 */
export { createErasingJobs, enqueueErasing, ERASE_AGAIN, ERASE_PRODUCT } from "./erase_product.ts";
export { inspectQueue } from "./boss_owner.ts";
export type { JobCounts } from "./job.ts";
export type { JobInfo, JobSelection } from "./job_info.ts";
export { createKeepHouseJob } from "./keep_house.ts";
export {
  cancelJobs,
  countJobsByState,
  listJobs,
  type OperatedState,
  retryJobs,
  stateOf,
  STATES_OF,
} from "./operated.ts";
export { type JobQueue, type JobQueueOptions, openJobQueue } from "./queue.ts";
export { createStoreImageJob, STORE_IMAGE } from "./store_image.ts";
