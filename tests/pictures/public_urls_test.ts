import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  createPictureSources,
  learnPublicUrls,
  reconcile,
  recordPublicUrl,
} from "../../src/pictures/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { insert, later, put } from "../../devkit/testing/repair.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const [BEFORE, NOW] = ["https://old.example/p", "https://new.example/q"];

Deno.test("an address with another public URL of the bucket is one of ours: for processes of before and after the change", async (t) => {
  await using work = await openUnit({ pictures: true });
  const { db, deps, store, b2Settings: { bucket } } = work;
  const photo = await photoJpeg({ widthPx: 64, heightPx: 48, seed: 1 });
  const { key } = await put(work, "TBF-1", "cover", photo);
  const find = createPictureSources({ ...deps, legacyImagesDir: "/nowhere" });
  const rungOf = async (url: string) => (await find(url, "cover"))?.rung;

  await t.step("a process of before shows what the columns name with the new one", async () => {
    assert.equal(await rungOf(`${NOW}/${key}`), "url");
    await recordPublicUrl(db, { bucket: "another", publicUrl: NOW });
    assert.equal(await rungOf(`${NOW}/${key}`), "url", "that of another bucket is none of ours");
    await recordPublicUrl(db, { bucket, publicUrl: NOW });
    assert.equal(await rungOf(`${NOW}/${key}`), "b2");
    assert.equal(await rungOf(`https://other.example/q/${key}`), "url");
  });
  await t.step("a row of an older shop that names the former one keeps its object", async () => {
    await insert(work, "TBF-1");
    await sql`update products set cover_image_url = ${`${BEFORE}/${key}`}`.execute(db);
    const orphaned = async () => {
      const bucketUrls = createBucketUrls([NOW], work.b2Settings, store);
      await learnPublicUrls(db, bucketUrls);
      return (await reconcile({ db, store, bucketUrls }, { now: later })).orphaned;
    };
    assert.equal(await orphaned(), 1);
    await recordPublicUrl(db, { bucket, publicUrl: BEFORE });
    assert.equal(await orphaned(), 0);
  });
});
