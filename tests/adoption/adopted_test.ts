import assert from "node:assert/strict";
import { sql } from "kysely";
import { AdoptionRefused, migrateShop } from "../../src/adoption/mod.ts";
import { type Database, migrate } from "../../src/postgres/mod.ts";
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

Deno.test("migrateShop() gives a legacy table the schema of a fresh install, and keeps its rows", async () => {
  await using fresh = await openUnit({ db: "migrated" });
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(LEGACY).execute(legacy.db);
  await migrateShop(legacy.db);
  const own = /^column products\.(price_eur|category) /;
  const type = (line: string) =>
    line.replace("character varying(32)", "text").replaceAll(
      /\(((?:(?:old|new)\.)?product_id)\)::text/g,
      "$1",
    );
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

/** What the views are, as PostgreSQL's catalog tells it. */
async function viewsOf(db: Database): Promise<unknown> {
  const { rows } = await sql`
    select relname, relkind, relacl::text, reloptions::text, pg_get_viewdef(c.oid) as definition,
      obj_description(c.oid) as comment, relispopulated as filled,
      array(select pg_get_indexdef(indexrelid) from pg_index where indrelid = c.oid) as indexes,
      array(select concat_ws(' ', attname, attacl::text, col_description(c.oid, attnum)) from pg_attribute
        where attrelid = c.oid and attnum > 0 order by attnum) as columns,
      array(select pg_get_triggerdef(oid) from pg_trigger where tgrelid = c.oid) as triggers
    from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
      and relname <> 'image_drift' order by relname`.execute(db);
  return rows;
}

Deno.test("migrateShop() makes views again as they were", async () => {
  await using legacy = await openUnit({ db: "empty" });
  const { db } = legacy;
  await sql.raw(`
    create table products (product_id text primary key, title varchar(80), seller_id integer);
    create view sellers with (security_barrier = true) as
      select seller_id, count(*) as products from products group by seller_id;
    create view first_sellers as
      select s.seller_id, p.title from sellers s join products p using (seller_id);
    create materialized view titles as select title from products;
    create materialized view later as select title from titles with no data;
    create unique index titles_title on titles (title);
    create function ignore() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger ignore instead of insert on first_sellers for each row execute function ignore();
    grant select, update on sellers to public;
    grant select (seller_id) on first_sellers to public;
    comment on view sellers is 'Who ''sells''';
    comment on column sellers.products is 'How many'`).execute(db);
  const before = await viewsOf(db);
  await migrateShop(db);
  assert.deepEqual(await viewsOf(db), before);
});

Deno.test("migrateShop() has nothing to do when nothing is missing, and a check still tries a sale", async () => {
  await using shop = await openUnit({ db: "migrated" });
  const { db } = shop;
  await sql`alter table products add constraint cheap check (price_minor < 1000)`.execute(db);
  assert.deepEqual(await migrateShop(db), { applied: [], mended: [], lookalikes: [] });
  const refused = await migrateShop(db, { check: true }).catch((error) => error);
  assert.ok(refused instanceof AdoptionRefused);
  assert.match(refused.lines[0]!, /^1\. Check cheap of products, .* a second sale .* fails$/);
  assert.match(refused.lines.join("\n"), /This helps: alter table products drop constraint cheap;/);
});

Deno.test("migration 012 shows the rows of a table that an older release adopted", async () => {
  await using shop = await openUnit({ db: "empty" });
  const { db } = shop;
  await sql`create table products (product_id text primary key, listed_at timestamptz)`.execute(db);
  await migrate(db, { upTo: "011_event_types_are_data" });
  await sql`insert into products values ('TBF-1', null), ('TBF-2', '2020-01-01')`.execute(db);
  await migrateShop(db);
  const { rows } = await sql`select distinct listed_at from products`.execute(db);
  assert.deepEqual(rows, [{ listed_at: new Date("2020-01-01T00:00:00.000Z") }]);
});

Deno.test("migrateShop() checks an empty database, and changes nothing", async () => {
  await using empty = await openUnit({ db: "empty" });
  const { applied, mended } = await migrateShop(empty.db, { check: true });
  assert.ok(applied.length >= 12);
  assert.deepEqual(mended, []);
  const { rows } = await sql`select relname from pg_class
    where relnamespace = 'public'::regnamespace`.execute(empty.db);
  assert.deepEqual(rows, []);
});

Deno.test("migrateShop() shows PostgreSQL's context of an obstacle for which it knows no statement", async () => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(`
    create table products (product_id text primary key, title text);
    create function shorten(title text) returns text immutable language plpgsql as $$ begin
      if length(title) > 60 then raise 'this title is too long'; end if; return title; end $$;
    create index strange on products (shorten(title))`).execute(legacy.db);
  const refused = await migrateShop(legacy.db).catch((error) => error);
  assert.ok(refused instanceof AdoptionRefused);
  assert.deepEqual(refused.lines.slice(0, 3), [
    "1. The table products: a first sale fails",
    "   PostgreSQL says: this title is too long. Context: PL/pgSQL function shorten(text) line 2 at RAISE",
    "   No statement is known that helps.",
  ]);
});
