import assert from "node:assert/strict";
import { ORIGINAL, parseObjectKey } from "../../src/domain/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import { eraseProduct, putThenAppend, storeImage } from "../../src/pictures/mod.ts";
import { keepOriginal, putOriginal } from "../../src/pictures/keep_original.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { FIRST_ATTEMPT, NOTHING_STORING, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { photoJpeg, png, SECRET_ARTIST } from "../../devkit/testing/pictures.ts";
import { keysOf, later, lose, replaceImages, results, run } from "../../devkit/testing/repair.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

const KEEPING = { ...ONE_PRODUCT, keepsOriginals: true } as const;
const metadata = { actor: "test" };
const SMALL = { widthPx: 60, heightPx: 40 };

/** Stores a picture with private metadata, and returns what the log names. */
async function openStored() {
  const original = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 5, withMetadata: true });
  const work = await openUnit({ ...KEEPING, original });
  assert.ok("stored" in await storeImage(work.deps, PICTURE, FIRST_ATTEMPT));
  const { images } = await loadImages(work.db, "TBF-1");
  const [cover, thumb, kept] = [
    images.cover.stored!,
    images.thumb.stored!,
    images.original!.stored!,
  ];
  return Object.assign(work, { cover, thumb, kept, original });
}

type Work = Unit<typeof KEEPING>;

/** Everything that reconcile complains about, after the grace period. */
async function found(work: Work) {
  return (await run(work, { deep: true, now: later })).findings;
}

async function cachedFiles({ cacheDir }: Work): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(cacheDir), ({ name }) => name);
}

Deno.test("storeImage() keeps the original under its own key: an event names it, no column does, no cache has it", async () => {
  await using work = await openStored();
  const { cover, thumb, kept, original } = work;
  assert.deepEqual((await keysOf(work)).sort(), [cover.key, kept.key, thumb.key].sort());
  assert.deepEqual(parseObjectKey(kept.key)?.imageType, ORIGINAL);
  assert.deepEqual([kept.widthPx, kept.heightPx, kept.contentType], [1600, 1200, "image/jpeg"]);
  const bytes = (await work.store.get(kept.key))!;
  assert.ok(!new TextDecoder("latin1").decode(bytes).includes(SECRET_ARTIST));
  assert.ok(original.length - bytes.length < 20_000 && bytes.length < original.length);
  const { images } = (await getProduct(work.db, "TBF-1"))!;
  assert.ok(images.cover.url?.endsWith(cover.key) && images.thumb.url?.endsWith(thumb.key));
  assert.equal((await cachedFiles(work)).length, 2);
  assert.deepEqual(await found(work), [], "reconcile knows it");
  await putThenAppend(work.deps, "TBF-1", async (store) => {
    const other = keepOriginal(work.deps, "TBF-1", await png({ ...SMALL, seed: 2 }))!;
    const image = await putOriginal(store, other, {});
    const lostSha256 = kept.sha256;
    return { type: "RepairImage", imageType: ORIGINAL, lostSha256, image } as const;
  }, { metadata });
  assert.equal((await cachedFiles(work)).length, 2);
});

Deno.test("storeImage() keeps a PNG as a PNG, and without the setting no original", async () => {
  const sent = await png({ ...SMALL, seed: 1 });
  await using work = await openUnit({ ...KEEPING, products: ["TBF-1", "TBF-2"], original: sent });
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  const { stored } = (await loadImages(work.db, "TBF-1")).images.original!;
  assert.match(stored!.key, /^products\/TBF-1\/original-[0-9a-f]{16}\.png$/);
  assert.equal(stored!.contentType, "image/png");
  const deps = { ...work.deps, keepsOriginals: false };
  await storeImage(deps, { ...PICTURE, productId: "TBF-2" }, FIRST_ATTEMPT);
  assert.equal((await loadImages(work.db, "TBF-2")).images.original, undefined);
});

Deno.test("an original ends with its picture: it is superseded by a replacement, and erased with its product", async () => {
  await using work = await openStored();
  const { kept } = work;
  await replaceImages(work, "TBF-1");
  assert.ok((await found(work)).includes(`superseded ${kept.key}`));
  await storeImage(work.deps, { ...PICTURE, generation: 1 }, FIRST_ATTEMPT);
  assert.deepEqual(await found(work), [], "the same photo again is the same object");
  accepted(await execute(work.db, "TBF-1", { type: "DeleteImages" }, metadata));
  await eraseProduct(work.deps, { productId: "TBF-1" }, NOTHING_STORING);
  assert.deepEqual(await keysOf(work), []);
  assert.deepEqual(await work.store.versions(kept.key), []);
});

Deno.test("storeImage() takes the original back when the picture was replaced meanwhile", async () => {
  await using work = await openUnit(KEEPING);
  const { renderer } = work.deps;
  const deps: typeof work.deps = {
    ...work.deps,
    renderer: {
      render: async (bytes, options) => {
        await replaceImages(work, "TBF-1");
        return await renderer.render(bytes, options);
      },
    },
  };
  const outcome = await storeImage(deps, PICTURE, FIRST_ATTEMPT);
  assert.deepEqual(outcome, { needless: "superseded" });
  assert.ok(work.b2.log.some(({ method, key }) => method === "PUT" && key.includes("/original-")));
  assert.deepEqual(await keysOf(work), []);
});

Deno.test("reconcile() restores lost sizes from the original, without Telegram, in the same bytes", async () => {
  await using work = await openStored();
  const { cover, thumb } = work;
  const bytes = await work.store.get(cover.key);
  for (const { key } of [cover, thumb]) {
    await lose(work, key);
    await work.cache.remove(key);
  }
  const { lines, summary } = await run(work, { repair: work.deps });
  assert.deepEqual(results(lines), ["put_back", "put_back"]);
  const from = lines.flatMap((each) =>
    each.line === "repair" && each.result.outcome === "put_back" ? [each.result.from] : []
  );
  assert.deepEqual([from, summary.missing], [["original", "original"], 0]);
  assert.deepEqual(await work.store.get(cover.key), bytes);
});

Deno.test("reconcile() says that a lost original is gone, and leaves what was made of it", async () => {
  await using work = await openStored();
  const { cover, thumb, kept } = work;
  await lose(work, kept.key);
  const { lines, summary } = await run(work, { repair: work.deps });
  assert.deepEqual([results(lines), summary.missing], [["invalidated"], 0]);
  const { images } = await loadImages(work.db, "TBF-1");
  assert.equal(images.original?.stored, null);
  assert.deepEqual([images.cover.stored, images.thumb.stored], [cover, thumb]);
  assert.deepEqual(await found(work), []);
});
