import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { createEstimator } from "../../src/legacy_import/mod.ts";
import { bombPng } from "../../devkit/testing/hostile_pictures.ts";
import { animation, photoJpeg, png, svg, webp } from "../../devkit/testing/pictures.ts";
import {
  metadata,
  ofEach,
  openMigration,
  renderingWhile,
} from "../../devkit/testing/migration_process.ts";
import { BOT_ID, isStored } from "../../devkit/testing/legacy_shop.ts";

const small = { widthPx: 60, heightPx: 40 };

Deno.test("importPictures() reports an outcome for each kind of file", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  const jpeg = await photoJpeg({ ...small, seed: 1 });
  const files: [string, Uint8Array][] = [
    ["jpeg", jpeg],
    ["png", await png({ ...small, seed: 2 })],
    ["turned", await photoJpeg({ ...small, seed: 3, orientation: 6 })],
    ["webp", await webp({ ...small, seed: 4 })],
    ["empty", new Uint8Array()],
    ["cut", jpeg.slice(0, jpeg.length / 2)],
    ["svg", svg()],
    ["gif", await animation("gif", { widthPx: 8, heightPx: 8, seed: 1 })],
    ["moving", await animation("webp", { widthPx: 8, heightPx: 8, seed: 1 })],
    ["huge", bombPng(10_000)],
    ["strip", await png({ widthPx: 210, heightPx: 10, seed: 1 })],
    ["long", new Uint8Array(20 * 1024 * 1024 + 1)],
  ];
  for (const [name, bytes] of files) {
    await shop.file(name, bytes);
    await shop.row(`TBF-${name}`, name);
  }
  await shop.row("TBF-outside", "../../etc/hostname");
  await shop.row("TBF-absent", "absent");
  await shop.row("TBF-folder", ".");
  await shop.row("TBF 1/2", "jpeg");
  assert.deepEqual(await migration.run(), [
    ...ofEach("TBF 1/2", "migrated"),
    "TBF-absent cover missing not_found",
    "TBF-cut cover unreadable corrupt",
    "TBF-empty cover unreadable empty",
    "TBF-folder cover unsupported not_a_file",
    "TBF-gif cover unsupported unsupported_type",
    "TBF-huge cover unsupported too_many_pixels",
    ...ofEach("TBF-jpeg", "migrated"),
    "TBF-long cover unsupported too_many_bytes",
    "TBF-moving cover unsupported animated",
    "TBF-outside cover hostile outside_root",
    ...ofEach("TBF-png", "migrated"),
    "TBF-strip cover unsupported bad_dimensions",
    "TBF-svg cover unsupported unsupported_type",
    ...ofEach("TBF-turned", "migrated"),
    ...ofEach("TBF-webp", "migrated"),
  ]);
  for (const name of ["jpeg", "png", "turned", "webp"]) {
    assert.ok(await isStored(shop, `TBF-${name}`));
  }
  assert.deepEqual(await Deno.readFile(`${shop.root}/jpeg`), jpeg, "the original is unchanged");
  const { images: { cover } } = await loadImages(shop.db, "TBF-turned");
  assert.deepEqual([cover.stored?.widthPx, cover.stored?.heightPx], [60, 40], "upright");
});

interface SourceCase {
  name: string;
  cover: string | null;
  thumb: string | null;
  told: string[];
  /** The widths of the stored pictures. */
  widths: (number | undefined)[];
}

Deno.test.each<SourceCase>([
  {
    name: "every picture is rendered from the cover's file",
    cover: "large",
    thumb: "small",
    told: IMAGE_TYPES.map((imageType) => `${imageType} migrated`),
    widths: [800, 800],
  },
  {
    name: "every picture is rendered from the thumb's file if the row has no cover",
    cover: null,
    thumb: "small",
    told: IMAGE_TYPES.map((imageType) => `${imageType} migrated`),
    widths: [60, 60],
  },
  {
    name: "only the thumb is rendered from its file if the cover's file is missing",
    cover: "absent",
    thumb: "small",
    told: ["cover missing not_found", "thumb migrated"],
    widths: [undefined, 60],
  },
  {
    name: "only the thumb is rendered from its file if the cover is elsewhere",
    cover: "https://old.example/1.jpg",
    thumb: "small",
    told: ["thumb migrated"],
    widths: [undefined, 60],
  },
  {
    name: "every picture is rendered from the cover's file if the row has no thumb",
    cover: "large",
    thumb: "",
    told: IMAGE_TYPES.map((imageType) => `${imageType} migrated`),
    widths: [800, 800],
  },
  {
    name: "an empty column is not reported",
    cover: "absent",
    thumb: null,
    told: ["cover missing not_found"],
    widths: [undefined, undefined],
  },
  {
    name: "rows with other https:// URLs are no work",
    cover: "https://old.example/1.jpg",
    thumb: null,
    told: [],
    widths: [undefined, undefined],
  },
])("importPictures(): $name", async ({ cover, thumb, told, widths }) => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("large", await photoJpeg({ widthPx: 800, heightPx: 600, seed: 1 }));
  await shop.file("small", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", cover, thumb);
  assert.deepEqual(await migration.run(), told.map((line) => `TBF-1 ${line}`));
  const { images } = await loadImages(shop.db, "TBF-1");
  assert.deepEqual([images.cover.stored?.widthPx, images.thumb.stored?.widthPx], widths);
});

Deno.test("importPictures() renders the cover later, when its file is found, and keeps the thumb", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("small", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "large", "small");
  await migration.run();
  await shop.file("large", await photoJpeg({ widthPx: 800, heightPx: 600, seed: 1 }));
  const told = await migration.run();
  assert.ok(told.includes("TBF-1 cover migrated") && !told.includes("TBF-1 thumb migrated"));
  assert.ok(await isStored(shop, "TBF-1"));
});

Deno.test("importPictures() skips a picture that its seller replaced during rendering", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  const photo = { botId: BOT_ID, fileId: "AgACnew" };
  const replace = { type: "ReplaceImages", reason: "replaced", photo } as const;
  const renderer = renderingWhile(deps, replace);
  const told = await migration.run({ renderer, concurrency: 1, ahead: 0 });
  assert.deepEqual(told, ofEach("TBF-1", "superseded superseded"));
  assert.deepEqual(
    await shop.columns("TBF-1"),
    [null, null],
    "the seller's own picture is not stored yet",
  );
});

Deno.test("importPictures() leaves nothing in B2 of a product that was deleted for good during rendering", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  const renderer = renderingWhile(deps, { type: "DeleteImages" });
  const told = await migration.run({ renderer });
  assert.deepEqual(told, ofEach("TBF-1", "superseded deleted"));
  assert.deepEqual(await Array.fromAsync(deps.store.list("")), []);
});

Deno.test("importPictures() keeps the file id of the same bytes", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  const jpeg = await photoJpeg({ ...small, seed: 1 });
  await shop.file("1.jpg", jpeg);
  await shop.row("TBF-1", "1.jpg");
  const rendered = await deps.renderer.render(jpeg);
  assert.ok("images" in rendered);
  for (
    const [imageType, fileId, sha256] of [
      ["cover", "AgACsame", rendered.images.cover.sha256],
      ["thumb", "AgACother", "d".repeat(64)],
    ] as const
  ) {
    const captured = { botId: BOT_ID, fileId, sha256 };
    await execute(deps.db, "TBF-1", { type: "CaptureFileId", imageType, captured }, metadata);
  }
  await migration.run();
  const row = await deps.db.selectFrom("products")
    .select(["telegram_cover_file_id as cover", "telegram_thumb_file_id as thumb"])
    .executeTakeFirstOrThrow();
  assert.deepEqual(row, { cover: "AgACsame", thumb: null });
});

Deno.test("importPictures() repairs a column that the log already knows", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  await migration.run();
  await deps.db.updateTable("products").set({ cover_image_url: "1.jpg" }).execute();
  const puts = shop.b2.count("PUT");
  assert.deepEqual(await migration.run(), ["TBF-1 cover projected"]);
  assert.ok(await isStored(shop, "TBF-1"));
  assert.equal(shop.b2.count("PUT"), puts);
  assert.equal((await loadImages(deps.db, "TBF-1")).version, IMAGE_TYPES.length, "no new event");
});

Deno.test("importPictures() throws when B2 is away, after started work has ended, and starts nothing new", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  for (let n = 0; n < 30; n++) await shop.row(`TBF-${n}`, "1.jpg");
  shop.b2.fail({ effect: { status: 403, code: "AccessDenied" } });
  await assert.rejects(migration.run({ concurrency: 3 }), { code: "storage_refused" });
  const { length } = shop.b2.log;
  assert.ok(length <= 3 * IMAGE_TYPES.length, `${length} requests for three products at work`);
});

Deno.test("importPictures() starts nothing new after a stop, and continues in the next run", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  for (let n = 0; n < 10; n++) await shop.row(`TBF-${n}`, "1.jpg");
  const stop = new AbortController();
  const first = await migration.run({
    concurrency: 1,
    ahead: 0,
    signal: stop.signal,
    onProduct: () => stop.abort(),
  });
  assert.equal(first.length, IMAGE_TYPES.length, "one product");
  assert.equal((await migration.run()).length, 9 * IMAGE_TYPES.length);
});

Deno.test("importPictures() reads each product once, with one statement per page", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  const rows = Array.from({ length: 450 }, (_, n) => ({
    product_id: `TBF-${n}`,
    cover_image_url: "absent.jpg",
  }));
  await shop.db.insertInto("products").values(rows as never).execute();
  const from = shop.statements.length;
  const told = await migration.run({ concurrency: 16 });
  assert.equal(new Set(told).size, 450);
  assert.equal(told.length, 450);
  const statements = shop.statements.slice(from);
  assert.equal(statements.length, 3, statements.join("\n"));
});

Deno.test("importPictures() with an estimator renders a sample and writes nothing", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  const jpeg = await photoJpeg({ ...small, seed: 1 });
  await shop.file("1.jpg", jpeg);
  await shop.file("2.jpg", jpeg.slice(0, jpeg.length / 2));
  for (let n = 0; n < 10; n++) await shop.row(`TBF-${n}`, "1.jpg");
  await shop.row("TBF-cut", "2.jpg");
  let clock = 0;
  const estimator = createEstimator(() => clock += 50);
  const told = await migration.run({ estimator, concurrency: 1 });
  assert.ok(told.includes("TBF-cut cover unreadable corrupt"), "its sample was rendered");
  const pictures = 10 * IMAGE_TYPES.length;
  assert.equal(told.filter((line) => line.endsWith(" ready")).length, pictures);
  const estimate = estimator.estimate({ workers: 2, concurrency: 4, requestMs: 10 });
  assert.equal(estimate.pictures, pictures);
  assert.equal(estimate.originalBytes, 10 * jpeg.length);
  assert.equal(estimate.seconds, 10 * 50 / 2 / 1000, "two at the same time, 50 ms each");
  assert.ok(estimate.putBytes > 0);
  assert.equal(estimator.estimate({ workers: 2, concurrency: 4, requestMs: 100 }).seconds, 0.75);
  assert.equal(shop.b2.log.length, 0);
  assert.equal((await loadImages(deps.db, "TBF-0")).version, 0);
});
