import assert from "node:assert/strict";
import { sql } from "kysely";
import { AdoptionRefused, migrateShop } from "../../src/adoption/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { changeProduct, deleteProduct, getCataloguePage } from "../../src/shop/mod.ts";
import { dumpSchema } from "../../devkit/testing/schema_dump.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { HANG_MS } from "../../devkit/testing/until.ts";
import { list } from "../../devkit/testing/use_cases.ts";
import { sampleOf } from "../../devkit/testing/sample.ts";
import { TABLE_CASES, type TableCase } from "./cases/mod.ts";

const countRows = async (db: Database) =>
  (await sql<{ n: number }>`select count(*) as n from products`.execute(db)).rows[0]!.n;

const cases = sampleOf(TABLE_CASES, 8);

Deno.test("migrateShop() meets", async (t) => {
  await using unit = await openUnit({ db: "empty" });
  for (const each of cases) {
    // A session keeps the plans of functions that are gone, and each change of a table looks at all of them.
    await using db = openDatabase({
      url: unit.url,
      maxConnections: 2,
      connectTimeoutMs: HANG_MS,
    });
    await t.step(each.name, () => meet(db, each));
    await empty(db);
  }
});

async function meet(db: Database, each: TableCase): Promise<void> {
  const { sql: text, adopted, refused, emptied } = each;
  await sql.raw(text).execute(db);
  const [before, rows] = [await dumpSchema(db), await countRows(db)];
  const checked = await migrateShop(db, { check: true }).catch((error) => error);
  assert.deepEqual(await dumpSchema(db), before, "a check changes nothing");

  if (refused !== undefined) {
    assertObstacles(checked, refused);
    for (const { helps } of checked.obstacles) await sql.raw(helps!).execute(db);
    await migrateShop(db);
  } else {
    if (checked instanceof Error) throw checked;
    assertMatch(checked.mended, adopted!);
    assert.deepEqual((await migrateShop(db)).mended, checked.mended);
  }
  await assertSells(db, emptied ? 0 : rows);
}

/** One database serves all cases: to open one takes longer than most of them. */
async function empty(db: Database): Promise<void> {
  await sql`drop publication if exists shop`.execute(db);
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
}

function assertObstacles(error: unknown, expected: readonly RegExp[]): void {
  if (!(error instanceof AdoptionRefused)) throw error;
  const { obstacles } = error;
  const found = obstacles.map(({ object, said }) => `${object}: ${said}`).join("\n");
  assertMatch(obstacles.map(({ object }) => object), expected, found);
}

function assertMatch(
  lines: readonly string[],
  expected: readonly RegExp[],
  found = lines.join("\n"),
): void {
  for (const pattern of expected) {
    assert.ok(lines.some((line) => pattern.test(line)), `${pattern} is none of\n${found}`);
  }
  assert.equal(lines.length, expected.length, found);
}

/** Two sellers list, one edits and deletes; the rows of the legacy shop are still there, and in the catalogue's order. */
async function assertSells(db: Database, rows: number): Promise<void> {
  await ensureProjection(db, TARGET);
  const title = "🪑".repeat(120);
  const ids: string[] = [];
  for (const sellerId of [7_000_000_000, 7_000_000_000, 8_000_000_000]) {
    ids.push(await list(db, { title, sellerId, description: "d".repeat(800) }));
  }
  const own = { productId: ids[0]!, sellerId: 7_000_000_000 };
  const price = { minor: 99_999_999, currency: "GBP" };
  await db.transaction().execute(async (tx) => {
    assert.deepEqual(await changeProduct(tx, { ...own, change: { price } }), {
      changed: own.productId,
    });
  });
  for (const productId of ids) {
    const page = await getCataloguePage(db, { at: "product", productId });
    assert.equal(page?.product.productId, productId);
    assert.equal(page.product.title, title);
  }
  await db.transaction().execute(async (tx) => {
    const enqueueEraseProduct = () => Promise.resolve();
    await deleteProduct({ tx, enqueueEraseProduct }, { ...own, cause: "update:8" });
  });
  const { rows: [kept] } = await sql<{ n: number }>`
    select count(*) as n from products where product_id is not null and listed_at is not null`
    .execute(db);
  assert.equal(kept?.n, rows + ids.length, "the rows of the legacy shop are still there");
}
