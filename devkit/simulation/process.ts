import { sql } from "kysely";
import {
  createDelivery,
  createHealer,
  createPictureSources,
  createRecentIds,
  createTelegramFileIds,
  type Deliver,
  type PictureParts,
} from "../../src/pictures/mod.ts";
import {
  createErasingJobs,
  createStoreImageJob,
  enqueueErasing,
  STORE_IMAGE,
} from "../../src/jobs/mod.ts";
import type { DatabaseTransaction } from "../../src/postgres/mod.ts";
import type { PictureWork } from "../../src/shop/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { openBucket } from "./b2.ts";
import { type Do, openTables } from "./database.ts";
import { openDisk } from "./disk.ts";
import { placeholderOf } from "./ledger.ts";
import { drawPicture, renderer } from "./pictures.ts";
import type { Process } from "./scheduler.ts";
import { createFetch } from "./telegram.ts";
import { BUCKET, TARGET, type World } from "./world.ts";

/** Does the work of one kind of job. */
export interface Worker {
  readonly name: string;
  run(
    data: object,
    attempt: { readonly jobId: string; readonly number: number; readonly signal: AbortSignal },
  ): Promise<void>;
}

/** A process with the shop's own use cases, on the parts of a world. */
export interface ShopProcess extends Process, PictureWork {
  readonly parts: PictureParts;
  readonly deliver: Deliver;
  readonly workers: readonly Worker[];
  /** See `ProcessDatabase`. */
  abandon(launch: boolean): void;
}

const BUCKET_URLS = createBucketUrls([TARGET.publicUrl], {
  endpoint: "https://s3.example",
  bucket: BUCKET,
});

/** Opens a process: wired as in src/app.ts. `perform` does its calls; the world's scheduler if absent. */
export function openProcess(
  world: World,
  name: string,
  perform: Do = world.perform,
): ShopProcess {
  const { db, abandon } = openTables(world.space, perform);
  const parts: PictureParts = {
    botId: TARGET.botId,
    db,
    store: openBucket(world.bucket, perform),
    bucket: BUCKET,
    bucketUrls: BUCKET_URLS,
    cache: openDisk(world.disk, perform),
    renderer,
    fetchOriginal: createFetch(world.photos, perform),
    keepsOriginals: true,
  };
  return {
    name,
    isAlive: true,
    parts,
    abandon,
    deliver: createDeliver(parts),
    workers: [
      createStoreImageJob({ parts, notifyRefused: () => Promise.resolve() }),
      ...createErasingJobs(parts),
    ] as Worker[],
    enqueueStoreImage: (tx, job) => enqueue(tx, STORE_IMAGE, job),
    enqueueEraseProduct: (tx, product) =>
      enqueueErasing({ queue: { enqueue }, bucketUrls: BUCKET_URLS }, tx, product),
  };
}

/** What pg-boss does in the transaction of its caller. */
async function enqueue(
  tx: DatabaseTransaction,
  { name }: { readonly name: string },
  data: object,
  inSeconds = 0,
): Promise<void> {
  await sql`select simulated_send(${name}, ${data}, ${inSeconds})`.execute(tx);
}

function createDeliver(parts: PictureParts): Deliver {
  const fileIds = createTelegramFileIds(parts.db, parts.botId);
  const recent = createRecentIds();
  const healFileId = createHealer({ fileIds, recent });
  const find = createPictureSources({ ...parts, legacyImagesDir: "/nowhere" });
  return createDelivery({
    fileIds,
    healFileId,
    recent,
    find,
    count: () => {},
    drawPlaceholder: ({ productId }) =>
      Promise.resolve(drawPicture(placeholderOf(productId), "shop", "cover").bytes),
  });
}
