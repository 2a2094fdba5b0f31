import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import { createKeepHouseJob } from "../../src/jobs/mod.ts";
import { latencyClassOf, percentileMs } from "../../src/pictures/latency.ts";
import {
  type Delivered,
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

const shownFrom = (rung: Rung, ms: number, bytes = 0): Delivered => ({
  ...{ rung, ms, bytesToTelegram: bytes, bytesFromB2: rung === "b2" ? bytes : 0 },
  ...{ refusedIds: 0, messageId: 1 },
});

/** All that was counted, in one row for each rung. */
async function totals(db: Database) {
  const days = await readShownDays(db, SHOWN_KEPT_DAYS);
  const sums = new Map<string, number[]>();
  for (const { rung, pictures, bytesToTelegram, bytesFromB2 } of days) {
    const [one = 0, two = 0, three = 0] = sums.get(rung) ?? [];
    sums.set(rung, [one + pictures, two + bytesToTelegram, three + bytesFromB2]);
  }
  return Object.fromEntries(sums);
}

Deno.test("what processes have shown is added up in PostgreSQL, and outlives them", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db, statements } = unit;
  await t.step(
    "a view costs no statement, a minute costs one, and one without a view none",
    async () => {
      await using counts = openShownCounts(db);
      const before = statements.length;
      for (const ms of [20, 21, 500]) counts.count("thumb", shownFrom("file_id", ms));
      counts.count("cover", shownFrom("b2", 900, 1000));
      assert.equal(statements.length, before);
      await counts.flush();
      await counts.flush();
      assert.equal(statements.length, before + 1);
    },
  );
  await t.step("disposal adds the rest, beside another process", async () => {
    const both = [openShownCounts(db), openShownCounts(db)];
    for (const counts of both) counts.count("cover", shownFrom("b2", 800, 500));
    await Promise.all(both.map((counts) => counts[Symbol.asyncDispose]()));
    assert.deepEqual(await totals(db), { b2: [3, 2000, 2000], file_id: [3, 0, 0] });
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
    counts.count("thumb", shownFrom("disk", 90, 7));
    await counts.flush();
    counts.count("thumb", shownFrom("disk", 90, 7));
    isAway = false;
    await counts.flush();
    assert.deepEqual((await totals(db)).disk, [2, 14, 0]);
  });
  await t.step("the last step of each span has all of it", async () => {
    for (const span of ["hour", "day", "month", "year"] as const) {
      const steps = await readShown(db, span);
      const shown = steps.flatMap((step) => Object.values(step.shown));
      // The clock may go into the next step in between.
      assert.equal(shown.reduce((sum, pictures) => sum + pictures, 0), 8, span);
      assert.ok(steps.slice(0, -2).every(({ p50Ms }) => p50Ms === undefined));
    }
  });
});

Deno.test("old counts become sums of hours and days, and the oldest go", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const add = (daysAgo: number, seconds: number, minutes: number, pictures: number) =>
    sql`insert into shown_pictures
      select date_bin('1 day', now(), 'epoch') - ${daysAgo} * interval '24 hours'
        + ${seconds} * interval '1 second', ${minutes}::integer, 'thumb', 'file_id', 13, ${pictures}, 10, 1`
      .execute(db);
  for (const seconds of [0, 60, 3540, 3600]) await add(1, seconds, 1, 2);
  for (const seconds of [0, 3600, 82_800]) await add(100, seconds, 60, 3);
  await sql`insert into shown_pictures
    values (date_bin('1 minute', now(), 'epoch'), 1, 'thumb', 'file_id', 13, 5, 10, 1)`.execute(db);
  await add(SHOWN_KEPT_DAYS + 1, 0, 1440, 9);
  const before = (await readShownDays(db, SHOWN_KEPT_DAYS)).map(({ pictures }) => pictures);
  await thinShownCounts(db);
  // A row that comes late is added to its hour.
  await add(1, 120, 1, 2);
  const signal = new AbortController().signal;
  await createKeepHouseJob(db).run({}, { jobId: "test", number: 1, signal });
  const { rows } = await sql<{ minutes: number; pictures: number; bytes: number }>`
    select minutes, pictures, bytes_to_telegram as bytes from shown_pictures order by starts_at`
    .execute(db);
  assert.deepEqual(rows, [
    { minutes: 1440, pictures: 9, bytes: 30 },
    { minutes: 60, pictures: 8, bytes: 40 },
    { minutes: 60, pictures: 2, bytes: 10 },
    { minutes: 1, pictures: 5, bytes: 10 },
  ]);
  const after = (await readShownDays(db, SHOWN_KEPT_DAYS)).map(({ pictures }) => pictures);
  assert.deepEqual([before, after], [[9, 8, 5], [9, 10, 5]]);
});
