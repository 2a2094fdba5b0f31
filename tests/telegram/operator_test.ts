import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { recordReconcile } from "../../src/pictures/reconcile_runs.ts";
import { RECONCILED } from "../../devkit/testing/reconciled.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { addJobs } from "../../devkit/testing/job_rows.ts";

/** The answers without drift, with drift, and with a missing row. */
async function assertVerifies(t: Deno.TestContext, shop: Shop, id: string): Promise<void> {
  const [operator, seller] = [shop.buyer, shop.seller];
  await t.step("/verify finds nothing", async () => {
    assert.match(
      (await operator.say("/verify")).text,
      /Products verified: 1\. Columns and log agree/,
    );
  });
  await t.step("/verify and /stats find drift", async () => {
    await sql`update products set cover_image_url = null`.execute(shop.db);
    const { text } = await operator.say("/verify");
    assert.match(text, /Values that disagree with the log: 1 \(products verified: 1\)/);
    assert.match(text, new RegExp(`${id} cover_image_url: emptied`));
    assert.match((await operator.say("/stats")).text, /Rows where columns and log disagree\n1/);
  });
  await t.step("/verify finds a missing row, with and without drift", async () => {
    const { db } = shop;
    const other = await sell(seller);
    await untilStored(shop, other);
    await sql`delete from products where product_id = ${other}`.execute(db);
    const gone = new RegExp(`have no row: 1 \\(products verified: 1\\).*\n${other}$`);
    const both = (await operator.say("/verify")).text;
    assert.match(both, /Values that disagree with the log: 1 /);
    assert.match(both, gone);
    await sql`delete from products`.execute(db);
    const { text } = await operator.say("/verify");
    assert.match(text, /^⚠️ Products of the log that have no row: 2 \(products verified: 0\)/);
  });
}

Deno.test("/stats and /verify report to operators, and do not exist for others", async (t) => {
  await using shop = await openShop({ environment: { ADMIN_IDS: "202" } });
  const [operator, seller] = [shop.buyer, shop.seller];
  const id = await sell(seller);
  await untilStored(shop, id);
  await operator.say(`/start ${id}`);

  await t.step("others get the answer to an unknown command", async () => {
    const unknown = (await seller.say("/nonsense")).text;
    assert.equal((await seller.say("/stats")).text, unknown);
    assert.equal((await seller.say("/verify")).text, unknown);
  });
  await t.step("/stats", async () => {
    const { text } = await operator.say("/stats");
    assert.match(text, /1 on sale, 0 withdrawn/);
    assert.match(
      text,
      new RegExp(`file_id 1, B2 ${IMAGE_TYPES.length - 1}, legacy 0, placeholder 0`),
    );
    assert.match(text, /file_id 2, disk 0/, "the listing and one view");
    assert.match(text, /to be stored\n0 waiting, 0 failed/);
    assert.match(text, /to be erased\n0 waiting, 0 failed/);
    assert.match(text, /not compared yet/);
  });
  await t.step(
    "/stats of jobs that wait and were given up, and of what the last reconcile left",
    async () => {
      const { db } = shop;
      const [storing, erasing] = [{ queue: "store-image" }, { queue: "erase-product" }];
      await addJobs(db, [
        { ...storing, state: "created" },
        { ...storing, state: "retry" },
        { ...storing, state: "failed" },
        { ...erasing, state: "retry" },
        { ...erasing, state: "failed" },
        { ...erasing, state: "failed" },
      ]);
      await recordReconcile(db, { ...RECONCILED, orphaned: 7 });
      await recordReconcile(db, RECONCILED);
      const { text } = await operator.say("/stats");
      assert.match(text, /to be stored\n2 waiting, 1 failed/);
      assert.match(text, /to be erased\n1 waiting, 2 failed/);
      assert.match(text, /left them\n1 missing, 2 altered, 3 orphaned \(May 1, 2026/);
    },
  );
  await assertVerifies(t, shop, id);
});
