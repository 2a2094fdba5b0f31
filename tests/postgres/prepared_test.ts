import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, isUnavailable, openDatabase, prepared } from "../../src/postgres/mod.ts";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

let written = 0;
const titleOf = prepared<{ productId: string; other: string }, { title: string }>(
  "title_of",
  ({ productId, other }) => {
    written++;
    return sql`select description as title from products where product_id = ${productId} or product_id = ${other}`;
  },
);
const title = async (db: Database) => (await titleOf(db, { productId: "A", other: "B" }))[0]?.title;

/** A database of one connection, with the product A. */
async function openOne() {
  const unit = await openUnit({ db: "migrated", products: ["A"] });
  await sql`update products set description = 'Lamp'`.execute(unit.db);
  const db = openDatabase({ url: unit.url, maxConnections: 1 });
  const dispose = async () => {
    await db[Symbol.asyncDispose]();
    await unit[Symbol.asyncDispose]();
  };
  return { db, url: unit.url, [Symbol.asyncDispose]: dispose };
}

interface Known {
  readonly name: string;
  readonly generic_plans: number;
  readonly custom_plans: number;
}

/** The named statements of the one connection. */
async function known(db: Database): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select name, generic_plans, custom_plans from pg_prepared_statements where name like 'title_of%'`
    .execute(db);
  return rows;
}

Deno.test("prepared() is written once, parsed once on a connection, and planned five times", async () => {
  await using one = await openOne();
  for (let run = 0; run < 9; run++) assert.equal(await title(one.db), "Lamp");
  const [statement, ...others] = await known(one.db);
  assert.deepEqual(others, []);
  assert.match(statement!.name, /^title_of_[0-9a-f]{12}_0$/);
  assert.deepEqual([statement!.custom_plans, statement!.generic_plans], [5, 4]);
  assert.equal(written, 1);
});

/** What the session of another client of a pooler in transaction mode knows. */
const OTHER_SESSIONS = {
  "knows none of our names": async (db: Database) => {
    await title(db);
    await sql`deallocate all`.execute(db);
  },
  "has our name for something else": async (db: Database, url: string) => {
    await using other = openDatabase({ url, maxConnections: 1 });
    await title(other);
    const [{ name }] = await known(other) as [Known];
    await sql`prepare ${sql.id(name)} as select 'of another client' as title`.execute(db);
  },
};

Deno.test.each(Object.entries(OTHER_SESSIONS).map(([name, become]) => ({ name, become })))(
  "prepared() answers right in a session that $name, and sends no more names",
  async ({ become }) => {
    await using one = await openOne();
    await using heard = await hearLog();
    await become(one.db, one.url);
    assert.equal(await title(one.db), "Lamp");
    await sql`deallocate all`.execute(one.db);
    assert.equal(await title(one.db), "Lamp");
    assert.deepEqual(await known(one.db), []);
    assert.equal(heard.of("prepared_forgotten").length, 1);
  },
);

Deno.test("a transaction that fails with a lost name succeeds when it is repeated", async () => {
  await using one = await openOne();
  await title(one.db);
  await sql`deallocate all`.execute(one.db);
  const attempt = () => one.db.transaction().execute(title);
  await assert.rejects(attempt, (error) => isUnavailable(error));
  assert.equal(await attempt(), "Lamp");
});

Deno.test("prepared() answers right after a column has another type", async () => {
  await using one = await openOne();
  for (let run = 0; run < 7; run++) await title(one.db);
  await sql`alter table products alter column description type varchar(300)`.execute(one.db);
  assert.equal(await title(one.db), "Lamp");
  assert.equal(await title(one.db), "Lamp");
  assert.deepEqual((await known(one.db)).map(({ name }) => name.slice(-2)).sort(), ["_0", "_1"]);
});
