import * as v from "valibot";
import { logger, named } from "../log.ts";
import {
  type PictureParts,
  storeImage,
  type StoreImageJob,
  type StoreImageRefusal,
} from "../pictures/mod.ts";
import { HEARTBEAT_REFRESH_SECONDS, type Job, type JobKind, PERSISTENT } from "./job.ts";

/** Stores the picture that a seller sent. */
export const STORE_IMAGE: JobKind<StoreImageJob> = {
  name: "store-image",
  schema: v.object({
    botId: v.optional(v.pipe(v.number(), v.safeInteger())),
    productId: v.string(),
    picture: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
    generation: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    fileId: v.pipe(v.string(), v.minLength(1)),
  }),
};

/** What the job needs. */
export interface StoreImageDeps {
  readonly parts: PictureParts;
  /** Tells the seller that the picture can never be stored. */
  readonly notifyRefused: (
    picture: Pick<StoreImageJob, "productId" | "picture">,
    refused: StoreImageRefusal,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** Pictures at once in one process: while one is put to B2, the next is rendered. */
const CONCURRENCY = 2;

/** Makes the job. */
export function createStoreImageJob(
  { parts, notifyRefused }: StoreImageDeps,
): Job<StoreImageJob> {
  return {
    ...STORE_IMAGE,
    policy: {
      queue: PERSISTENT,
      work: {
        localConcurrency: CONCURRENCY,
        heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
      },
    },
    waits: { event: "image_waits", message: "The picture of {productId} waits: {error}" },
    run: async (job, { jobId, number, signal }) => {
      const metadata = { actor: `job:${STORE_IMAGE.name}`, correlationId: `job:${jobId}` };
      const outcome = await storeImage(parts, job, { number, metadata, signal });
      if ("refused" in outcome) await notifyRefused(job, outcome.refused, signal);
      const log = logger("jobs");
      const about = { jobId, attempt: number, ...job, ...outcome };
      if ("refused" in outcome) {
        const refused = named("image_refused", about);
        log.error("The picture of {productId} cannot be stored: {refused}", refused);
      } else log.info("The picture of {productId} is stored", named("image_stored", about));
    },
  };
}
