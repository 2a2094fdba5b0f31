import assert from "node:assert/strict";
import { sql } from "kysely";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { logged } from "../../devkit/world/shop_process.ts";

Deno.test("a shop with schemas of its own sells, stores and erases beside another program", async () => {
  const environment = { DATABASE_SCHEMA: "vitrine", QUEUE_SCHEMA: "vitrine_jobs" };
  await using shop = await openShop({ closed: true, environment });
  await sql.raw(`
    create table bot_users (telegram_id int primary key);
    create schema pgboss; create table pgboss.version (version int); insert into pgboss.version values (24)`)
    .execute(shop.db);
  await shop.start();
  const productId = await sell(shop.seller);
  await until("the picture", () => shop.log.some(logged("image_stored", { productId })));
  assert.equal((await shop.buyer.say(`/start ${productId}`)).kind, "photo");

  const { button } = LOCALES.en;
  const card = await shop.seller.say("/my");
  for (const each of [button.deleteForGood, button.deleteYes, button.deleteReally]) {
    await shop.seller.press(card, each);
  }
  await until("the erasing", () => shop.log.some(logged("product_erased", { productId })));

  const { rows } = await sql<{ table: string }>`
    select schemaname || '.' || tablename as table from pg_tables
    where schemaname in ('public', 'pgboss') order by 1`.execute(shop.db);
  assert.deepEqual(rows.map(({ table }) => table), ["pgboss.version", "public.bot_users"]);
});
