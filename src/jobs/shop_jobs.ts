import type { Database } from "../postgres/mod.ts";
import { type CheckDeps, createCheckJobs } from "./checks/check_jobs.ts";
import {
  createErasingJobs,
  ERASE_AGAIN,
  ERASE_PRODUCT,
  type ErasingDeps,
} from "./erase_product.ts";
import type { Job, JobCounts } from "./job.ts";
import type { JobQueue } from "./queue.ts";
import { createKeepHouseJob } from "./keep_house.ts";
import { createStoreImageJob, type StoreImageDeps } from "./store_image.ts";

/** What the jobs of a shop need. */
export interface ShopJobsDeps
  extends
    StoreImageDeps,
    Pick<CheckDeps, "times" | "tell">,
    Pick<ErasingDeps, "queueSchema" | "furtherAddresses"> {
  /** A database without a limit for statements: the checks read the whole catalogue. */
  readonly long: Database;
}

/** Makes all jobs of a shop. */
export function createShopJobs(deps: ShopJobsDeps): readonly Job<object>[] {
  const { parts, long, queueSchema, furtherAddresses } = deps;
  return [
    createStoreImageJob(deps),
    ...createErasingJobs({ ...parts, queueSchema, furtherAddresses }),
    createKeepHouseJob(parts.db),
    ...createCheckJobs({ ...deps, parts: { ...parts, db: long } }),
  ];
}

/** A second look that waits is no work that is left. One that failed is. */
export async function countErasing(
  queue: Pick<JobQueue, "counts">,
  db: Database,
): Promise<JobCounts> {
  const { waiting, failed } = await queue.counts(db, ERASE_PRODUCT);
  return { waiting, failed: failed + (await queue.counts(db, ERASE_AGAIN)).failed };
}
