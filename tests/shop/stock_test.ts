import assert from "node:assert/strict";
import { sql } from "kysely";
import { listStock, type StockPlace, type StockState } from "../../src/shop/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { buffersRead, type PlanMode } from "../../devkit/testing/buffers_read.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const publicUrl = "https://cdn.example";

/** Ten products: from 1, the oldest one. */
async function fill(db: Database): Promise<void> {
  await sql`
    insert into products (product_id, title, seller_id, listed_at, withdrawn_at, marked_sold_at,
      cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id)
    select 'P' || n, 'Lamp', n % 2, timestamptz '2026-01-01' + n * interval '1 day',
      case when n in (3, 4, 5) then timestamptz '2026-02-01' + n * interval '1 day' end,
      case when n = 4 then now() end,
      case when n = 7 then '/old/path.jpg' when n = 8 then null else 'https://cdn.example/c' end,
      case when n <> 8 then 'https://cdn.example/t' end,
      case when n not in (8, 9) then 'AgAC-c' || n end, case when n <> 8 then 'AgAC-t' || n end
    from generate_series(1, 9) n`.execute(db);
  await deleteForGood(db, { P0: "2026-03-01", PA: "2026-03-02", PB: "2026-03-02" });
}

/** Products that were deleted for good, with when. */
async function deleteForGood(db: Database, times: Readonly<Record<string, string>>) {
  for (const [id, at] of Object.entries(times)) {
    await sql`insert into products (product_id, withdrawn_at, deleted_for_good_at)
      values (${id}, ${at}, ${at})`.execute(db);
  }
}

async function all(db: Database, state: StockState, sellerId?: number, limit = 2) {
  const ids: string[] = [];
  let after: StockPlace | undefined;
  for (;;) {
    const page = await listStock(db, { state, sellerId, publicUrl, after }, limit);
    ids.push(...page.products.map(({ productId }) => productId));
    assert.ok(page.products.length <= limit && ids.length < 50, ids.join(" "));
    if (page.next === undefined) return ids;
    after = page.next;
  }
}

Deno.test("listStock() lists each state page by page, without a gap and without a repeat", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await fill(db);
  const cases: readonly (readonly [StockState, number | undefined, string[]])[] = [
    ["on_sale", undefined, ["P9", "P8", "P7", "P6", "P2", "P1"]],
    ["on_sale", 1, ["P9", "P7", "P1"]],
    ["off_sale", undefined, ["P3", "P4", "P5"]],
    ["off_sale", 1, ["P5", "P3"]],
    ["sold", undefined, ["P4"]],
    ["deleted", undefined, ["PA", "PB", "P0"]],
    ["not_stored", undefined, ["P8", "P7"]],
    ["not_in_telegram", undefined, ["P9", "P8"]],
    ["no_picture", undefined, ["P8"]],
    ["sold", 9, []],
  ];
  for (const [state, sellerId, expected] of cases) {
    await t.step(`${state} ${sellerId ?? ""}`, async () => {
      for (const limit of [1, 2, 3, 20]) {
        assert.deepEqual(await all(db, state, sellerId, limit), expected, `by ${limit}`);
      }
    });
  }
});

Deno.test("listStock() stops after 2,000 rows, and goes on from there", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await deleteForGood(db, { R1: "2026-03-02", R2: "2026-03-01" });
  await sql`analyze products`.execute(db);
  const deleted = (one: Database) => listStock(one, { state: "deleted", publicUrl }, 24);
  const read = (mode: PlanMode) => buffersRead(db, mode, deleted);
  const few = [await read("force_custom_plan"), await read("force_generic_plan")];
  await sql`alter table products disable trigger user`.execute(db);
  await sql`
    insert into products (product_id, listed_at, telegram_cover_file_id)
    select 'P' || lpad(n::text, 4, '0'), timestamptz '2026-01-01' + n * interval '1 s',
      case when n <> 1 then 'AgAC' || n end from generate_series(1, 2500) n`.execute(db);
  // Autovacuum does it sooner or later. With statistics of two products, PostgreSQL would read them all.
  await sql`analyze products`.execute(db);
  const first = await listStock(db, { state: "no_picture", publicUrl }, 24);
  assert.deepEqual([first.products.length, first.lookedAt], [0, 2000]);
  const second = await listStock(db, { state: "no_picture", publicUrl, after: first.next }, 24);
  assert.deepEqual(second.products.map(({ productId }) => productId), ["P0001"]);
  assert.deepEqual([second.lookedAt, second.next], [500, undefined]);
  const { products, lookedAt } = await deleted(db);
  assert.deepEqual([products.map(({ productId }) => productId), lookedAt], [["R1", "R2"], 2]);
  const many = [await read("force_custom_plan"), await read("force_generic_plan")];
  assert.ok(many.every((buffers, n) => buffers <= few[n]! + 5), `${few} pages, then ${many}`);
});
