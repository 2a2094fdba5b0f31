import assert from "node:assert/strict";
import sharp from "sharp";
import { IMAGE_TYPES, type ImageType } from "../../src/domain/mod.ts";
import { accepted, execute, listStoredProducts, loadImages } from "../../src/event_log/mod.ts";
import { regenerate, storeImage } from "../../src/pictures/mod.ts";
import type { RegenerateOptions } from "../../src/pictures/regenerate.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { asSeen, similarityDb } from "../../devkit/testing/compare.ts";
import { FIRST_ATTEMPT, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { keysOf, lose, put, replaceImages } from "../../devkit/testing/repair.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

const PRODUCTS = ["TBF-1", "TBF-2", "TBF-3", "TBF-4"];
const SHOP = { ...ONE_PRODUCT, products: PRODUCTS } as const;
type Work = Unit<typeof SHOP>;
const metadata = { actor: "test" };

/**
 * A shop whose thumbs were made when they had 320 px. It kept no originals, except those of the given products.
 */
async function openOlderShop(originals: readonly string[] = []): Promise<Work> {
  const work = await openUnit(SHOP);
  for (const productId of PRODUCTS) {
    const deps = { ...work.deps, keepsOriginals: originals.includes(productId) };
    await storeImage(deps, { ...PICTURE, productId }, FIRST_ATTEMPT);
    const { thumb } = (await loadImages(work.db, productId)).images;
    const small = await sharp(await work.store.get(thumb.stored!.key)).resize(320).jpeg()
      .toBuffer();
    const image = await put(work, productId, "thumb", new Uint8Array(small));
    await tell(work, productId, {
      type: "RepairImage",
      imageType: "thumb",
      lostSha256: thumb.stored!.sha256,
      image: { ...image, widthPx: 320, heightPx: 240 },
    });
    for (const imageType of IMAGE_TYPES) await capture(work, productId, imageType);
  }
  return work;
}

async function tell(work: Work, productId: string, command: Parameters<typeof execute>[2]) {
  accepted(await execute(work.db, productId, command, metadata));
}

async function capture(work: Work, productId: string, imageType: ImageType) {
  const captured = { botId: 1, fileId: `AgAC-${imageType}` };
  await tell(work, productId, { type: "CaptureFileId", imageType, captured });
}

/** Runs it, and gathers what it says of each size. */
async function run(work: Work, options: Partial<RegenerateOptions> = {}) {
  const lines: string[] = [];
  const summary = await regenerate(work.deps, {
    extent: "outdated",
    report: ({ productId, imageType, result }) => {
      const from = result.outcome === "made" ? ` of the ${result.from}` : "";
      lines.push(`${productId} ${imageType} ${result.outcome}${from}`);
    },
    ...options,
  });
  return { lines: lines.sort(), summary };
}

Deno.test("regenerate() makes thumbs anew of the original, or else of the cover, while the older one is shown; then nothing", async () => {
  await using work = await openOlderShop(["TBF-1"]);
  const { images: before } = await loadImages(work.db, "TBF-1");
  const { lines, summary } = await run(work);
  assert.deepEqual(lines, [
    "TBF-1 thumb made of the original",
    "TBF-2 thumb made of the cover",
    "TBF-3 thumb made of the cover",
    "TBF-4 thumb made of the cover",
  ]);
  assert.deepEqual([summary.products, summary.sizes.current], [4, 4], "no cover");
  const { images } = await loadImages(work.db, "TBF-1");
  assert.deepEqual([images.thumb.stored?.widthPx, images.cover], [800, before.cover]);
  const product = await getProduct(work.db, "TBF-1");
  assert.deepEqual(product?.images.thumb, {
    url: `https://cdn.example/pictures/${images.thumb.stored!.key}`,
    fileId: null,
  });
  assert.equal(product?.images.cover.fileId, "AgAC-cover");
  const [made, other] = await Promise.all(["TBF-1", "TBF-2"].map(async (id) => {
    const { thumb } = (await loadImages(work.db, id)).images;
    return await asSeen((await work.store.get(thumb.stored!.key))!, 800);
  }));
  assert.ok(similarityDb(made!, other!) > 30);
  const keys = await keysOf(work);
  assert.ok(keys.includes(before.thumb.stored!.key), "whoever asks for it now still gets it");
  const { get } = work.store.requests();
  assert.deepEqual((await run(work)).lines, []);
  assert.equal(work.store.requests().get, get, "the log alone says that nothing is to be done");
});

Deno.test("regenerate() goes on where it was stopped, and a dry run changes nothing", async () => {
  await using work = await openOlderShop();
  await work.db.insertInto("products").values({ product_id: "TBF-0" } as never).execute();
  const listed = await Array.fromAsync(listStoredProducts(work.db, { pageSize: 2 }));
  assert.deepEqual(listed, PRODUCTS, "none without a picture");
  const dry = await run(work, { dryRun: true });
  assert.deepEqual(dry.lines, PRODUCTS.map((id) => `${id} thumb wanted`));
  const stopped = new AbortController();
  const first = await run(work, { signal: stopped.signal, onProgress: () => stopped.abort() });
  assert.ok(first.summary.sizes.made > 0 && first.summary.sizes.made < 4);
  const rest = await run(work, { renditions: ["thumb"] });
  assert.deepEqual(
    [...first.lines, ...rest.lines].sort(),
    PRODUCTS.map((id) => `${id} thumb made of the cover`),
  );
});

Deno.test("regenerate() of what is missing makes lost sizes, of what is there, and says what it cannot make", async () => {
  await using work = await openOlderShop(["TBF-1"]);
  for (
    const [productId, imageType] of [["TBF-1", "cover"], ["TBF-2", "cover"], [
      "TBF-3",
      "thumb",
    ]] as const
  ) {
    const { images } = await loadImages(work.db, productId);
    const { key, sha256: lostSha256 } = images[imageType].stored!;
    await lose(work, key);
    await tell(work, productId, { type: "GiveUpImage", imageType, lostSha256, reason: "lost" });
  }
  const { lines } = await run(work, { extent: "missing" });
  assert.deepEqual(lines, [
    "TBF-1 cover made of the original",
    "TBF-2 cover no_source",
    "TBF-3 thumb made of the cover",
  ]);
  assert.equal((await loadImages(work.db, "TBF-1")).images.cover.stored?.widthPx, 1280);
});

Deno.test("regenerate() makes a thumb of the cover if its original is refused, and nothing of a picture that is replaced meanwhile", async () => {
  await using work = await openOlderShop(["TBF-1"]);
  const { renderer } = work.deps;
  const refusing: typeof work.deps = {
    ...work.deps,
    renderer: {
      render: async (bytes) => {
        const { images: { original } } = await loadImages(work.db, "TBF-1");
        const isOriginal = bytes.length === original!.stored!.sizeBytes;
        return isOriginal ? { refused: "needs_memory" } : await renderer.render(bytes);
      },
    },
  };
  const options = { extent: "all", productId: "TBF-1" } as const;
  const refused = await regenerate(refusing, options);
  assert.deepEqual([refused.sizes.made, refused.sizes.refused], [1, 1], "thumb and cover");

  const deps: typeof work.deps = {
    ...work.deps,
    renderer: {
      render: async (bytes) => {
        await replaceImages(work, "TBF-1");
        return await renderer.render(bytes);
      },
    },
  };
  const keys = await keysOf(work);
  const { sizes } = await regenerate(deps, options);
  assert.deepEqual([sizes.made, sizes.superseded, sizes.current], [0, 1, 1]);
  assert.deepEqual(await keysOf(work), keys);
});
