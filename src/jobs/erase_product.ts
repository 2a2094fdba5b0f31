import * as v from "valibot";
import { logger, named } from "../log.ts";
import {
  eraseProduct,
  type EraseProductJob,
  type ErasingParts,
  valuesIn,
} from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { type BucketUrls, hostsElsewhere, keysOfUrls, readVersionAddress } from "../storage/mod.ts";
import { forgetJobs } from "./boss_tables.ts";
import { HEARTBEAT_REFRESH_SECONDS, type Job, type JobKind, PERSISTENT } from "./job.ts";
import type { JobQueue } from "./queue.ts";
import { STORE_IMAGE } from "./store_image.ts";

/** Erases what B2 and the disk hold of a product that was deleted for good. */
export const ERASE_PRODUCT: JobKind<EraseProductJob> = {
  name: "erase-product",
  schema: v.object({
    productId: v.string(),
    keys: v.optional(v.array(v.string())),
    files: v.optional(v.array(v.object({ fileId: v.string(), host: v.string() }))),
    elsewhere: v.optional(v.array(v.string())),
  }),
};

/** Looks again, once no put can land any more that began before the product was deleted. */
export const ERASE_AGAIN: JobKind<EraseProductJob> = { ...ERASE_PRODUCT, name: "erase-again" };

/**
 * How late a put can land that began before a deletion, in seconds. A process that is killed leaves its request on the
 * way. A store refuses a request whose signature is older than 15 minutes (`RequestTimeTooSkewed`, Amazon S3 "Error
 * responses", read 2026-11). The rest is for the body, and for clocks that differ.
 */
const LATEST_PUT_SECONDS = 20 * 60;

/** What the two jobs need. */
export interface ErasingDeps extends ErasingParts {
  /** The schema of pg-boss's tables. */
  readonly queueSchema?: string | undefined;
  /** The texts by which an older shop names further pictures of a product, outside of the columns that we know. */
  readonly furtherAddresses?:
    | ((productId: string) => Promise<readonly string[]>)
    | undefined;
}

/** Makes the two jobs. */
export function createErasingJobs(parts: ErasingDeps): readonly Job<EraseProductJob>[] {
  return [ERASE_PRODUCT, ERASE_AGAIN].map((kind) => createErasingJob(parts, kind));
}

function createErasingJob(
  parts: ErasingDeps,
  kind: JobKind<EraseProductJob>,
): Job<EraseProductJob> {
  const endStoring = (productId: string) =>
    forgetJobs(parts.db, STORE_IMAGE.name, productId, parts.queueSchema);
  return {
    ...kind,
    policy: {
      // By default pg-boss drops jobs that have failed or waited for long. An erasing must be counted until it is done.
      // A job that is done stays too: it holds nothing that the log has not.
      queue: { ...PERSISTENT, retentionSeconds: 365 * 86_400, deleteAfterSeconds: 0 },
      work: { heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS },
    },
    waits: { event: "erasing_waits", message: "The erasing of {productId} waits: {error}" },
    run: async (enqueued, { jobId, signal }) => {
      const job = kind === ERASE_PRODUCT ? await withFurther(parts, enqueued) : enqueued;
      const outcome = await eraseProduct(parts, job, endStoring, signal);
      const log = logger("jobs");
      const about = { jobId, ...job, ...outcome };
      if ("needless" in outcome) {
        const needless = named("erasing_needless", about);
        log.warn("{productId} is not deleted: nothing is erased", needless);
      } else if (kind === ERASE_PRODUCT) {
        log.info("{productId} is erased", named("product_erased", about));
        const hosts = [...new Set([...job.elsewhere ?? [], ...outcome.elsewhere ?? []])];
        if (hosts.length > 0) {
          const left = named("picture_elsewhere", { productId: job.productId, hosts });
          log.warn("A picture of {productId} lies at {hosts}: only you can erase it there", left);
        }
        if (outcome.oddKeys !== undefined) {
          const left = named("odd_keys_left", about);
          log.warn("The address of {oddKeys} leads elsewhere: only you can delete it in B2", left);
        }
      } else if (outcome.versions > 0) {
        log.info("What came late of {productId} is erased", named("late_put_erased", about));
      }
    },
  };
}

/** An older shop's own columns and tables keep what they held: the job can read them at any time. */
async function withFurther(
  { bucketUrls, furtherAddresses }: ErasingDeps,
  job: EraseProductJob,
): Promise<EraseProductJob> {
  const { productId } = job;
  const addresses = await furtherAddresses?.(productId) ?? [];
  if (addresses.length === 0) return job;
  const further = erasingOf(bucketUrls, { productId, addresses });
  return {
    productId,
    keys: [...job.keys ?? [], ...further.keys ?? []],
    files: [...job.files ?? [], ...further.files ?? []],
    elsewhere: [...job.elsewhere ?? [], ...further.elsewhere ?? []],
  };
}

/** A product that is deleted. */
interface DeletedProduct {
  readonly productId: string;
  /** The values that its columns held until then; URLs of our bucket name objects. */
  readonly addresses: readonly string[];
}

/** What is to be erased of a product. */
export function erasingOf(
  bucketUrls: BucketUrls,
  { productId, addresses }: DeletedProduct,
): EraseProductJob {
  const values = addresses.flatMap(valuesIn);
  // Only B2 knows what such an address names. The job asks: a transaction must not wait for B2.
  const files = values.flatMap((value) => readVersionAddress(value) ?? []);
  const urls = values.filter((value) => readVersionAddress(value) === undefined);
  const elsewhere = hostsElsewhere(bucketUrls, urls);
  return {
    productId,
    keys: keysOfUrls(bucketUrls, urls),
    ...(files.length > 0 && { files }),
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}

/**
 * Enqueues the erasing of a product in the transaction that deletes it, and a second look. Forgets what was to be stored
 * of it.
 */
export async function enqueueErasing(
  { queue, bucketUrls }: {
    readonly queue: Pick<JobQueue, "enqueue"> & Partial<Pick<JobQueue, "schema">>;
    readonly bucketUrls: BucketUrls;
  },
  tx: DatabaseTransaction,
  product: DeletedProduct,
): Promise<void> {
  const { productId } = product;
  await forgetJobs(tx, STORE_IMAGE.name, productId, queue.schema);
  const job = erasingOf(bucketUrls, product);
  await queue.enqueue(tx, ERASE_PRODUCT, job);
  await queue.enqueue(tx, ERASE_AGAIN, { productId, keys: job.keys }, LATEST_PUT_SECONDS);
}
