/**
 * What the tests of the jobs share: a product, the parts that a job needs, and queues that do the test's own work.
 * @module
 */
import type { EraseProductJob, PictureParts, StoreImageJob } from "../../src/pictures/mod.ts";
import { createErasingJobs, createStoreImageJob, openJobQueue } from "../../src/jobs/mod.ts";
import type { Attempt, Job } from "../../src/jobs/job.ts";
import type { PicturesPart } from "./unit.ts";

/** The picture of {@link ONE_PRODUCT}. */
export const PICTURE: StoreImageJob = {
  botId: 1,
  productId: "TBF-1",
  generation: 0,
  fileId: "original",
};

/** An attempt to store {@link PICTURE}. */
export const FIRST_ATTEMPT = { number: 1, metadata: { actor: "test" } };

/** For `eraseProduct()`: no picture of the product is being stored. */
export const NOTHING_STORING = () => Promise.resolve(0);

/** The parts that a job needs, and the product of {@link PICTURE}. */
export const ONE_PRODUCT = { pictures: true, products: ["TBF-1"] } as const;

/** The work that a test does instead of the shop's jobs. A job without an entry fails. */
export interface TestWork {
  readonly storeImage?: (job: StoreImageJob, attempt: Attempt) => Promise<unknown>;
  readonly eraseProduct?: (job: EraseProductJob, attempt: Attempt) => Promise<unknown>;
}

/** The shop's jobs with the test's work. A failed job is tried again after `retryDelay` seconds. */
export function testJobs(parts: PictureParts, work: TestWork = {}, retryDelay = 5): Job<object>[] {
  const unexpected = () => Promise.reject(new TypeError("This test expects no such job"));
  const { storeImage = unexpected, eraseProduct = unexpected } = work;
  const storing = createStoreImageJob({ parts, notifyRefused: () => Promise.resolve() });
  return [
    patient({ ...storing, run: async (job, attempt) => void await storeImage(job, attempt) }),
    ...createErasingJobs(parts).map((erasing) =>
      patient({ ...erasing, run: async (job, attempt) => void await eraseProduct(job, attempt) })
    ),
  ];

  function patient<T extends object>(job: Job<T>): Job<T> {
    return { ...job, policy: { ...job.policy, queue: { ...job.policy.queue, retryDelay } } };
  }
}

/** Opens the queues of {@link testJobs}. No job runs before `work()`. */
export function openTestQueue(
  { url, deps }: Pick<PicturesPart, "url" | "deps">,
  work: TestWork = {},
  retryDelay?: number,
) {
  return openJobQueue({ databaseUrl: url, jobs: testJobs(deps, work, retryDelay) });
}
