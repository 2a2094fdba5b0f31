import assert from "node:assert/strict";
import { sql } from "kysely";
import { openJobQueue, storeImage } from "../../src/jobs/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { openTestShop, sell } from "../support/shop.ts";
import { openTestStore } from "../support/s3.ts";
import { until } from "../support/until.ts";
import { openJobWork } from "./support.ts";

const job = { botId: 1, productId: "TBF-1", generation: 0, fileId: "original" };

Deno.test("a queue that is closed ends the job that hangs, waits for its end, and gives it back", async () => {
  await using work = await openJobWork();
  const { db, b2, deps } = work;
  const queue = await openJobQueue({ databaseUrl: work.url });
  let ended = false;
  await queue.work({
    keepHouse: () => Promise.resolve(),
    eraseProduct: () => Promise.reject(new Error("Nothing is to be erased")),
    storeImage: (data, attempt) => storeImage(deps, data, attempt).finally(() => ended = true),
  });
  b2.front.fail({ method: "PUT", effect: "silence" });
  await db.transaction().execute((tx) => queue.enqueueStoreImage(tx, job));
  await until("a put", () => b2.front.count("PUT") > 0);
  assert.equal(ended, false, "it hangs");
  await queue[Symbol.asyncDispose]();
  assert.equal(ended, true);
  const { rows } = await sql<{ state: string }>`
    select state from pgboss.job where name = 'store-image'`.execute(db);
  assert.deepEqual(rows, [{ state: "retry" }], "another process does it");
});

Deno.test("a store that is closed ends the pause before the next attempt", async () => {
  await using t = await openTestStore();
  const job = { firstPauseMs: 3_600_000, longestPauseMs: 3_600_000, totalMs: 7_200_000 };
  const store = openObjectStore(t.settings, { random: () => 1, patience: { job } });
  await t.front.down();
  const ended = assert.rejects(store.get("products/TBF-1/x.jpg"), /the store is closed/);
  await until("the pause", () => store.requests().get === 1);
  await store[Symbol.asyncDispose]();
  await ended;
});

Deno.test("a shop that is closed while B2 hangs at a job's put leaves nothing behind", async () => {
  await using shop = await openTestShop();
  shop.b2.fail({ method: "PUT", effect: "silence" });
  await sell(shop.seller);
  await until("a put", () => shop.b2.count("PUT") > 0);
});
