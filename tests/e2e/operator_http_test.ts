import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { readShownDays } from "../../src/pictures/mod.ts";
import { recordReconcile } from "../../src/pictures/reconcile_runs.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { RECONCILED } from "../../devkit/testing/reconciled.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { addJobs, countOpenJobs } from "../../devkit/testing/job_rows.ts";
import { until } from "../../devkit/testing/until.ts";

const TOKEN = "the-operators-token-of-this-test";

/** A shop, its product, and the operator's request. */
interface Asked {
  readonly t: Deno.TestContext;
  readonly db: Database;
  readonly id: string;
  ask(path: string): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
}

/** The answers without drift, with drift, and with a missing row. */
async function assertVerifies({ t, db, id, ask }: Asked): Promise<void> {
  await t.step("GET /operator/verify without drift", async () => {
    const { status, body } = await ask("verify");
    assert.equal(status, 200);
    const { products, driftRows, driftValues, first } = body;
    assert.deepEqual({ products, driftRows, driftValues, first }, {
      products: 1,
      driftRows: 0,
      driftValues: 0,
      first: [],
    });
  });
  await t.step("GET /operator/verify with drift", async () => {
    await sql`update products set cover_image_url = null, thumbnail_url = 'x'`.execute(db);
    const { body } = await ask("verify");
    assert.deepEqual([body.driftRows, body.driftValues, body.first.length], [1, 2, 2]);
    const [{ productId, column, cause, event }] = body.first;
    assert.deepEqual([productId, column, cause.code], [id, "cover_image_url", "emptied"]);
    assert.ok(event.position > 0);
  });
  await t.step("GET /operator/verify of a row that is gone", async () => {
    await sql`delete from products`.execute(db);
    const { body: { products, driftValues, withoutRow, firstWithoutRow } } = await ask("verify");
    assert.deepEqual({ products, driftValues, withoutRow, firstWithoutRow }, {
      products: 0,
      driftValues: 0,
      withoutRow: 1,
      firstWithoutRow: [id],
    });
  });
}

/** What the sale and the view of this shop have left in the metrics. */
async function assertMetrics(url: string): Promise<void> {
  const refused = await fetch(`${url}/metrics`);
  assert.deepEqual([refused.status, await refused.json()], [401, { error: "unauthorized" }]);
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  assert.match(answer.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const lines = text.split("\n");
  const expected = [
    'vitrine_picture_shown_seconds_count{rung="file_id"} 2',
    'vitrine_b2_call_seconds_count{operation="put",status="ok"} 4',
    'vitrine_render_seconds_count{outcome="rendered"} 1',
    ...["inspect", "wait", "hand_over", "decode", "encode", "check"]
      .map((stage) => `vitrine_render_stage_seconds_count{stage="${stage}"} 1`),
    'vitrine_queue_paused{queue="store-image"} 0',
    "vitrine_database_up 1",
  ];
  assert.deepEqual(expected.filter((line) => !lines.includes(line)), []);
  assert.match(text, /^vitrine_b2_bytes_total\{operation="put",status="ok"\} [1-9]\d{3,}$/m);
}

Deno.test("a process with OPERATOR_TOKEN tells operators over HTTP what /stats and /verify show", async (t) => {
  await using shop = await openShop({ as: "process", environment: { OPERATOR_TOKEN: TOKEN } });
  const { seller, buyer, process, db } = shop;
  const id = await sell(seller);
  await process.line(logged("image_stored", { productId: id }));
  // The job logs this line before it ends.
  await until("no job left", async () => await countOpenJobs(shop.db) === 0);
  await buyer.say(`/start ${id}`);
  const ask = async (path: string) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${process.url}/operator/${path}`, { headers });
    assert.equal(answer.headers.get("cache-control"), "no-store");
    return { status: answer.status, body: await answer.json() };
  };

  await t.step("GET /metrics", () => assertMetrics(process.url));
  await t.step("GET /operator/stats", async () => {
    const { status, body: { statistics, served, jobs, lastVerify, lastReconcile } } = await ask(
      "stats",
    );
    assert.equal(status, 200);
    assert.deepEqual([statistics.onSale, statistics.withdrawn, statistics.upTo], [1, 0, 10_000]);
    assert.ok(served.file_id >= 1);
    const none = { waiting: 0, failed: 0 };
    assert.deepEqual(jobs, { storeImage: none, eraseProduct: none });
    assert.deepEqual([lastVerify, lastReconcile], [undefined, undefined]);
  });
  await t.step(
    "GET /operator/stats after a reconcile, and after an erasing was given up",
    async () => {
      await addJobs(db, [{ queue: "erase-product", state: "failed" }]);
      await recordReconcile(db, RECONCILED);
      const { body: { jobs, lastReconcile } } = await ask("stats");
      assert.deepEqual(jobs.eraseProduct, { waiting: 0, failed: 1 });
      assert.deepEqual(lastReconcile, JSON.parse(JSON.stringify(RECONCILED)));
    },
  );
  await assertVerifies({ t, db, id, ask });
  await t.step("GET /operator/verify for whoever asks without the token", async () => {
    const answer = await fetch(`${process.url}/operator/verify`);
    assert.deepEqual([answer.status, await answer.json()], [401, { error: "unauthorized" }]);
  });
  await t.step("what the process has shown is kept when it stops", async () => {
    await shop.stop();
    const shown = await readShownDays(db, 1);
    assert.deepEqual(
      shown.map(({ imageType, rung, pictures }) => [imageType, rung, pictures]),
      [["cover", "file_id", 2]],
    );
  });
});

/** What Telegram refuses is counted where updates are asked for, and where a user is told to slow down. */
async function assertRefusalsCounted({ telegram: { control }, seller, process }: ProcessShop) {
  await control.injectFault({ method: "getUpdates", code: 502, description: "Bad Gateway" });
  const blocked = { code: 403, description: "Forbidden: bot was blocked by the user" };
  await control.injectFault({ ...blocked, method: "sendMessage", match: LOCALES.en.slowDown });
  for (let sent = 0; sent < 60; sent++) await control.sendText(seller.user.id, "/help");
  await control.waitForIdle();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const text = await (await fetch(`${process.url}/metrics`, { headers })).text();
  const refused = text.split("\n").filter((line) => line.startsWith("vitrine_telegram_refusals"));
  assert.deepEqual(refused.sort(), [
    'vitrine_telegram_refusals_total{class="later"} 1',
    'vitrine_telegram_refusals_total{class="unreachable"} 1',
  ]);
}

Deno.test("in production, who sends more than a burst is told so and served again later", async () => {
  const environment = { DENO_ENV: "production", OPERATOR_TOKEN: TOKEN };
  await using shop = await openShop({ as: "process", environment });
  const { control } = shop.telegram;
  const { id } = shop.buyer.user;
  for (let sent = 0; sent < 150; sent++) await control.sendText(id, "/help");
  await control.waitForIdle();
  const said = async () =>
    (await control.transcript(id)).messages.filter(({ from }) => from === "bot")
      .map(({ text }) => text);
  const texts = await said();
  assert.ok(texts.includes(LOCALES.en.slowDown));
  assert.ok(texts.length < 150, `${texts.length} answers`);
  const answered = (await shop.seller.say("/help")).text;
  assert.notEqual(answered, LOCALES.en.slowDown, "another user is served meanwhile");
  // Refused updates cost nothing: a user who keeps asking is served again as soon as there is some allowance.
  let later: readonly string[] = [];
  for (let asked = 0; asked < 60 && !later.includes(answered); asked++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await control.sendText(id, "/help");
    await control.waitForIdle();
    later = (await said()).slice(texts.length);
  }
  assert.deepEqual(later, [answered], "served again later, and not told once more to slow down");
  await assertRefusalsCounted(shop);
});
