/**
 * What the tests of the jobs share: a shop's product, the parts that a job needs, and queues with the test's own work.
 * @module
 */
import { sql } from "kysely";
import type { EraseProductJob, PictureParts, StoreImageJob } from "../../src/pictures/mod.ts";
import { openImageRenderer } from "../../src/imaging/mod.ts";
import { createEraseProductJob, createStoreImageJob, openJobQueue } from "../../src/jobs/mod.ts";
import type { Attempt, Job } from "../../src/jobs/job.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { createBucketUrls, openDiskCache } from "../../src/storage/mod.ts";
import { openTestDatabase } from "./database.ts";
import { photoJpeg } from "./pictures.ts";
import { openTestStore } from "./s3.ts";
import { HANG_MS } from "./until.ts";

/** The picture of {@link openJobWork}'s product. */
export const PICTURE: StoreImageJob = {
  botId: 1,
  productId: "TBF-1",
  generation: 0,
  fileId: "original",
};

/** An attempt at storing it. */
export const FIRST_ATTEMPT = { number: 1, metadata: { actor: "test" } };

/** For `eraseProduct()`: no picture of the product is being stored. */
export const NOTHING_STORING = () => Promise.resolve(0);

/** All that a job needs, on real parts; `original` is what Telegram would give. */
export async function openJobWork(original?: Uint8Array) {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openTestDatabase());
  const publicUrl = "https://cdn.example";
  await ensureProjection(db, { botId: 1, publicUrl });
  await sql`insert into products (product_id) values ('TBF-1')`.execute(db);
  const b2 = stack.use(await openTestStore());
  const dir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const bytes = original ?? await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 5 });
  const fetched: string[] = [];
  const deps: PictureParts = {
    botId: 1,
    db,
    store: b2.store,
    bucket: "pictures",
    bucketUrls: createBucketUrls([publicUrl], b2.settings),
    cache: stack.use(await openDiskCache({ dir, maxBytes: 10_000_000 })),
    renderer: stack.use(openImageRenderer({ engine: "auto", deadlineMs: HANG_MS })),
    fetchOriginal: (fileId) => {
      fetched.push(fileId);
      return Promise.resolve({ bytes });
    },
  };
  const parts = stack.move();
  return { db, url, b2, dir, deps, fetched, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** What a test does in place of the shop's jobs. A job without an entry fails. */
export interface TestWork {
  readonly storeImage?: (job: StoreImageJob, attempt: Attempt) => Promise<unknown>;
  readonly eraseProduct?: (job: EraseProductJob, attempt: Attempt) => Promise<unknown>;
}

/** The shop's jobs with the test's work; what fails is tried again after `retryDelay` seconds. */
export function testJobs(parts: PictureParts, work: TestWork = {}, retryDelay = 5): Job<object>[] {
  const unexpected = () => Promise.reject(new TypeError("This test expects no such job"));
  const { storeImage = unexpected, eraseProduct = unexpected } = work;
  const storing = createStoreImageJob({ parts, notifyRefused: () => Promise.resolve() });
  const erasing = createEraseProductJob(parts);
  return [
    patient({ ...storing, run: async (job, attempt) => void await storeImage(job, attempt) }),
    patient({ ...erasing, run: async (job, attempt) => void await eraseProduct(job, attempt) }),
  ];

  function patient<T extends object>(job: Job<T>): Job<T> {
    return { ...job, policy: { ...job.policy, queue: { ...job.policy.queue, retryDelay } } };
  }
}

/** Opens the queues of {@link testJobs}; nothing is worked on before `work()`. */
export function openTestQueue(
  { url, deps }: Pick<Awaited<ReturnType<typeof openJobWork>>, "url" | "deps">,
  work: TestWork = {},
  retryDelay?: number,
) {
  return openJobQueue({ databaseUrl: url, jobs: testJobs(deps, work, retryDelay) });
}
