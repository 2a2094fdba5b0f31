/**
 * The table of titles follows `products`, whoever writes there.
 * @module
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, inSavepoint, migrate } from "../../src/postgres/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { captured } from "../../devkit/testing/images.ts";
import { waitingForLock } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const STEPS: readonly { readonly statement: string; readonly titles: readonly string[] }[] = [
  {
    statement: "insert into products (product_id, title) values ('A', 'Lamp'), ('B', null)",
    titles: ["1 A lamp", "2 B "],
  },
  {
    statement: "update products set title = 'A Chair' where product_id = 'A'",
    titles: ["1 A a chair", "2 B "],
  },
  { statement: "update products set description = 'x'", titles: ["1 A a chair", "2 B "] },
  {
    statement: "update products set withdrawn_at = now() where product_id = 'A'",
    titles: ["2 B "],
  },
  { statement: "update products set title = 'Lamp' where product_id = 'A'", titles: ["2 B "] },
  {
    statement: "update products set withdrawn_at = null where product_id = 'A'",
    titles: ["2 B ", "3 A lamp"],
  },
  {
    statement: "update products set product_id = 'C' where product_id = 'B'",
    titles: ["3 A lamp", "4 C "],
  },
  { statement: "delete from products where product_id = 'A'", titles: ["4 C "] },
  {
    statement: "insert into products (product_id, withdrawn_at) values ('D', now())",
    titles: ["4 C "],
  },
  { statement: "truncate products", titles: [] },
  {
    statement: "insert into products (product_id, title) values ('E', repeat('É', 2000))",
    titles: [`5 E ${"é".repeat(1000)}`],
  },
];

Deno.test("titles_on_sale follows what happens to products", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  for (const { statement, titles } of STEPS) {
    await t.step(statement, async () => {
      await sql.raw(statement).execute(unit.db);
      assert.deepEqual(await titlesOf(unit.db), titles);
    });
  }
});

Deno.test("another program may write products, with a role and a search path of its own", async () => {
  await using unit = await openUnit({ db: "migrated" });
  await sql`grant usage on schema public to pg_monitor`.execute(unit.db);
  await sql`grant insert on products to pg_monitor`.execute(unit.db);
  await unit.db.transaction().execute(async (tx) => {
    await sql`set local search_path = pg_catalog`.execute(tx);
    await sql`set local role pg_monitor`.execute(tx);
    await sql`insert into public.products (product_id, title) values ('A', 'Lamp')`.execute(tx);
  });
  assert.deepEqual(await titlesOf(unit.db), ["1 A lamp"]);
});

Deno.test("a session goes on after an operator has changed the type of a column", async () => {
  await using unit = await openUnit({ db: "migrated" });
  await unit.db.connection().execute(async (one) => {
    await sql`insert into products (product_id, title) values ('A', 'Lamp')`.execute(one);
    await sql`update products set title = 'Chair'`.execute(one);
    await sql`alter table products alter column title type varchar(300)`.execute(one);
    await sql`update products set title = 'Stool'`.execute(one);
    await sql`update products set telegram_cover_file_id = 'AgAC'`.execute(one);
  });
  assert.deepEqual(await titlesOf(unit.db), ["1 A stool"]);
});

Deno.test("many products in one transaction read no title of another one", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const read = await unit.db.transaction().execute(async (tx) => {
    await sql`insert into products (product_id, title)
      select n::text, 'Lamp' from generate_series(1, 100) n`.execute(tx);
    await sql`update products set title = 'Chair'`.execute(tx);
    await sql`update products set withdrawn_at = now()`.execute(tx);
    const { rows } = await sql<{ rows: number }>`
      select seq_tup_read::int as rows from pg_stat_xact_user_tables where relname = 'titles_on_sale'`
      .execute(tx);
    return rows[0]!.rows;
  });
  assert.equal(read, 0);
});

Deno.test("titles that change in the transaction of a projection are followed, after one that fails too", async () => {
  await using unit = await openUnit({ db: "projected" });
  const { db } = unit;
  await addProduct(db, "A");
  const append = (tx: Database, fileId: string) => appendAll(tx, "A", captured(fileId));
  const rename = (tx: Database, title: string) =>
    sql`update products set title = ${title}`.execute(tx);

  await db.transaction().execute(async (tx) => {
    await append(tx, "AgAC1");
    await rename(tx, "Lamp");
  });
  assert.deepEqual(await titlesOf(db), ["1 A lamp"]);

  await db.transaction().execute(async (tx) => {
    await tx.updateTable("products").set({ telegram_cover_file_id: null }).execute();
    const { rows } = await sql`select changed from replay_image_page('A', 'A')`.execute(tx);
    assert.deepEqual(rows, [{ changed: 1 }]);
    await rename(tx, "Chair");
  });
  assert.deepEqual(await titlesOf(db), ["1 A chair"]);

  await sql`alter table products add check (telegram_cover_file_id <> 'AgAC2')`.execute(db);
  await db.transaction().execute(async (tx) => {
    await assert.rejects(inSavepoint(tx, () => append(tx, "AgAC2")), /violates check constraint/);
    await rename(tx, "Stool");
  });
  assert.deepEqual(await titlesOf(db), ["1 A stool"]);
});

Deno.test("a sale, an edit and a withdrawal during migration 015 are not lost", async () => {
  await using unit = await openUnit({ db: "empty" });
  const { db } = unit;
  await migrate(db, { upTo: "014_imported_products" });
  await sql`insert into products (product_id, title) values ('A', 'Lamp'), ('B', 'Chair')`
    .execute(db);
  const migrated = await db.transaction().execute(async (tx) => {
    await sql`insert into products (product_id, title) values ('C', 'Table')`.execute(tx);
    await sql`update products set withdrawn_at = now() where product_id = 'A'`.execute(tx);
    await sql`update products set title = 'Stool' where product_id = 'B'`.execute(tx);
    // It has copied what it sees, and waits for the end of this transaction.
    const running = migrate(db, { upTo: "015_titles_on_sale" });
    await until("the migration waits", async () => (await waitingForLock(db)).length > 0);
    return { running };
  });
  await migrated.running;
  assert.deepEqual(await titlesOf(db), ["2 B stool", "3 C table"]);
});

async function titlesOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select number || ' ' || product_id || ' ' || title as line from titles_on_sale order by number`
    .execute(db);
  return rows.map(({ line }) => line);
}
