import assert from "node:assert/strict";
import { sql } from "kysely";
import sharp from "sharp";
import type { ImageRenderer } from "../../src/imaging/mod.ts";
import { byImage, IMAGE_TYPES } from "../../src/domain/mod.ts";
import { pause } from "../../src/std/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import type { ReconcileOptions } from "../../src/pictures/reconcile.ts";
import { asSeen, similarityDb } from "../../devkit/testing/compare.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import {
  append,
  bytesOf,
  bytesOfAll,
  HOUR,
  imageOf,
  insert,
  keysOf,
  later,
  lose,
  put,
  putAll,
  replaceImages,
  RESTORING,
  results,
  run,
  sale,
} from "../../devkit/testing/repair.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

interface Scene {
  readonly work: Unit<typeof RESTORING>;
  readonly options: ReconcileOptions;
}

async function openScene() {
  const work = await openUnit(RESTORING);
  const options = { repair: work.deps, adopts: true, now: later };
  return { work, options, [Symbol.asyncDispose]: () => work[Symbol.asyncDispose]() };
}

async function rendered(renderer: ImageRenderer, seed: number) {
  const result = await renderer.render(await photoJpeg({ widthPx: 800, heightPx: 600, seed }));
  if ("refused" in result) throw new TypeError(result.refused);
  return result.images;
}

/** Puts pictures to B2 without an event. Each call is in a later second than the one before. */
async function orphan({ work }: Scene, productId: string, seed: number) {
  // B2 has the time of a put only in seconds.
  await pause(1000 - Date.now() % 1000);
  const images = await rendered(work.deps.renderer, seed);
  const { cover } = await putAll(work, productId, byImage((each) => images[each].bytes));
  return { ...cover, bytes: images.cover.bytes };
}

Deno.test("reconcile() gives a product without a picture its latest orphaned cover, and makes the thumb", async () => {
  await using scene = await openScene();
  const { work, options } = scene;
  await insert(work, "TBF-1");
  await orphan(scene, "TBF-1", 3);
  const second = await orphan(scene, "TBF-1", 4);
  const { lines, summary } = await run(work, options);
  assert.deepEqual(results(lines), ["adopted"]);
  const putTwice = 2 * IMAGE_TYPES.length;
  assert.deepEqual([summary.adopted, summary.orphaned], [1, putTwice - 1]);
  const { images: { cover, thumb } } = await loadImages(work.db, "TBF-1");
  assert.deepEqual(cover.stored, {
    ...imageOf("TBF-1", "cover", second.bytes),
    origin: "adoption",
    widthPx: 800,
    heightPx: 600,
  });
  assert.equal(thumb.stored?.widthPx, 800);
  const made = await work.store.get(thumb.stored.key);
  const [seen, meant] = await Promise.all([asSeen(made!, 160), asSeen(second.bytes, 160)]);
  assert.ok(similarityDb(seen, meant) > 30, "the thumb shows what the cover shows");
  const product = await getProduct(work.db, "TBF-1");
  assert.equal(product?.images.cover.url, `https://cdn.example/pictures/${second.key}`);
  const again = await run(work, options);
  assert.deepEqual([again.summary.adopted, again.summary.missing], [0, 0]);
  assert.equal((await loadImages(work.db, "TBF-1")).version, IMAGE_TYPES.length);
});

Deno.test("reconcile() adopts the newer picture of a product whose picture is lost without a copy", async () => {
  await using scene = await openScene();
  const { work, options } = scene;
  const sold = await sale(work, "TBF-1");
  const other = await sale(work, "TBF-2");
  const newer = await orphan(scene, "TBF-1", 3);
  for (const { key } of Object.values(sold)) await lose(work, key);
  const { lines, summary } = await run(work, options);
  assert.deepEqual(results(lines), [...IMAGE_TYPES.map(() => "invalidated"), "adopted"]);
  assert.deepEqual([summary.missing, summary.adopted], [0, 1]);
  assert.equal((await loadImages(work.db, "TBF-1")).images.cover.stored?.key, newer.key);
  assert.equal((await loadImages(work.db, "TBF-2")).images.cover.stored?.key, other.cover.key);
});

interface Left {
  name: string;
  outcome: string;
  prepare(scene: Scene): Promise<unknown>;
  options?: ReconcileOptions;
}
Deno.test.each<Left>([
  {
    name: "a product without a row",
    outcome: "unknown_product",
    prepare: (scene) => orphan(scene, "TBF-1", 3),
  },
  {
    name: "a withdrawn product",
    outcome: "withdrawn",
    prepare: async (scene) => {
      await insert(scene.work, "TBF-1");
      await sql`update products set withdrawn_at = now()`.execute(scene.work.db);
      await orphan(scene, "TBF-1", 3);
    },
  },
  {
    name: "a product that has a picture",
    outcome: "has_picture",
    prepare: async (scene) => {
      await sale(scene.work, "TBF-1");
      await orphan(scene, "TBF-1", 3);
    },
  },
  {
    name: "a legacy row that points at a local file",
    outcome: "has_picture",
    prepare: async (scene) => {
      await insert(scene.work, "TBF-1");
      await sql`update products set cover_image_url = 'images/1.jpg'`.execute(scene.work.db);
      await orphan(scene, "TBF-1", 3);
    },
  },
  {
    name: "a cover that Telegram would refuse as a photo",
    outcome: "no_picture",
    prepare: async ({ work }) => {
      await insert(work, "TBF-1");
      const create = { width: 9600, height: 500, channels: 3, background: "#a05030" } as const;
      const panorama = Uint8Array.from(await sharp({ create }).jpeg().toBuffer());
      await putAll(work, "TBF-1", byImage(() => panorama));
    },
  },
  {
    name: "a replacement that waits for its job",
    outcome: "has_picture",
    prepare: async (scene) => {
      await sale(scene.work, "TBF-1");
      const photo = { botId: 9, fileId: "AgACnew" };
      const command = { type: "ReplaceImages", reason: "replaced", photo } as const;
      await execute(scene.work.db, "TBF-1", command, { actor: "seller:1" });
      await orphan(scene, "TBF-1", 3);
    },
  },
  {
    name: "an upload that lost a race against a replacement",
    outcome: "outdated",
    prepare: async (scene) => {
      await orphan(scene, "TBF-1", 3);
      await insert(scene.work, "TBF-1");
      await replaceImages(scene.work, "TBF-1");
    },
  },
  {
    name: "an older orphan where the latest is within the grace period",
    outcome: "recent",
    prepare: async (scene) => {
      await insert(scene.work, "TBF-1");
      await orphan(scene, "TBF-1", 3);
      await orphan(scene, "TBF-1", 4);
    },
    options: { now: () => new Date(), graceMs: HOUR },
  },
  {
    name: "a file that is no picture",
    outcome: "no_picture",
    prepare: async ({ work }) => {
      await insert(work, "TBF-1");
      await put(work, "TBF-1", "cover", bytesOf("not a JPEG"));
    },
  },
])("reconcile() does not adopt for $name", async ({ outcome, prepare, options }) => {
  await using scene = await openScene();
  await prepare(scene);
  const before = await loadImages(scene.work.db, "TBF-1");
  const keys = await keysOf(scene.work);
  const { lines, summary } = await run(scene.work, { ...scene.options, ...options });
  assert.deepEqual(results(lines), [outcome]);
  assert.equal(summary.adopted, 0);
  assert.deepEqual(await loadImages(scene.work.db, "TBF-1"), before);
  assert.deepEqual(await keysOf(scene.work), keys);
});

Deno.test("reconcile() adopts only when told to, and reports what failed", async () => {
  await using scene = await openScene();
  const { work, options } = scene;
  await insert(work, "TBF-1");
  const { key } = await orphan(scene, "TBF-1", 3);
  const listed = await run(work, { ...options, adopts: false });
  assert.deepEqual([results(listed.lines), listed.summary.orphaned], [[], IMAGE_TYPES.length]);
  work.b2.fail({
    method: "GET",
    keyPrefix: key,
    times: 20,
    effect: { status: 403, code: "AccessDenied" },
  });
  const refused = await run(work, options);
  assert.deepEqual(results(refused.lines), ["failed"]);
  work.b2.heal();
  assert.deepEqual(results((await run(work, options)).lines), ["adopted"]);
});

Deno.test("reconcile() adopts nothing for a product that gets a picture while it renders", async () => {
  await using scene = await openScene();
  const { work, options } = scene;
  await insert(work, "TBF-1");
  await orphan(scene, "TBF-1", 3);
  const sold = await putAll(work, "TBF-1", bytesOfAll("new"));
  const renderer: ImageRenderer = {
    render: async (bytes) => {
      await append(work, "TBF-1", sold);
      return await work.deps.renderer.render(bytes);
    },
  };
  // The new cover is no picture. Without it, the orphan is the latest cover.
  await lose(work, sold.cover.key);
  const { lines } = await run(work, { ...options, repair: { ...work.deps, renderer } });
  assert.deepEqual(results(lines), ["has_picture"]);
  assert.equal((await loadImages(work.db, "TBF-1")).images.cover.stored?.key, sold.cover.key);
});

Deno.test("reconcile() adopts nothing for a product whose picture is replaced while it renders", async () => {
  await using scene = await openScene();
  const { work, options } = scene;
  await insert(work, "TBF-1");
  await orphan(scene, "TBF-1", 3);
  const renderer: ImageRenderer = {
    render: async (bytes) => {
      // Its photo is still to be stored, and Telegram shows it no more.
      await replaceImages(work, "TBF-1");
      return await work.deps.renderer.render(bytes);
    },
  };
  const { lines } = await run(work, { ...options, repair: { ...work.deps, renderer } });
  assert.deepEqual(results(lines), ["has_picture"]);
  assert.equal((await loadImages(work.db, "TBF-1")).images.cover.stored, null);
});
