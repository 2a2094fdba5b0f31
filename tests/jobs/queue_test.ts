import assert from "node:assert/strict";
import { ERASE_PRODUCT, STORE_IMAGE } from "../../src/jobs/mod.ts";
import { openLog } from "../../src/log.ts";
import {
  addJobs,
  changeJobs,
  changeQueuePolicy,
  countOpenJobs,
  holdJobs,
  listJobs,
  listQueuePolicies,
  listQueueRows,
} from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue, PICTURE } from "../../devkit/testing/jobs.ts";
import { openPostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { isUnavailable } from "../../src/postgres/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { longTest } from "../../devkit/testing/sample.ts";

Deno.test("enqueue() is part of its transaction: a rollback leaves no job", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using queue = await openTestQueue(work);
  const rollback = new Error("rolled back");
  const attempt = work.db.transaction().execute(async (tx) => {
    await queue.enqueue(tx, STORE_IMAGE, PICTURE);
    throw rollback;
  });
  await assert.rejects(attempt, rollback);
  assert.equal(await countOpenJobs(work.db), 0);
  await work.db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  assert.equal(await countOpenJobs(work.db), 1);
});

Deno.test("a queue that an older release made keeps its jobs, and gets the policy of this one", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const first = await openTestQueue(work);
  await work.db.transaction().execute((tx) => first.enqueue(tx, STORE_IMAGE, PICTURE));
  await first[Symbol.asyncDispose]();
  const made = await listQueuePolicies(work.db);
  await changeQueuePolicy(work.db);
  await using _second = await openTestQueue(work);
  assert.deepEqual(await listQueuePolicies(work.db), made);
  assert.equal(await countOpenJobs(work.db), 1);
});

Deno.test("a start writes no queue and no time that is as it should be", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await (await openTestQueue(work))[Symbol.asyncDispose]();
  const before = await listQueueRows(work.db);
  assert.notEqual(before.length, 0);
  await (await openTestQueue(work))[Symbol.asyncDispose]();
  assert.deepEqual(await listQueueRows(work.db), before);
});

Deno.test("enqueue() refuses data that its job cannot read", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using queue = await openTestQueue(work);
  const wrong = { ...PICTURE, generation: -1 };
  const enqueued = work.db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, wrong));
  await assert.rejects(
    enqueued,
    /^TypeError: Cannot read the data of a job store-image: generation:/,
  );
  assert.equal(await countOpenJobs(work.db), 0);
});

Deno.test("a job that fails is tried again until it is done, each attempt with its number", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const attempts: number[] = [];
  const storeImage = (_job: unknown, { number }: { number: number }) => {
    attempts.push(number);
    return number < 3 ? Promise.reject(new Error("B2 is away")) : Promise.resolve();
  };
  await using queue = await openTestQueue(work, { storeImage }, 1);
  await queue.work();
  await work.db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  await until("the job done", async () => (await listJobs(work.db))[0]?.state === "completed");
  assert.deepEqual(attempts, [1, 2, 3]);
});

Deno.test("a job whose data cannot be read is given up at once, with an error in the log, and can be started again", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const errors: string[] = [];
  await using _ = await openLog({
    level: "error",
    format: "json",
    write: (line) => errors.push(line),
  });
  const stored: unknown[] = [];
  const storeImage = (job: unknown) => Promise.resolve(stored.push(job));
  await using queue = await openTestQueue(work, { storeImage });
  const { db } = work;
  await addJobs(db, [{ queue: "store-image", state: "created", data: { productId: 7 } }], 0);
  await queue.work();
  await until("the job failed for good", async () => (await listJobs(db))[0]?.state === "failed");
  assert.deepEqual(stored, []);
  assert.deepEqual(await queue.counts(db, STORE_IMAGE), { waiting: 0, failed: 1 });
  const [row] = await listJobs(db);
  assert.match(JSON.stringify(row?.output), /Cannot read the data of a job store-image: productId/);
  assert.equal(errors.length, 1);
  const { event, job, jobId } = JSON.parse(errors[0]!);
  assert.deepEqual([event, job, typeof jobId], ["job_unreadable", "store-image", "string"]);

  await changeJobs(db, {}, { state: "retry", data: JSON.stringify(PICTURE), completed_on: null });
  await until("the job done", async () => (await listJobs(db))[0]?.state === "completed");
  assert.deepEqual(stored, [PICTURE]);
});

interface Stored {
  readonly name: string;
  readonly kind: typeof STORE_IMAGE | typeof ERASE_PRODUCT;
  readonly data: object;
}
const { botId: _, ...withoutBot } = PICTURE;
Deno.test.each<Stored>([
  { name: "a job that stores a picture", kind: STORE_IMAGE, data: PICTURE },
  { name: "a job of the first release that stores a picture", kind: STORE_IMAGE, data: withoutBot },
  {
    name: "a job that erases a product",
    kind: ERASE_PRODUCT,
    data: { productId: "TBF-1", keys: ["old/1.jpg"] },
  },
  {
    name: "a job that erases a product, without keys",
    kind: ERASE_PRODUCT,
    data: { productId: "TBF-1" },
  },
  {
    name: "a job of a newer release, with a field that this one does not know",
    kind: ERASE_PRODUCT,
    data: { productId: "TBF-1", later: true },
  },
])("enqueue() and work() read $name", async ({ kind, data }) => {
  await using work = await openUnit(ONE_PRODUCT);
  const done: unknown[] = [];
  const doIt = (job: unknown) => Promise.resolve(done.push(job));
  await using queue = await openTestQueue(work, { storeImage: doIt, eraseProduct: doIt });
  await addJobs(work.db, [{ queue: kind.name, state: "created", data }], 0);
  await queue.work();
  await until("the job done", () => done.length === 1);
  const { later: __, ...known } = data as { later?: unknown };
  assert.deepEqual(done, [known]);
});

longTest("the queue goes on when its connections go silent", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using proxy = await openPostgresProxy(work.url);
  const stored: unknown[] = [];
  const storeImage = (job: unknown) => Promise.resolve(stored.push(job));
  await using queue = await openTestQueue({ ...work, url: proxy.url }, { storeImage });
  await queue.work();
  await until("a look for jobs", () => queue.idleMs() === 0);
  proxy.silence();
  const enqueue = () =>
    work.db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  // The queue asks for its settings on a connection of its own. An update is tried again then.
  await until("the job enqueued", () => enqueue().then(() => true, isUnavailableThenFalse));
  await until("the job done", async () => (await listJobs(work.db))[0]?.state === "completed");
  assert.deepEqual(stored, [PICTURE]);
});

Deno.test("idleMs() grows while a worker cannot look for jobs, and falls when it can", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using queue = await openTestQueue(work);
  assert.equal(queue.idleMs(), 0, "nobody works yet");
  await queue.work();
  await using jobs = await holdJobs(work.db);
  await until("two seconds without a look", () => queue.idleMs() > 2000);
  await jobs.release();
  await until("a look", () => queue.idleMs() === 0);
});

function isUnavailableThenFalse(error: unknown): boolean {
  if (!isUnavailable(error)) throw error;
  return false;
}
