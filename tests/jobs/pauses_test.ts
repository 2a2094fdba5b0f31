import assert from "node:assert/strict";
import {
  ERASE_PRODUCT,
  listPauses,
  pauseQueue,
  pausesByQueue,
  resumeQueue,
  STORE_IMAGE,
} from "../../src/jobs/mod.ts";
import { listJobs } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue, PICTURE } from "../../devkit/testing/jobs.ts";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

Deno.test("every process obeys a pause of one queue or of all, also one that starts in it", async () => {
  await using unit = await openUnit(ONE_PRODUCT);
  const { db } = unit;
  await using heard = await hearLog();
  const ran: string[] = [];
  const work = {
    storeImage: () => Promise.resolve(ran.push("store")),
    eraseProduct: () => Promise.resolve(ran.push("erase")),
  };
  await using first = await openTestQueue(unit, work);
  await using second = await openTestQueue(unit, work);
  const add = (kind: typeof STORE_IMAGE | typeof ERASE_PRODUCT) =>
    db.transaction().execute((tx) => first.enqueue(tx, kind as never, PICTURE));
  const paused = () => heard.of("queue_paused").length;

  assert.equal(await pauseQueue(db, STORE_IMAGE.name, "Maya"), true);
  assert.equal(await pauseQueue(db, STORE_IMAGE.name, "Lin"), false);
  const pauses = async () => Object.fromEntries(await pausesByQueue(db));
  const one = { "store-image": true, "erase-product": false, "erase-again": false };
  assert.deepEqual(await pauses(), one);
  await first.work();
  await second.work();
  await add(STORE_IMAGE);
  await add(ERASE_PRODUCT);
  await until("the other queue at work", () => ran.length === 1);
  assert.deepEqual(ran, ["erase"]);
  assert.deepEqual((await listJobs(db, { queue: STORE_IMAGE.name })).map(({ state }) => state), [
    "created",
  ]);

  await pauseQueue(db, undefined, "Lin");
  assert.deepEqual(new Set(Object.values(await pauses())), new Set([true]));
  await until("both processes paused", () => paused() === 2 + 2 * 2);
  assert.equal(await resumeQueue(db, STORE_IMAGE.name), true);
  assert.equal(await resumeQueue(db, STORE_IMAGE.name), false);
  const left = (await listPauses(db)).map(({ queue, pausedBy }) => [queue, pausedBy]);
  assert.deepEqual(left, [[undefined, "Lin"]]);
  await add(ERASE_PRODUCT);
  await resumeQueue(db, undefined);
  await until("all jobs done", () => ran.length === 3);
});
