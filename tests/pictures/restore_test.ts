import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import sharp from "sharp";
import type { RestoringParts } from "../../src/pictures/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import type { ReconcileOptions } from "../../src/pictures/reconcile.ts";
import { asSeen, similarityDb } from "../../devkit/testing/compare.ts";
import {
  alter,
  bytesOf,
  lose,
  replaceImages,
  RESTORING,
  results,
  run,
  sale,
  saleOfPhoto,
  sendPhoto,
  type Work,
} from "../../devkit/testing/repair.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

const repairing = (repair: RestoringParts): ReconcileOptions => ({ repair, pageSize: 1 });

async function capture(
  work: Work,
  productId: string,
  imageType: "cover" | "thumb",
  captured: { botId: number; fileId: string; sha256?: string },
) {
  const command = { type: "CaptureFileId", imageType, captured } as const;
  accepted(await execute(work.db, productId, command, { actor: "test" }));
}

/** Compresses a picture as Telegram does. */
async function compressed(jpeg: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await sharp(jpeg).jpeg({ quality: 80 }).toBuffer());
}

Deno.test("reconcile() puts a missing and an altered picture back from the disk cache, without an event", async () => {
  await using work = await openUnit(RESTORING);
  const { cover, thumb } = await sale(work, "TBF-1");
  const bytes = await work.store.get(cover.key);
  await work.deps.cache.put(cover.key, bytes!);
  await work.deps.cache.put(thumb.key, bytesOf("TBF-1 thumb"));
  await lose(work, cover.key);
  await alter(work, thumb.key, bytesOf("not it"));
  const { lines, summary } = await run(work, repairing(work.deps));
  assert.deepEqual(results(lines), ["put_back", "put_back"]);
  assert.deepEqual([summary.missing, summary.altered, summary.repaired], [0, 0, 2]);
  assert.deepEqual(await work.store.get(cover.key), bytes);
  assert.deepEqual(await work.store.get(thumb.key), bytesOf("TBF-1 thumb"));
  assert.equal((await loadImages(work.db, "TBF-1")).version, IMAGE_TYPES.length);
});

Deno.test("reconcile() makes a new picture from Telegram's copy, and keeps every file id", async () => {
  await using work = await openUnit(RESTORING);
  const { deps } = work;
  const { cover, images } = await saleOfPhoto(work, "TBF-1");
  const fileId = await sendPhoto(work, await compressed(images.cover.bytes));
  await capture(work, "TBF-1", "cover", { botId: deps.botId, fileId, sha256: cover.sha256 });
  await capture(work, "TBF-1", "cover", { botId: 2, fileId: "AgACother" });
  await lose(work, cover.key);
  const { lines, summary } = await run(work, repairing(deps));
  assert.deepEqual([results(lines), summary.missing], [["made_anew"], 0]);

  const { stored, fileIds, generation } = (await loadImages(work.db, "TBF-1")).images.cover;
  assert.ok(stored && stored.key !== cover.key);
  assert.deepEqual([stored.origin, stored.widthPx, generation], ["repair", 1280, 0]);
  assert.deepEqual(fileIds, [
    { botId: deps.botId, fileId },
    { botId: 2, fileId: "AgACother" },
  ]);
  const bytes = await work.store.get(stored.key);
  assert.equal(bytes?.length, stored.sizeBytes);
  const [seen, before] = await Promise.all([asSeen(bytes!, 320), asSeen(images.cover.bytes, 320)]);
  assert.ok(similarityDb(seen, before) > 30);
  const url = (await getProduct(work.db, "TBF-1"))?.images.cover.url;
  assert.equal(url, `https://cdn.example/pictures/${stored.key}`);
  assert.deepEqual((await run(work, { deep: true })).summary.missing, 0);
});

Deno.test("reconcile() makes the same bytes again from the seller's photo, without an event", async () => {
  await using work = await openUnit(RESTORING);
  const { deps } = work;
  const { cover, thumb, photo, images } = await saleOfPhoto(work, "TBF-1");
  const fileId = await sendPhoto(work, photo);
  await capture(work, "TBF-1", "cover", { botId: deps.botId, fileId });
  await lose(work, cover.key);
  await lose(work, thumb.key);
  const { lines } = await run(work, repairing(deps));
  assert.deepEqual(results(lines), ["put_back", "put_back"]);
  assert.deepEqual(await work.store.get(cover.key), images.cover.bytes);
  assert.deepEqual(await work.store.get(thumb.key), images.thumb.bytes);
  assert.equal((await loadImages(work.db, "TBF-1")).version, IMAGE_TYPES.length + 1);
});

Deno.test("reconcile() makes a lost thumb from its cover when Telegram has neither", async () => {
  await using work = await openUnit(RESTORING);
  const { thumb } = await saleOfPhoto(work, "TBF-1");
  await lose(work, thumb.key);
  const { summary } = await run(work, repairing(work.deps));
  assert.deepEqual([summary.missing, summary.repaired], [0, 1]);
  const { stored } = (await loadImages(work.db, "TBF-1")).images.thumb;
  assert.equal(stored?.widthPx, 800);
  assert.ok(await work.store.get(stored.key));
});

interface NoCopy {
  name: string;
  prepare(work: Unit<typeof RESTORING>): Promise<void>;
}
Deno.test.each<NoCopy>([
  { name: "no bot has an id", prepare: () => Promise.resolve() },
  {
    name: "only another bot has an id",
    prepare: (work) => capture(work, "TBF-1", "cover", { botId: 2, fileId: "AgACother" }),
  },
  {
    name: "Telegram has forgotten the file",
    prepare: async (work) => {
      const { images } = await saleOfPhoto(work, "TBF-9");
      const fileId = await sendPhoto(work, images.cover.bytes);
      await capture(work, "TBF-1", "cover", { botId: work.deps.botId, fileId });
      await work.telegram.control.killFileId(fileId, "dead");
    },
  },
])("reconcile() gives up a picture without a copy: $name", async ({ prepare }) => {
  await using work = await openUnit(RESTORING);
  const { cover, thumb } = await sale(work, "TBF-1");
  await prepare(work);
  await lose(work, cover.key);
  const { lines, summary } = await run(work, repairing(work.deps));
  assert.deepEqual(results(lines), ["invalidated"]);
  assert.deepEqual([summary.missing, summary.invalidated], [0, 1]);
  const product = await getProduct(work.db, "TBF-1");
  assert.deepEqual(product?.images.cover, { url: null, fileId: null });
  assert.equal(product.images.thumb.url, `https://cdn.example/pictures/${thumb.key}`);
  const last = await work.db.selectFrom("image_events")
    .select(["type", "data"]).orderBy("position", "desc").executeTakeFirst();
  const reason = "object_missing: no copy on disk or in Telegram";
  assert.deepEqual(last, { type: "ImageLost", data: { reason } });
  assert.deepEqual((await run(work)).summary.missing, 0);
});

Deno.test("reconcile() keeps the picture when Telegram is away: its copy may still be there", async () => {
  await using work = await openUnit(RESTORING);
  const { deps, telegram: { control } } = work;
  const { cover, images } = await saleOfPhoto(work, "TBF-1");
  const fileId = await sendPhoto(work, images.cover.bytes);
  await capture(work, "TBF-1", "cover", { botId: deps.botId, fileId });
  await lose(work, cover.key);
  await control.injectFault({ method: "getFile", code: 500, description: "Internal Server Error" });
  const away = await run(work, repairing(deps));
  assert.deepEqual([results(away.lines), away.summary.missing], [["failed"], 1]);
  const back = await run(work, repairing(deps));
  assert.deepEqual([results(back.lines), back.summary.missing], [["put_back"], 0]);
});

Deno.test("reconcile() gives up no more pictures than allowed: in a wrong bucket all are missing", async () => {
  await using work = await openUnit(RESTORING);
  const sold = await Promise.all(["TBF-1", "TBF-2"].map((id) => sale(work, id)));
  for (const { cover, thumb } of sold) {
    await lose(work, cover.key);
    await lose(work, thumb.key);
  }
  const { lines, summary } = await run(work, { ...repairing(work.deps), maxInvalidate: 1 });
  assert.deepEqual(results(lines), ["invalidated", "refusal", "kept", "kept", "kept"]);
  assert.deepEqual([summary.missing, summary.invalidated, summary.refused], [3, 1, true]);
});

Deno.test("reconcile() does not repair a picture that is replaced meanwhile", async () => {
  await using work = await openUnit(RESTORING);
  const { cover } = await sale(work, "TBF-1");
  await lose(work, cover.key);
  const { lines, summary } = await run(work, {
    repair: work.deps,
    report: (line) => line.line === "found" ? replaceImages(work, "TBF-1") : undefined,
  });
  assert.deepEqual(results(lines), ["superseded"]);
  assert.equal(summary.missing, 0);
  assert.equal((await loadImages(work.db, "TBF-1")).version, 2 * IMAGE_TYPES.length);
});
