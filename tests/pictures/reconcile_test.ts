import assert from "node:assert/strict";
import { sql } from "kysely";
import { byImage, IMAGE_TYPES, MAIN_IMAGE } from "../../src/domain/mod.ts";
import { getLastReconcile } from "../../src/pictures/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { StorageUnavailable } from "../../src/storage/mod.ts";
import {
  alter,
  append,
  bytesOf,
  bytesOfAll,
  HOUR,
  imageOf,
  keysOf,
  later,
  LOG_AND_BUCKET,
  lose,
  put,
  putAll,
  replaceImages,
  results,
  run,
  sale,
} from "../../devkit/testing/repair.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

function keysInOrder(images: Readonly<Record<string, { readonly key: string }>>): string[] {
  return Object.values(images).map(({ key }) => key).sort();
}

Deno.test("reconcile() finds nothing where log and bucket agree, over many pages", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  for (const id of ["TBF-a", "TBF-B", "TBF_c", "TBF-9", "tbf-d"]) await sale(work, id);
  const { summary, findings } = await run(work, { pageSize: IMAGE_TYPES.length, now: later });
  assert.deepEqual(findings, []);
  const pictures = 5 * IMAGE_TYPES.length;
  assert.deepEqual([summary.objects, summary.pictures, summary.recent], [pictures, pictures, 0]);
  assert.equal(work.store.requests().list, 5);
  assert.equal(work.store.requests().get, 0);
});

Deno.test("reconcile() of an empty shop finds nothing", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const { summary } = await run(work);
  assert.deepEqual([summary.objects, summary.pictures], [0, 0]);
});

Deno.test("reconcile() finds each kind over small pages, and changes nothing", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const missing = await sale(work, "TBF-1");
  await lose(work, missing.cover.key);
  const shorter = await sale(work, "TBF-2");
  await alter(work, shorter.thumb.key, bytesOf("short"));
  const orphan = await put(work, "TBF-3", "cover", bytesOf("nobody's"));
  const old = await sale(work, "TBF-4");
  await replaceImages(work, "TBF-4");
  const before = await keysOf(work);
  const { summary, findings } = await run(work, { pageSize: 1, now: later });
  assert.deepEqual(findings, [
    `missing ${missing.cover.key}`,
    `altered ${shorter.thumb.key}`,
    `orphaned ${orphan.key}`,
    ...keysInOrder(old).map((key) => `superseded ${key}`),
  ]);
  const { missing: lost, altered, orphaned, superseded, pictures } = summary;
  assert.deepEqual([lost, altered, orphaned, superseded], [1, 1, 1, IMAGE_TYPES.length]);
  assert.equal(pictures, 2 * IMAGE_TYPES.length);
  assert.deepEqual(await keysOf(work), before);
  assert.equal((await loadImages(work.db, "TBF-1")).version, IMAGE_TYPES.length);
});

Deno.test("reconcile() finds altered bytes of the same length only when it downloads them", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const { cover } = await sale(work, "TBF-1", "one");
  await alter(work, cover.key, bytesOf("two cover"));
  assert.deepEqual((await run(work)).findings, []);
  const { findings, summary } = await run(work, { deep: true });
  assert.deepEqual(findings, [`altered ${cover.key}`]);
  assert.equal(summary.altered, 1);
});

Deno.test("reconcile() downloads an object whose key and event have different hashes", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const bytes = bytesOfAll("as the key says");
  const images = await putAll(work, "TBF-1", bytes);
  const { key } = images.cover;
  const other = bytes.cover.toReversed();
  await append(work, "TBF-1", { ...images, cover: imageOf("TBF-1", "cover", other, key) });
  const { findings, lines } = await run(work);
  assert.deepEqual(findings, [`altered ${key}`]);
  assert.match(JSON.stringify(lines), /stored were 29 bytes of sha256/);
});

Deno.test("reconcile() finds adopted pictures outside of products/, and ignores other objects there", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const bytes = bytesOf("adopted");
  const adopted = byImage((each) => imageOf("TBF-1", each, bytes, `old/${each}.jpg`));
  await append(work, "TBF-1", adopted);
  await alter(work, adopted[MAIN_IMAGE].key, bytes);
  await alter(work, "backup/of-another-program.tar", bytes);
  const deletes = ["orphaned", "superseded"] as const;
  const { findings } = await run(work, { now: later, deletes });
  const { [MAIN_IMAGE]: { key }, ...lost } = adopted;
  assert.deepEqual(findings, keysInOrder(lost).map((each) => `missing ${each}`));
  await replaceImages(work, "TBF-1");
  const second = await run(work, { now: later, deletes });
  assert.deepEqual([second.findings, results(second.lines)], [[`superseded ${key}`], []]);
  assert.deepEqual(await keysOf(work), ["backup/of-another-program.tar", key]);
});

Deno.test("reconcile() keeps an object without an event for the grace period, then deletes it", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const kept = await sale(work, "TBF-1");
  const orphan = await put(work, "TBF-2", "cover", bytesOf("nobody's"));
  const deletes = ["orphaned"] as const;
  const early = await run(work, { deletes, now: () => new Date(Date.now() + 47 * HOUR) });
  assert.deepEqual([early.findings, early.summary.recent, early.summary.deleted], [[], 1, 0]);
  const late = await run(work, { deletes, now: later });
  assert.deepEqual([late.findings, results(late.lines)], [[`orphaned ${orphan.key}`], ["deleted"]]);
  assert.deepEqual([late.summary.orphaned, late.summary.deleted], [0, 1]);
  assert.deepEqual(await keysOf(work), keysInOrder(kept));
  assert.deepEqual(await work.store.versions(orphan.key), []);
});

Deno.test("reconcile() deletes every version of an orphan, or the object in a store without versions", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const versioned = bytesOf("put twice");
  await put(work, "TBF-1", "cover", versioned);
  const { key } = await put(work, "TBF-1", "cover", versioned);
  const plain = imageOf("TBF-2", "cover", bytesOf("unversioned")).key;
  await alter(work, plain, bytesOf("unversioned"));
  assert.deepEqual((await work.store.versions(plain)).length, 0);
  const { summary } = await run(work, { deletes: ["orphaned"], now: later });
  assert.equal(summary.deleted, 2);
  assert.deepEqual(await keysOf(work), []);
  assert.deepEqual(await work.store.versions(key), []);
});

Deno.test("reconcile() counts the grace period of a superseded object from its end, not from its upload", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const sold = await sale(work, "TBF-1");
  await replaceImages(work, "TBF-1");
  const options = { deletes: ["superseded"], graceMs: HOUR } as const;
  const soon = await run(work, options);
  assert.deepEqual([soon.summary.superseded, soon.summary.deleted], [IMAGE_TYPES.length, 0]);
  const late = await run(work, { ...options, now: later });
  assert.deepEqual([late.summary.superseded, late.summary.deleted], [0, IMAGE_TYPES.length]);
  assert.deepEqual(late.findings, keysInOrder(sold).map((key) => `superseded ${key}`));
  assert.deepEqual(await keysOf(work), []);
});

Deno.test("reconcile() deletes nothing when there is more to delete than allowed", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  for (const n of [1, 2, 3]) await put(work, `TBF-${n}`, "cover", bytesOf(`${n}`));
  const options = { deletes: ["orphaned"], now: later } as const;
  const refused = await run(work, { ...options, maxDelete: 2 });
  assert.deepEqual(
    [refused.summary.refused, refused.summary.orphaned, refused.summary.deleted],
    [true, 3, 0],
  );
  assert.deepEqual(results(refused.lines), ["refusal"]);
  assert.equal((await keysOf(work)).length, 3);
  const done = await run(work, { ...options, maxDelete: 3 });
  assert.deepEqual([done.summary.refused, done.summary.deleted], [false, 3]);
});

Deno.test("reconcile() keeps an object that an event names after the listing", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const uploaded = await putAll(work, "TBF-1", bytesOfAll("uploaded"));
  const keys = keysInOrder(uploaded);
  const { findings, lines, summary } = await run(work, {
    deletes: ["orphaned"],
    now: later,
    report: async (line) => {
      const isLast = line.line === "found" && line.finding.key === keys.at(-1);
      if (isLast) await append(work, "TBF-1", uploaded);
    },
  });
  assert.deepEqual(findings, keys.map((key) => `orphaned ${key}`));
  assert.deepEqual(results(lines), keys.map(() => "named_meanwhile"));
  assert.deepEqual([summary.orphaned, summary.deleted], [0, 0]);
  assert.deepEqual(await keysOf(work), keys);
});

Deno.test("reconcile() keeps an old upload that is put again before its event", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const bytes = bytesOf("cover");
  const { key } = await put(work, "TBF-1", "cover", bytes);
  // At this time the first upload is too old, and the second one is not.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const now = new Date(Date.now() + HOUR);
  const { lines, summary } = await run(work, {
    deletes: ["orphaned"],
    graceMs: HOUR,
    now: () => now,
    report: async (line) => {
      if (line.line === "found") await put(work, "TBF-1", "cover", bytes);
    },
  });
  assert.deepEqual([results(lines), summary.deleted], [["recent"], 0]);
  assert.deepEqual(await keysOf(work), [key]);
});

Deno.test("reconcile() checks again before it calls a picture lost, so that a sale meanwhile is not reported", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const trigger = await sale(work, "TBF-1");
  await lose(work, trigger.cover.key);
  // The listing is one page, read before the sale. The next page of the log is read after it.
  const { findings } = await run(work, {
    now: later,
    report: async (line) => {
      if (line.line === "found") await sale(work, "TBF-2");
    },
    pageSize: IMAGE_TYPES.length,
  });
  assert.deepEqual(findings, [`missing ${trigger.cover.key}`]);
});

Deno.test("reconcile() reports and deletes no picture of sales that happen meanwhile", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  let selling = true;
  const sales = (async () => {
    let n = 0;
    // Keys before, in and after every page that is compared.
    for (; selling; n++) await sale(work, `TBF-${"zaMm5"[n % 5]}${n}`);
    return n;
  })();
  try {
    for (let round = 0; round < 5; round++) {
      const { findings, summary } = await run(work, {
        pageSize: 3,
        deletes: ["orphaned", "superseded"],
      });
      assert.deepEqual([findings, summary.deleted, summary.refused], [[], 0, false]);
    }
  } finally {
    selling = false;
  }
  const sold = await sales;
  assert.ok(sold > 0);
  assert.equal((await keysOf(work)).length, IMAGE_TYPES.length * sold);
});

Deno.test("reconcile() records what remains, but nothing when it is read-only or fails", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  assert.equal(await getLastReconcile(work.db), undefined);
  const { cover } = await sale(work, "TBF-1");
  await lose(work, cover.key);
  await put(work, "TBF-2", "cover", bytesOf("nobody's"));
  await run(work, { now: later, readOnly: true });
  assert.equal(await getLastReconcile(work.db), undefined);
  const now = later();
  await run(work, { now: () => now, deep: true });
  await run(work, { now: () => now, deletes: ["orphaned"] });
  assert.deepEqual(await getLastReconcile(work.db), {
    startedAt: now,
    finishedAt: now,
    deep: false,
    objects: IMAGE_TYPES.length,
    pictures: IMAGE_TYPES.length,
    missing: 1,
    altered: 0,
    orphaned: 0,
    superseded: 0,
    repaired: 0,
    invalidated: 0,
    deleted: 1,
  });
  work.b2.fail({ method: "GET", effect: { status: 503, code: "SlowDown" }, times: 100 });
  await assert.rejects(run(work), StorageUnavailable);
  const { rows } = await sql<{ count: number }>`select count(*) from reconcile_runs`
    .execute(work.db);
  assert.equal(rows[0]?.count, 2);
});
