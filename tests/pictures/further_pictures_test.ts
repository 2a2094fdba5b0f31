/**
 * What is done with a further picture of a product: it is stored, shown, healed and removed under its own number.
 * @module
 */
import assert from "node:assert/strict";
import { InlineKeyboard } from "grammy";
import { IMAGE_TYPES, type ImageCommand } from "../../src/domain/mod.ts";
import { accepted, ensureProjection, execute, loadImages } from "../../src/event_log/mod.ts";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import {
  createDelivery,
  createHealer,
  createPictureSources,
  createRecentIds,
  createTelegramFileIds,
  eraseProduct,
  storeImage,
} from "../../src/pictures/mod.ts";
import { getProduct, withPicture } from "../../src/shop/mod.ts";
import { createPictureSender } from "../../src/telegram/picture_sender.ts";
import { FIRST_ATTEMPT, NOTHING_STORING, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import {
  bytesOfAll,
  imageOf,
  insert,
  keysOf,
  later,
  LOG_AND_BUCKET,
  putAll,
  RESTORING,
  results,
  run,
  sale,
  sendPhoto,
} from "../../devkit/testing/repair.ts";
import {
  openUnit,
  type PicturesPart,
  TARGET,
  type TelegramPart,
} from "../../devkit/testing/unit.ts";
import { markedPhoto, readMarker } from "../../devkit/world/marker.ts";

const CHAT = 77;

async function tell({ db }: Pick<PicturesPart, "db">, ...commands: ImageCommand[]) {
  for (const command of commands) {
    accepted(await execute(db, "TBF-1", command, { actor: "test" }));
  }
}

const add = (fileId: string): ImageCommand => ({
  type: "AddPicture",
  photo: { botId: 1, fileId, fileUniqueId: `unique ${fileId}` },
});

/** Shows the cover of a picture of TBF-1, by its place, as a process does that has just started. */
function openShowing({ deps, db, api, telegram }: PicturesPart & TelegramPart) {
  const fileIds = createTelegramFileIds(db, deps.botId);
  const recent = createRecentIds();
  const healFileId = createHealer({ fileIds, recent });
  const find = createPictureSources({ ...deps, legacyImagesDir: "/nowhere" });
  const count = () => {};
  const deliver = createDelivery({ fileIds, healFileId, recent, find, drawPlaceholder, count });
  const card = { caption: "Lamp", keyboard: new InlineKeyboard() };
  return async (place: number) => {
    const product = withPicture((await getProduct(db, "TBF-1"))!, place)!;
    const sender = createPictureSender(api, { chatId: CHAT }, card);
    const delivered = await deliver({ product, imageType: "cover", sender });
    const { messages } = await telegram.control.transcript(CHAT);
    const { photo } = messages.find(({ messageId }) => messageId === delivered.messageId)!;
    const original = await deps.fetchOriginal(photo!.fileId);
    assert.ok("bytes" in original);
    return { rung: delivered.rung, fileId: photo!.fileId, shown: await readMarker(original.bytes) };
  };
}

/** Stores three pictures of TBF-1, which show the markers 1 to 3. */
async function storeThree(work: PicturesPart & TelegramPart) {
  await ensureProjection(work.db, { ...TARGET, botId: work.deps.botId });
  const photos = [];
  for (const marker of [1, 2, 3]) {
    photos.push(await sendPhoto(work, await markedPhoto(marker)));
  }
  const captured = { botId: 1, fileId: photos[0]! };
  await tell(
    work,
    { type: "CaptureFileId", imageType: "cover", captured },
    add(photos[1]!),
    add(photos[2]!),
  );
  for (const [at, fileId] of photos.entries()) {
    const job = { ...PICTURE, botId: undefined, picture: at + 1, fileId };
    assert.ok("stored" in await storeImage(work.deps, job, FIRST_ATTEMPT));
    const again = await storeImage(work.deps, job, FIRST_ATTEMPT);
    assert.deepEqual(again, { needless: "already_stored" });
  }
}

Deno.test("each picture is stored, shown, healed and replaced under its own number", async (t) => {
  await using work = await openUnit({ ...RESTORING, products: ["TBF-1"] });
  await storeThree(work);
  const show = openShowing(work);
  const ids: string[] = [];

  await t.step("its first view uploads it, and the next ones send its id", async () => {
    for (const place of [1, 2, 3]) {
      const { rung, shown, fileId } = await show(place);
      assert.deepEqual([rung, shown], ["disk", place]);
      assert.deepEqual(await show(place), { rung: "file_id", shown: place, fileId });
      ids.push(fileId);
    }
    const { images, further } = await loadImages(work.db, "TBF-1");
    const captured = [images, further![2]!, further![3]!].map(({ cover }) =>
      cover.fileIds?.findLast(({ botId }) => botId === work.deps.botId)?.fileId
    );
    assert.deepEqual(captured, ids);
    assert.equal(new Set(ids).size, 3);
  });
  await t.step("an id that Telegram refuses is healed, and those of the others stay", async () => {
    await work.telegram.control.killFileId(ids[1]!, "dead");
    const healed = await openShowing(work)(2);
    assert.deepEqual([healed.rung, healed.shown], ["disk", 2]);
    const product = (await getProduct(work.db, "TBF-1"))!;
    const now = product.pictures.map(({ images }) => images.cover.fileId);
    assert.deepEqual(now, [ids[0], healed.fileId, ids[2]]);
  });
  await t.step("its order changes, and each keeps its id", async () => {
    await tell(work, { type: "PutPictureFirst", picture: 3 });
    const seen = [];
    for (const place of [1, 2, 3]) seen.push(await openShowing(work)(place));
    assert.deepEqual(seen.map(({ rung, shown }) => [rung, shown]), [
      ["file_id", 3],
      ["file_id", 1],
      ["file_id", 2],
    ]);
  });
  await t.step("invalidateCache() ends the ids of all", async () => {
    const fileIds = createTelegramFileIds(work.db, work.deps.botId);
    assert.equal(await fileIds.invalidateCache("TBF-1"), 3);
    assert.deepEqual(await fileIds.getBothFileIds("TBF-1"), { cover: null, thumb: null });
  });
});

Deno.test("two pictures of the same bytes are one object: what becomes of one leaves the other", async (t) => {
  await using work = await openUnit(ONE_PRODUCT);
  const store = (picture: number, deps = work.deps) =>
    storeImage(deps, { ...PICTURE, picture }, FIRST_ATTEMPT);
  await store(1);
  await tell(work, add("AgAC2"), add("AgAC3"));
  await store(2);
  const keys = await keysOf(work);
  assert.equal(keys.length, IMAGE_TYPES.length, "the unit gives the same photo for each file id");

  await t.step("a picture that is removed while it is stored", async () => {
    const { fetchOriginal } = work.deps;
    const removing = {
      ...work.deps,
      fetchOriginal: async (fileId: string) => {
        await tell(work, { type: "RemovePicture", picture: 3 });
        return await fetchOriginal(fileId);
      },
    };
    assert.deepEqual(await store(3, removing), { needless: "removed" });
    assert.deepEqual(await store(3), { needless: "removed" });
    assert.deepEqual(await keysOf(work), keys);
  });
  await t.step("a picture that is removed when it is stored", async () => {
    await tell(work, { type: "RemovePicture", picture: 1 });
    const deletes = ["orphaned", "superseded"] as const;
    const { findings, summary } = await run(work, { deletes, now: later });
    assert.deepEqual([findings, summary.deleted], [[], 0]);
    assert.deepEqual(await keysOf(work), keys);
  });
  await t.step(
    "the last one: its objects are superseded, and erased after the grace period",
    async () => {
      await tell(work, { type: "ReplaceImages", picture: 2, reason: "replaced", photo: undefined });
      const deletes = ["superseded"] as const;
      assert.deepEqual(results((await run(work, { deletes })).lines), [], "not yet");
      const { lines } = await run(work, { deletes, now: later });
      assert.deepEqual(results(lines), IMAGE_TYPES.map(() => "deleted"));
      assert.deepEqual(await keysOf(work), []);
    },
  );
});

Deno.test("a column of a further picture that was put first is no older shop's", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  await insert(work, "TBF-1");
  const captured = { botId: 1, fileId: "AgAC1" };
  await tell(work, { type: "CaptureFileId", imageType: "cover", captured }, add("AgAC2"));
  const images = await putAll(work, "TBF-1", bytesOfAll("2"));
  await tell(
    work,
    { type: "StoreImages", picture: 2, generation: 0, images },
    { type: "PutPictureFirst", picture: 2 },
  );
  const { findings, summary } = await run(work);
  assert.deepEqual([findings, summary.pictures], [[], IMAGE_TYPES.length], "each counts once");
});

Deno.test("eraseProduct() leaves an object that is a further picture of another product", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const shared = await sale(work, "TBF-2");
  await insert(work, "TBF-1");
  const first = { cover: imageOf("TBF-1", "cover", new Uint8Array(1)) };
  await tell(work, { type: "MigrateImages", images: first });
  await tell(work, { type: "MigrateImages", picture: 2, images: shared });
  assert.equal((await getProduct(work.db, "TBF-1"))?.pictures.length, 2);
  await execute(work.db, "TBF-2", { type: "DeleteImages" }, { actor: "test" });
  await eraseProduct(work.deps, { productId: "TBF-2" }, NOTHING_STORING);
  const left = await keysOf(work);
  assert.deepEqual(left, IMAGE_TYPES.map((each) => shared[each].key).sort());
});
