import assert from "node:assert/strict";
import { sql } from "kysely";
import { listProduct } from "../../src/shop/mod.ts";
import { migrate, pendingMigrations } from "../../src/postgres/mod.ts";
import { MIGRATIONS } from "../../src/postgres/migrate.ts";
import { dumpSchema } from "../../devkit/testing/schema_dump.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

/** The table of a legacy shop: it has more columns, and local paths instead of URLs. */
const LEGACY = `
  create table products (
    product_id varchar(32) primary key,
    title text,
    description text,
    seller_id integer,
    price_eur numeric(10, 2) not null,
    category varchar(40),
    cover_image_url varchar(80),
    thumbnail_url text
  );
  insert into products (product_id, title, price_eur, category, cover_image_url, thumbnail_url) values
    ('TBF-1', 'Lamp', 12.5, 'home', 'images/1/cover.jpg', 'images/1/thumb.jpg'),
    ('TBF-2', 'Chair', 40, null, 'https://old.example/2.jpg', null)`;

const names = async () =>
  (await Array.fromAsync(Deno.readDir(MIGRATIONS), (file) => file.name.replace(/\.sql$/, "")))
    .sort();

Deno.test("migrate() brings a legacy shop, step by step, to the schema of a fresh install", async (t) => {
  await using fresh = await openUnit({ db: "migrated" });
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(LEGACY).execute(legacy.db);
  for (const upTo of await names()) {
    await t.step(upTo, async () => assert.deepEqual(await migrate(legacy.db, { upTo }), [upTo]));
  }
  const own = /^column products\.(price_eur|category) /;
  const type = (line: string) =>
    line.replace("character varying(32)", "text").replaceAll("(product_id)::text", "product_id");
  const upgraded = (await dumpSchema(legacy.db)).filter((line) => !own.test(line)).map(type).sort();
  assert.deepEqual(upgraded, (await dumpSchema(fresh.db)).sort());

  const { rows } = await sql`
    select product_id, title, price_eur, category, cover_image_url, thumbnail_url, withdrawn_at
    from products order by product_id`.execute(legacy.db);
  assert.deepEqual(rows, [
    {
      product_id: "TBF-1",
      title: "Lamp",
      price_eur: "12.50",
      category: "home",
      cover_image_url: "images/1/cover.jpg",
      thumbnail_url: "images/1/thumb.jpg",
      withdrawn_at: null,
    },
    {
      product_id: "TBF-2",
      title: "Chair",
      price_eur: "40.00",
      category: null,
      cover_image_url: "https://old.example/2.jpg",
      thumbnail_url: null,
      withdrawn_at: null,
    },
  ]);
});

Deno.test("migrate() makes an adopted table accept a sale", async () => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(LEGACY).execute(legacy.db);
  await migrate(legacy.db);
  const sale = {
    saleId: crypto.randomUUID(),
    title: "T".repeat(120),
    description: "D",
    price: { minor: 100, currency: "EUR" },
    photo: { botId: 1, fileId: "AgAC1", fileUniqueId: "AQAD1", originalFileId: "AgAC1" },
    sellerId: 7_000_000_000,
    sellerUsername: null,
    cause: "update:1",
  };
  const enqueueStoreImage = () => Promise.resolve();
  const { listed } = await legacy.db.transaction()
    .execute((tx) => listProduct({ tx, enqueueStoreImage }, sale));
  assert.match(listed, /^TBF-/);
  await sql`update products set cover_image_url = ${"u".repeat(200)}`.execute(legacy.db);
});

Deno.test.each<{ name: string; table: string; error: RegExp }>([
  {
    name: "ids that are no text",
    table: "create table products (product_id uuid primary key)",
    error: /cannot be adopted: product_id is uuid and must be text/,
  },
  {
    name: "sellers that are no numbers",
    table: "create table products (product_id text primary key, seller_id text)",
    error: /cannot be adopted: seller_id is text and must be bigint/,
  },
  {
    name: "two products of one id",
    table: "create table products (product_id text); insert into products values ('a'), ('a')",
    error: /could not create unique index/,
  },
])("migrate() says why it cannot adopt a table with $name", async ({ table, error }) => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(table).execute(legacy.db);
  await assert.rejects(migrate(legacy.db), error);
});

Deno.test("migrate() lets an older release start after a newer one has migrated", async () => {
  await using fresh = await openUnit({ db: "migrated" });
  await sql`insert into kysely_migration (name, timestamp) values ('999_future', '2030')`
    .execute(fresh.db);
  assert.deepEqual(await migrate(fresh.db), []);
  assert.deepEqual(await pendingMigrations(fresh.db), []);
});

Deno.test("migrate() makes the schema that was reviewed", async (t) => {
  await using fresh = await openUnit({ db: "migrated" });
  await t.assertSnapshot(await dumpSchema(fresh.db));
});

Deno.test("migrate() run by several processes at once applies each migration once", async () => {
  await using fresh = await openUnit({ db: "empty" });
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(fresh.db)));
  assert.deepEqual(runs.flat().sort(), await names());
});

Deno.test("pendingMigrations() lists what is not applied yet", async () => {
  await using fresh = await openUnit({ db: "empty" });
  await migrate(fresh.db, { upTo: "004_add_telegram_file_ids" });
  assert.deepEqual(await pendingMigrations(fresh.db), (await names()).slice(4));
});

Deno.test("migrate() names the migration that failed and what PostgreSQL said", async () => {
  await using fresh = await openUnit({ db: "empty" });
  await sql`create table image_events (mine text)`.execute(fresh.db);
  await assert.rejects(migrate(fresh.db), /Cannot migrate 002_image_events: .*already exists/);
});
