import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Contents, contentsOf, restoreContents } from "../../devkit/testing/contents.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

function withoutSize({ sizeBytes: _, ...contents }: Contents) {
  return contents;
}

Deno.test("restoreContents() puts rows and sequences back as they were", async () => {
  await using unit = await openUnit({ db: "migrated", fresh: true });
  const { db } = unit;
  const before = await contentsOf(db);
  await addProduct(db, "TBF-1");
  await sql`delete from kysely_migration`.execute(db);
  await sql`select nextval('reconcile_runs_run_id_seq')`.execute(db);
  assert.notDeepEqual(withoutSize(await contentsOf(db)), withoutSize(before));
  assert.equal(await restoreContents(db, before), true);
  assert.deepEqual(withoutSize(await contentsOf(db)), withoutSize(before));
});

Deno.test("restoreContents() refuses a database with another schema", async (t) => {
  const statements = [
    "create table more (id int)",
    "drop table dialogues",
    "create schema more",
    "alter table products add column more text",
    "alter table products alter column title set default 'x'",
    "alter table products add check (title <> '')",
    "create index on products (title)",
    "drop function replay_one_product",
    "alter table products disable trigger user",
    "create rule more as on delete to dialogues do nothing",
    "alter table products enable row level security",
    "grant select on products to public",
    "alter sequence image_events_position_seq increment by 2",
    "comment on table products is 'x'",
  ];
  await using unit = await openUnit({ db: "migrated" });
  const before = await contentsOf(unit.db);
  for (const statement of statements) {
    await t.step(statement, async () => {
      const transaction = await unit.db.startTransaction().execute();
      await sql.raw(statement).execute(transaction);
      assert.equal(await restoreContents(transaction, before), false);
      await transaction.rollback().execute();
    });
  }
  assert.equal(await restoreContents(unit.db, before), true);
});
