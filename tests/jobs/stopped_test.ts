import assert from "node:assert/strict";
import { openJobQueue, STORE_IMAGE } from "../../src/jobs/mod.ts";
import { storeImage } from "../../src/pictures/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { listJobs } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, PICTURE, testJobs } from "../../devkit/testing/jobs.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

Deno.test("a closed queue aborts a job that hangs, waits for its end, and puts it back into the queue", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { db, b2, deps } = work;
  let ended = false;
  const jobs = testJobs(deps, {
    storeImage: (job, { number, signal }) =>
      storeImage(deps, job, { number, signal, metadata: { actor: "test" } })
        .finally(() => ended = true),
  });
  const queue = await openJobQueue({ databaseUrl: work.url, jobs });
  await queue.work();
  b2.fail({ method: "PUT", effect: "silence" });
  await db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  await until("a put", () => b2.count("PUT") > 0);
  assert.equal(ended, false, "it hangs");
  await queue[Symbol.asyncDispose]();
  assert.equal(ended, true);
  const states = (await listJobs(db)).map(({ state }) => state);
  assert.deepEqual(states, ["retry"], "another process does it");
});

Deno.test("a closed store ends the pause before the next attempt", async () => {
  await using t = await openUnit({ b2: true });
  const job = { firstPauseMs: 3_600_000, longestPauseMs: 3_600_000, totalMs: 7_200_000 };
  const store = openObjectStore(t.b2Settings, { random: () => 1, policies: { job } });
  await t.b2.down();
  const ended = assert.rejects(store.get("products/TBF-1/x.jpg"), /the store is closed/);
  await until("the pause", () => store.requests().get === 1);
  await store[Symbol.asyncDispose]();
  await ended;
});

Deno.test("a shop that is closed while B2 hangs at a job's put leaves nothing behind", async () => {
  await using shop = await openShop();
  shop.b2.fail({ method: "PUT", effect: "silence" });
  await sell(shop.seller);
  await until("a put", () => shop.b2.count("PUT") > 0);
});
