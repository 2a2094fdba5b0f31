import assert from "node:assert/strict";
import { IMAGE_TYPES, PICTURES } from "../../src/domain/mod.ts";
import { storeImage } from "../../src/pictures/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { FIRST_ATTEMPT, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const metadata = { actor: "test" };

Deno.test("storeImage() puts every picture, then appends the events, which fill the columns", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const outcome = await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  assert.ok("stored" in outcome);
  const product = await getProduct(work.db, "TBF-1");
  const { images } = await loadImages(work.db, "TBF-1");
  for (const imageType of IMAGE_TYPES) {
    const key: string = outcome.stored[imageType];
    assert.equal(product?.images[imageType].url, `https://cdn.example/pictures/${key}`);
    const { stored } = images[imageType];
    assert.equal(stored?.key, key);
    assert.equal(stored?.widthPx, Math.min(1600, PICTURES[imageType].longestSidePx));
    const bytes = await work.deps.store.get(key);
    assert.equal(bytes?.length, stored?.sizeBytes);
    assert.deepEqual(await work.deps.cache.get(key), bytes);
  }
});

Deno.test("storeImage() does nothing for a job that is done already", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  assert.deepEqual(await storeImage(work.deps, PICTURE, FIRST_ATTEMPT), {
    needless: "already_stored",
  });
  assert.equal(work.fetched.length, 1);
  assert.equal((await loadImages(work.db, "TBF-1")).version, IMAGE_TYPES.length);
});

Deno.test("storeImage() stores nothing when the picture is replaced while it is rendered", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { fetchOriginal } = work.deps;
  const replacing: typeof work.deps = {
    ...work.deps,
    fetchOriginal: async (fileId) => {
      const replacement = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
      await execute(work.db, "TBF-1", replacement, metadata);
      return await fetchOriginal(fileId);
    },
  };
  assert.deepEqual(await storeImage(replacing, PICTURE, FIRST_ATTEMPT), {
    needless: "superseded",
  });
  const product = await getProduct(work.db, "TBF-1");
  assert.deepEqual(product?.images.cover, { url: null, fileId: null });
  assert.deepEqual(await storeImage(work.deps, PICTURE, FIRST_ATTEMPT), {
    needless: "superseded",
  });
});

Deno.test("storeImage() refuses a file that is no picture, and finds nothing to do for an unknown product", async () => {
  await using work = await openUnit({
    ...ONE_PRODUCT,
    original: new TextEncoder().encode("not a picture at all"),
  });
  assert.deepEqual(await storeImage(work.deps, PICTURE, FIRST_ATTEMPT), {
    refused: "unsupported_type",
  });
  const unknown = { ...PICTURE, productId: "TBF-9" };
  assert.deepEqual(await storeImage(work.deps, unknown, FIRST_ATTEMPT), {
    needless: "unknown_product",
  });
});

Deno.test("storeImage() leaves a picture that was sent to another bot to that bot", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const foreign = storeImage(work.deps, { ...PICTURE, botId: 2 }, FIRST_ATTEMPT);
  await assert.rejects(foreign, /was sent to the bot 2/);
  assert.deepEqual(work.fetched, []);
});

Deno.test("storeImage() stores the picture of a job of the first release, which names no bot", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { botId: _, ...job } = PICTURE;
  assert.ok("stored" in await storeImage(work.deps, job, FIRST_ATTEMPT));
});
