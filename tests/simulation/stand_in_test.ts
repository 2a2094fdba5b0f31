import assert from "node:assert/strict";
import { execute } from "../../src/event_log/mod.ts";
import {
  createErasingJobs,
  createStoreImageJob,
  enqueueErasing,
  openJobQueue,
  STORE_IMAGE,
} from "../../src/jobs/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { openProcess } from "../../devkit/simulation/process.ts";
import { openWorld, TARGET } from "../../devkit/simulation/world.ts";
import { drawHistory, type Log } from "../../devkit/testing/log_histories.ts";
import { untilWaitingForLock } from "../../devkit/testing/locks.ts";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { sized } from "../../devkit/testing/sample.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const HISTORIES = sized({ all: 40, sample: 4 });
const STEPS = 60;

/** PostgreSQL with the shop's own queue. Its jobs wait for ever. */
async function openPostgres(stack: AsyncDisposableStack): Promise<Log> {
  const { db, url } = stack.use(await openUnit({ db: "projected", target: TARGET }));
  const never = {} as never;
  const jobs = [
    createStoreImageJob({ parts: never, notifyRefused: never }),
    ...createErasingJobs(never),
  ];
  const queue = stack.use(await openJobQueue({ databaseUrl: url, jobs }));
  const b2 = { endpoint: "https://s3.example", bucket: "shop" };
  const bucketUrls = createBucketUrls([TARGET.publicUrl], b2);
  return {
    db,
    enqueueStoreImage: (tx, job) => queue.enqueue(tx, STORE_IMAGE, job),
    enqueueEraseProduct: (tx, product) => enqueueErasing({ queue, bucketUrls }, tx, product),
  };
}

/** The stand-in, which does everything at once. */
async function openStandIn(): Promise<Log> {
  const world = await openWorld([]);
  const process = openProcess(world, "test", ({ act }) => Promise.resolve().then(act));
  return { ...process, db: process.parts.db };
}

/** What the database answers, without times. */
function withoutTimes(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (_key, value) => value === undefined ? "undefined" : value) ?? "null",
    (_key, value) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? "a time" : value,
  );
}

Deno.test("the stand-in answers as PostgreSQL does, over random histories", async () => {
  const seed = chooseSeed();
  console.log(`histories by the seed ${seed}: VITRINE_SEED=${seed} repeats them`);
  await using stack = new AsyncDisposableStack();
  const logs = [await openPostgres(stack), await openStandIn()] as const;
  const random = createRandom(seed);
  for (let history = 1; history <= HISTORIES; history++) {
    for (const [at, step] of drawHistory(random, history, STEPS).entries()) {
      const [real, simulated] = [await step.do(logs[0]), await step.do(logs[1])];
      const place = `seed ${seed}, history ${history}, step ${at}: ${step.name}`;
      assert.deepEqual(withoutTimes(simulated), withoutTimes(real), place);
    }
  }
  const [real, simulated] = await Promise.all(
    logs.map(({ db }) => db.selectFrom("products").selectAll().orderBy("product_id").execute()),
  );
  assert.ok(real!.length > HISTORIES);
  assert.deepEqual(withoutTimes(simulated), withoutTimes(real));
});

/** A replacement that has the row, and a capture that waits for it. Returns what became of the capture. */
async function captureBehindReplacement(log: Log, untilItWaits: () => Promise<void>) {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { db } = log;
  const captured = { botId: TARGET.botId, fileId: "late", sha256: "a".repeat(64) };
  const replacing = db.transaction().execute(async (tx) => {
    const replace = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
    await execute(tx, PRODUCT, replace, { actor: "test" });
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const capture = { type: "CaptureFileId", imageType: "cover", captured } as const;
  const capturing = execute(db, PRODUCT, capture, { actor: "test" });
  await untilItWaits();
  released.resolve();
  await replacing;
  return await capturing;
}

const PRODUCT = "TBF-LOCKED";

Deno.test("an append waits for the transaction that has the row, and then decides again", async () => {
  await using stack = new AsyncDisposableStack();
  const { db } = stack.use(
    await openUnit({ db: "projected", target: TARGET, products: [PRODUCT] }),
  );
  const real = await captureBehindReplacement({ db } as Log, () => untilWaitingForLock(db));
  assert.deepEqual(real, { refused: "not_current" });

  const world = await openWorld([]);
  world.space.put("products", { product_id: PRODUCT });
  const process = openProcess(world, "test");
  let simulated: unknown;
  const settle = async (isEnough: () => boolean) => {
    for (await world.scheduler.settle(); !isEnough(); await world.scheduler.settle()) {
      const free = world.scheduler.calls.filter(({ isBlocked }) => !isBlocked());
      assert.ok(free.length > 0, "nothing can happen");
      for (const call of free) world.scheduler.answer(call);
    }
  };
  const isWaiting = () => world.scheduler.calls.some(({ isBlocked }) => isBlocked());
  const waits = Promise.withResolvers<void>();
  world.scheduler.spawn(process, "both", async () => {
    simulated = await captureBehindReplacement(
      { ...process, db: process.parts.db },
      () => waits.promise,
    );
  });
  await settle(isWaiting);
  waits.resolve();
  await settle(() => simulated !== undefined);
  assert.deepEqual(simulated, real);
});
