import assert from "node:assert/strict";
import { objectKey } from "../../src/domain/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import { eraseProduct, storeImage } from "../../src/pictures/mod.ts";
import { createPictureSources } from "../../src/pictures/sources.ts";
import type { ReconcileOptions } from "../../src/pictures/reconcile.ts";
import { FIRST_ATTEMPT, NOTHING_STORING, PICTURE } from "../../devkit/testing/jobs.ts";
import {
  bytesOf,
  imageOf,
  insert,
  keysOf,
  later,
  lose,
  put,
  replaceImages,
  RESTORING,
  results,
  run,
  sale,
  saleOfPhoto,
} from "../../devkit/testing/repair.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openUnit, TARGET, type Unit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

type Work = Unit<typeof RESTORING>;

/** The seller deletes the product for good, and the job erases it. */
async function deleteForGood({ db, deps }: Work): Promise<void> {
  accepted(await execute(db, "TBF-1", { type: "DeleteImages" }, { actor: "test" }));
  await eraseProduct(deps, { productId: "TBF-1" }, NOTHING_STORING);
}

/** Does something while a PUT is under way, of an object whose key has this part. */
async function whilePutting<T>(
  { b2 }: Work,
  keyPart: string,
  work: () => Promise<T>,
  meanwhile: () => Promise<void>,
): Promise<T> {
  const held = Promise.withResolvers<void>();
  const before = b2.strikes;
  b2.fail({ method: "PUT", keyPart, times: 1, effect: { landsAfter: held.promise } });
  const working = work();
  await until("the PUT under way", () => Promise.resolve(b2.strikes > before));
  await meanwhile();
  held.resolve();
  return await working;
}

/** Every version of what was ever put, and the cached files. */
async function remains({ b2, store, cacheDir }: Work) {
  const puts = new Set(b2.log.filter(({ method }) => method === "PUT").map(({ key }) => key));
  const versions = await Promise.all([...puts].map((key) => store.versions(key)));
  const files = await Array.fromAsync(Deno.readDir(cacheDir), ({ name }) => name);
  return { versions: versions.flat().length, files };
}

const GONE = { versions: 0, files: [] };

Deno.test("storeImage() takes back what it has put when the picture was replaced meanwhile", async () => {
  await using work = await openUnit({ ...RESTORING, products: ["TBF-1"], original: await photo() });
  const deps = { ...work.deps, fetchOriginal: async () => ({ bytes: await photo() }) };
  const job = { ...PICTURE, botId: deps.botId };
  const outcome = await whilePutting(
    work,
    "/thumb-",
    () => storeImage(deps, job, FIRST_ATTEMPT),
    () => replaceImages(work, "TBF-1"),
  );
  assert.deepEqual(outcome, { needless: "superseded" });
  assert.deepEqual(await remains(work), GONE);
});

Deno.test("storeImage() takes back only its own versions: another process puts the same picture", async () => {
  await using work = await openUnit({ ...RESTORING, products: ["TBF-1"] });
  const deps = { ...work.deps, fetchOriginal: async () => ({ bytes: await photo() }) };
  const job = { ...PICTURE, botId: deps.botId };
  await whilePutting(work, "/thumb-", () => storeImage(deps, job, FIRST_ATTEMPT), async () => {
    await replaceImages(work, "TBF-1");
    await storeImage(deps, { ...job, generation: 1 }, FIRST_ATTEMPT);
  });
  const { images: { cover, thumb } } = await loadImages(work.db, "TBF-1");
  for (const { stored } of [cover, thumb]) assert.ok(await work.store.get(stored!.key));
});

const photo = () => photoJpeg({ widthPx: 800, heightPx: 600, seed: 3 });

interface Writer {
  name: string;
  /** Part of the key whose PUT is under way. */
  keyPart: string;
  options?: ReconcileOptions;
  prepare(work: Work): Promise<unknown>;
}
const WRITERS: Writer[] = [
  {
    name: "puts back from the disk cache",
    keyPart: "/cover-",
    prepare: async (work) => {
      const { cover } = await sale(work, "TBF-1");
      await work.cache.put(cover.key, bytesOf("TBF-1 cover"));
      await lose(work, cover.key);
    },
  },
  {
    name: "makes a thumb of the cover",
    keyPart: "/thumb-",
    prepare: async (work) => {
      const { thumb } = await saleOfPhoto(work, "TBF-1");
      await lose(work, thumb.key);
    },
  },
  {
    name: "adopts an orphaned cover",
    keyPart: "/thumb-",
    options: { adopts: true, now: later },
    prepare: async (work) => {
      await insert(work, "TBF-1");
      const rendered = await work.deps.renderer.render(await photo());
      if ("refused" in rendered) throw new TypeError(rendered.refused);
      await put(work, "TBF-1", "cover", rendered.images.cover.bytes);
    },
  },
];

Deno.test.each(WRITERS)(
  "reconcile() that $name leaves nothing of a product that is deleted meanwhile",
  async ({ keyPart, options, prepare }) => {
    await using work = await openUnit(RESTORING);
    await prepare(work);
    const repairing = { repair: work.deps, ...options };
    const { lines } = await whilePutting(
      work,
      keyPart,
      () => run(work, repairing),
      () => deleteForGood(work),
    );
    assert.deepEqual(results(lines), ["deleted"]);
    assert.deepEqual(await remains(work), GONE);
    assert.deepEqual(await keysOf(work), []);
  },
);

Deno.test("reconcile() takes back a picture that was replaced while it was put back", async () => {
  await using work = await openUnit(RESTORING);
  const { cover } = await sale(work, "TBF-1");
  await work.cache.put(cover.key, bytesOf("TBF-1 cover"));
  await lose(work, cover.key);
  const { lines } = await whilePutting(
    work,
    "/cover-",
    () => run(work, { repair: work.deps }),
    () => replaceImages(work, "TBF-1"),
  );
  assert.deepEqual(results(lines), ["superseded"]);
  assert.equal((await work.store.versions(cover.key)).length, 1, "only the one that was lost");
});

Deno.test("a view that fetches a picture while its product is erased leaves no file in the cache", async () => {
  await using work = await openUnit(RESTORING);
  const { cover } = await sale(work, "TBF-1");
  const { publicUrl } = TARGET;
  const store = {
    ...work.deps.store,
    get: async (key: string) => {
      const bytes = await work.store.get(key);
      await deleteForGood(work);
      return bytes;
    },
  };
  const find = createPictureSources({ ...work.deps, store, legacyImagesDir: "" });
  const found = await find(`${publicUrl}/${cover.key}`, "cover");
  assert.equal(found?.rung, "b2");
  assert.deepEqual(await remains(work), GONE);
});

Deno.test("reconcile() sees what came late of an erased product at once, and deletes it without a grace period", async () => {
  await using work = await openUnit(RESTORING);
  await sale(work, "TBF-1");
  await deleteForGood(work);
  const named = imageOf("TBF-1", "thumb", bytesOf("TBF-1 thumb"));
  await work.store.put(named.key, bytesOf("TBF-1 thumb"), named);
  const late = await put(work, "TBF-1", "cover", bytesOf("late"));
  await insert(work, "TBF-2");
  const recent = await put(work, "TBF-2", "cover", bytesOf("on its way"));
  const seen = await run(work);
  assert.deepEqual([seen.summary.orphaned, seen.summary.recent], [1, 1]);
  const { summary } = await run(work, { deletes: ["orphaned", "superseded"] });
  assert.deepEqual([summary.deleted, summary.orphaned, summary.superseded], [2, 0, 0]);
  assert.deepEqual(await keysOf(work), [recent.key]);
  assert.equal(late.key, objectKey("TBF-1", "cover", late.sha256));
});
