import * as v from "valibot";
import { logger, named } from "../log.ts";
import { eraseProduct, type EraseProductJob, type ErasingParts } from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { keysOfUrls } from "../storage/mod.ts";
import { forgetJobs } from "./boss_tables.ts";
import { HEARTBEAT_REFRESH_SECONDS, type Job, type JobKind, PERSISTENT } from "./job.ts";
import type { JobQueue } from "./queue.ts";
import { STORE_IMAGE } from "./store_image.ts";

/** Erases what B2 and the disk hold of a product that was deleted for good. */
export const ERASE_PRODUCT: JobKind<EraseProductJob> = {
  name: "erase-product",
  schema: v.object({
    productId: v.pipe(v.string(), v.minLength(1)),
    keys: v.optional(v.array(v.string())),
  }),
};

/** Makes the job. */
export function createEraseProductJob(parts: ErasingParts): Job<EraseProductJob> {
  const endStoring = (productId: string) => forgetJobs(parts.db, STORE_IMAGE.name, productId);
  return {
    ...ERASE_PRODUCT,
    policy: {
      // By default pg-boss drops jobs that have failed or waited for long. An erasing must be counted until it is done.
      // A job that is done stays too: it holds nothing that the log has not.
      queue: { ...PERSISTENT, retentionSeconds: 365 * 86_400, deleteAfterSeconds: 0 },
      work: { pollingIntervalSeconds: 1, heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS },
    },
    waits: { event: "erasing_waits", message: "The erasing of {productId} waits: {error}" },
    run: async (job, { jobId, signal }) => {
      const outcome = await eraseProduct(parts, job, endStoring, signal);
      const log = logger("jobs");
      const about = { jobId, ...job, ...outcome };
      if ("needless" in outcome) {
        const needless = named("erasing_needless", about);
        log.warn("{productId} is not deleted: nothing is erased", needless);
      } else log.info("{productId} is erased", named("product_erased", about));
    },
  };
}

/**
 * Enqueues the erasing of a product in the transaction that deletes it, and forgets what was to be stored of it.
 * `addresses` are the URLs that its columns held until then; those of our bucket name objects.
 */
export async function enqueueErasing(
  { queue, bucketUrls }: {
    readonly queue: Pick<JobQueue, "enqueue">;
    readonly bucketUrls: readonly string[];
  },
  tx: DatabaseTransaction,
  { productId, addresses }: {
    readonly productId: string;
    readonly addresses: readonly string[];
  },
): Promise<void> {
  await forgetJobs(tx, STORE_IMAGE.name, productId);
  await queue.enqueue(tx, ERASE_PRODUCT, { productId, keys: keysOfUrls(bucketUrls, addresses) });
}
