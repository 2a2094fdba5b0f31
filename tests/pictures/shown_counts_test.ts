import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { createKeepHouseJob } from "../../src/jobs/mod.ts";
import { latencyClassOf, percentileMs } from "../../src/pictures/latency.ts";
import {
  type CountedPicture,
  openShownCounts,
  readShown,
  readShownDays,
  type Rung,
  SHOWN_KEPT_DAYS,
  thinShownCounts,
} from "../../src/pictures/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";

/** Classes of the series R10 (ISO 3): 1, 1.26, 1.58, 2, 2.51 … up to 10. */
Deno.test.each([
  [0, 0],
  [1, 0],
  [1.1, 1],
  [1.26, 2],
  [10, 10],
  [10.1, 11],
  [99, 20],
  [1000, 30],
  [9e9, 60],
])("latencyClassOf(%d) is %d", (ms, expected) => {
  assert.equal(latencyClassOf(ms), expected);
});

Deno.test("percentileMs() is within a class of the true percentile", () => {
  const times = Array.from({ length: 1000 }, (_, n) => 20 + n * n / 1000);
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(latencyClassOf(ms), (counts.get(latencyClassOf(ms)) ?? 0) + 1);
  for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
    const truth = times[Math.ceil(share * times.length) - 1]!;
    const ratio = percentileMs(counts, share)! / truth;
    assert.ok(ratio > 1 / 1.26 && ratio < 1.26, `${share}: ${ratio}`);
  }
  assert.equal(percentileMs(new Map([[3, 0]]), 0.5), undefined);
});

/** A thumb of TBF-1. Without a time, the warm-up has uploaded it. */
const counted = (rung: Rung, ms: number | undefined, bytes = 0): CountedPicture => ({
  ...{ productId: "TBF-1", imageType: "thumb", rung, ms },
  ...{ bytesToTelegram: bytes, bytesFromB2: rung === "b2" ? bytes : 0 },
});

/** All that was counted, in one row for each rung. */
async function totals(db: Database) {
  const days = await readShownDays(db, SHOWN_KEPT_DAYS);
  const sums = new Map<string, number[]>();
  for (const { rung, pictures, brought, bytesToTelegram, bytesFromB2 } of days) {
    const more = [pictures, brought, bytesToTelegram, bytesFromB2];
    sums.set(rung, more.map((each, n) => each + (sums.get(rung)?.[n] ?? 0)));
  }
  return Object.fromEntries(sums);
}

/** How often each product was shown. */
async function views(db: Database) {
  const { rows } = await sql<{ id: string; views: number }>`
    select product_id as id, views from product_views`.execute(db);
  return Object.fromEntries(rows.map(({ id, views }) => [id, views]));
}

const addProducts = (db: Database, ...ids: string[]) =>
  db.insertInto("products").values(ids.map((product_id) => ({ product_id }))).execute();

Deno.test("what processes have shown is added up in PostgreSQL, and outlives them", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db, statements } = unit;
  await addProducts(db, "TBF-1", "TBF-2");
  await t.step("a view costs no statement, nor does a minute without one", async () => {
    await using counts = openShownCounts(db);
    const before = statements.length;
    for (const ms of [20, 21, 500]) counts.count(counted("file_id", ms));
    counts.count({ ...counted("b2", 900, 1000), imageType: "cover" });
    counts.count(counted("b2", undefined, 70));
    assert.equal(statements.length, before);
    await counts.flush();
    const after = statements.length;
    assert.ok(after > before);
    await counts.flush();
    assert.equal(statements.length, after);
    assert.deepEqual(await views(db), { "TBF-1": 4 }, "the warm-up shows nobody a picture");
  });
  await t.step("disposal adds the rest, beside another process", async () => {
    const both = [openShownCounts(db), openShownCounts(db)];
    for (const [n, ids] of [["TBF-2", "TBF-1"], ["TBF-1", "TBF-2"]].entries()) {
      for (const productId of ids) both[n]!.count({ ...counted("b2", 800, 500), productId });
    }
    await Promise.all(both.map((counts) => counts[Symbol.asyncDispose]()));
    assert.deepEqual(await totals(db), { b2: [5, 1, 3070, 3070], file_id: [3, 0, 0, 0] });
    assert.deepEqual(await views(db), { "TBF-1": 6, "TBF-2": 2 });
  });
  await t.step("what cannot be added waits", async () => {
    await using away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
    let isAway = true;
    const either = new Proxy(db, {
      get: (_, name) => {
        const target = isAway ? away : db;
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await using counts = openShownCounts(either);
    counts.count(counted("disk", 90, 7));
    await counts.flush();
    counts.count(counted("disk", 90, 7));
    counts.count({ ...counted("disk", 90, 7), productId: "TBF-2" });
    isAway = false;
    await counts.flush();
    assert.deepEqual((await totals(db)).disk, [3, 0, 21, 0]);
    assert.deepEqual(await views(db), { "TBF-1": 8, "TBF-2": 3 });
  });
  await t.step("the last step of each span has all of it", async () => {
    for (const span of ["hour", "day", "month", "year"] as const) {
      const steps = await readShown(db, span);
      const shown = steps.flatMap((step) => Object.values(step.shown));
      // The clock may go into the next step in between.
      assert.equal(shown.reduce((sum, pictures) => sum + pictures, 0), 11, span);
      assert.ok(steps.slice(0, -2).every(({ p50Ms }) => p50Ms === undefined));
    }
  });
});

/** As the deletion by a seller does to an empty row. */
const DELETION = sql`update products set withdrawn_at = now(), deleted_for_good_at = now()
  where product_id = 'TBF-1'`;

/** Waits until a statement waits for a lock, or has ended without. */
async function untilWaiting(
  db: Database,
  event: "advisory" | "transactionid",
  statement: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  statement.then(() => isOver = true, () => isOver = true);
  await until(`a session that waits (${event})`, async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event = ${event}`.execute(db);
    return isOver || rows.length > 0;
  });
}

Deno.test("a product that is deleted for good loses the count of its views, and gets none again", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await addProducts(db, "TBF-1", "TBF-2");
  await using counts = openShownCounts(db);
  const count = (...ids: string[]) =>
    ids.forEach((productId) => counts.count({ ...counted("file_id", 9), productId }));
  await t.step("also if its first count was being added", async () => {
    count("TBF-2");
    await counts.flush();
    const held = Promise.withResolvers<void>();
    const holding = db.transaction().execute(async (tx) => {
      await sql`update product_views set views = views`.execute(tx);
      await held.promise;
    });
    count("TBF-1", "TBF-2");
    // TBF-1 is inserted, and TBF-2 waits.
    const flushing = counts.flush();
    await untilWaiting(db, "transactionid", flushing);
    const deleting = DELETION.execute(db);
    await untilWaiting(db, "advisory", deleting);
    held.resolve();
    await Promise.all([holding, flushing, deleting]);
    assert.deepEqual(await views(db), { "TBF-2": 2 });
  });
  await t.step("also if a count came while it was being deleted, or comes later", async () => {
    await sql`update products set deleted_for_good_at = null`.execute(db);
    count("TBF-1");
    await counts.flush();
    assert.deepEqual(await views(db), { "TBF-1": 1, "TBF-2": 2 });
    count("TBF-1", "TBF-2");
    const flushing = await db.transaction().execute(async (tx) => {
      await DELETION.execute(tx);
      const flushing = counts.flush();
      await untilWaiting(db, "advisory", flushing);
      return { flushing };
    });
    await flushing.flushing;
    count("TBF-1");
    await counts.flush();
    assert.deepEqual(await views(db), { "TBF-2": 3 });
  });
});

Deno.test("old counts become sums of hours and days, and the oldest go", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const add = (daysAgo: number, seconds: number, minutes: number, pictures: number) =>
    sql`insert into shown_pictures
      select date_bin('1 day', now(), 'epoch') - ${daysAgo} * interval '24 hours'
        + ${seconds} * interval '1 second', ${minutes}::integer, 'thumb', 'file_id', 13, ${pictures}, 10, 1, 4`
      .execute(db);
  for (const seconds of [0, 60, 3540, 3600]) await add(1, seconds, 1, 2);
  for (const seconds of [0, 3600, 82_800]) await add(100, seconds, 60, 3);
  await sql`insert into shown_pictures
    values (date_bin('1 minute', now(), 'epoch'), 1, 'thumb', 'file_id', 13, 5, 10, 1, 4)`.execute(
    db,
  );
  await add(SHOWN_KEPT_DAYS + 1, 0, 1440, 9);
  const before = (await readShownDays(db, SHOWN_KEPT_DAYS)).map(({ pictures }) => pictures);
  await thinShownCounts(db);
  // A row that comes late is added to its hour.
  await add(1, 120, 1, 2);
  const signal = new AbortController().signal;
  await createKeepHouseJob(db).run({}, { jobId: "test", number: 1, signal });
  const { rows } = await sql<{ minutes: number; pictures: number; bytes: number; brought: number }>`
    select minutes, pictures, bytes_to_telegram as bytes, brought from shown_pictures order by starts_at`
    .execute(db);
  assert.deepEqual(rows, [
    { minutes: 1440, pictures: 9, bytes: 30, brought: 12 },
    { minutes: 60, pictures: 8, bytes: 40, brought: 16 },
    { minutes: 60, pictures: 2, bytes: 10, brought: 4 },
    { minutes: 1, pictures: 5, bytes: 10, brought: 4 },
  ]);
  const after = (await readShownDays(db, SHOWN_KEPT_DAYS)).map(({ pictures }) => pictures);
  assert.deepEqual([before, after], [[9, 8, 5], [9, 10, 5]]);
});
