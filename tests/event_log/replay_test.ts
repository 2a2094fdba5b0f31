import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import type { ImageCommand, ImageType } from "../../src/domain/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { execute, previewReplay, replay, replayProduct, verify } from "../../src/event_log/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { captured, storedImages, uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { sized } from "../../devkit/testing/sample.ts";

const metadata = { actor: "test" };
const imageType = fc.constantFrom<ImageType>("cover", "thumb");
const botId = fc.integer({ min: 1, max: 2 });
const fileId = fc.constantFrom("AgAC1", "AgAC2", "AgAC3");

const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  fc.record({ botId, fileId, imageType }).map(({ imageType, ...captured }): ImageCommand => ({
    type: "CaptureFileId",
    imageType,
    captured,
  })),
  fc.record({ botId, fileId, imageType }).map((refused): ImageCommand => ({
    type: "InvalidateFileId",
    reason: "dead",
    ...refused,
  })),
  fc.integer({ min: 0, max: 3 }).map((generation): ImageCommand => ({
    type: "StoreImages",
    generation,
    images: storedImages("a"),
  })),
  fc.constant<ImageCommand>({ type: "ReplaceImages", reason: "replaced", photo: undefined }),
);

const PRODUCTS = ["TBF-1", "TBF-2", "TBF-3", "TBF-4", "TBF-5"];
const anyWork = fc.array(fc.tuple(fc.nat({ max: PRODUCTS.length - 1 }), anyCommand), {
  maxLength: 20,
});

const driftOf = async (db: Database) =>
  (await Array.fromAsync(verify(db))).flatMap((page) => page.drift);

Deno.test("replay() during writes, in parts or of one product, loses no append and leaves no drift", async () => {
  await using log = await openUnit({ db: "projected" });
  let serial = 0;
  let appended = 0;
  const hammered = async (
    writers: readonly (readonly [number, ImageCommand][])[],
    size: number,
  ) => {
    const ids = PRODUCTS.map((id) => `${id}-${++serial}`);
    for (const id of ids) await addProduct(log.db, id);
    let writing = true;
    const write = async (work: readonly [number, ImageCommand][]) => {
      for (const [n, command] of work) {
        const done = await execute(log.db, ids[n]!, command, metadata);
        if (!("refused" in done)) appended += done.events.length;
      }
    };
    const hammer = async () => {
      do {
        // A change that bypasses the log, for the next replay to repair.
        await sql`update products set cover_image_url = 'x'
          where cover_image_url is not null and product_id = ${ids[1]}`.execute(log.db);
        await replay(log.db, { pageSize: size });
        await replayProduct(log.db, ids[1]!);
      } while (writing);
    };
    const written = Promise.all(writers.map(write)).finally(() => writing = false);
    await Promise.all([written, hammer(), hammer()]);
    assert.deepEqual(await driftOf(log.db), []);
    const { rows } = await sql<{ count: number; gapless: boolean }>`
      select coalesce(sum(events), 0)::int as count,
        coalesce(bool_and(events = last), true) as gapless
      from (select count(*) as events, max(version) as last from image_events
        group by product_id) streams`.execute(log.db);
    assert.deepEqual(rows[0], { count: appended, gapless: true });
  };
  const writers = fc.array(anyWork, { minLength: 3, maxLength: 3 });
  const pageSize = fc.integer({ min: 1, max: 20 });
  await fc.assert(fc.asyncProperty(writers, pageSize, hammered), {
    numRuns: sized({ all: 20, sample: 5 }),
  });
});

Deno.test("previewReplay() lists the changes of the next replay(), and writes nothing", async () => {
  await using log = await openUnit({ db: "projected" });
  for (const id of PRODUCTS) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, captured("AgAC1"), uploaded("a", "thumb"));
  }
  await sql`update products set telegram_cover_file_id = 'x', thumbnail_url = null
    where product_id in ('TBF-2', 'TBF-4')`.execute(log.db);
  const preview = async () => await Array.fromAsync(previewReplay(log.db, { pageSize: 2 }));
  const pages = await preview();
  const url = "https://cdn.example/pictures/products/TBF-1/a.jpg";
  assert.deepEqual(
    pages.flatMap((page) => page.differences),
    ["TBF-2", "TBF-4"].flatMap((productId) => [
      { productId, column: "thumbnail_url", value: null, expected: url },
      { productId, column: "telegram_cover_file_id", value: "x", expected: "AgAC1" },
    ]),
  );
  const { differences: _, ...last } = pages.at(-1)!;
  assert.deepEqual(last, { products: 5, ofProducts: 5, events: 10, changed: 2 });
  assert.deepEqual(await preview(), pages, "nothing was written");
  assert.deepEqual(await replay(log.db, { pageSize: 1 }), last);
  // Its own commits have not waited for the disk. This one does.
  assert.match(log.statements.at(-1)!, /pg_logical_emit_message\(true/);
  assert.equal((await preview()).at(-1)!.changed, 0);
});

Deno.test("replayProduct() repairs one row, and reports an unknown product", async () => {
  await using log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, captured("AgAC1"));
  }
  await sql`update products set telegram_cover_file_id = null`.execute(log.db);
  const once = { products: 1, ofProducts: 1, events: 1 };
  assert.deepEqual(await replayProduct(log.db, "TBF-1"), { ...once, changed: 1 });
  assert.deepEqual(await replayProduct(log.db, "TBF-1"), { ...once, changed: 0 });
  assert.deepEqual((await driftOf(log.db)).map(({ productId }) => productId), ["TBF-2"]);
  assert.equal(await replayProduct(log.db, "TBF-9"), undefined);
});
