import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { imageName, ORIGINAL, viewOf } from "../../src/domain/mod.ts";
import { listObjectKeys, loadImages } from "../../src/event_log/mod.ts";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { type Migration, openMigration } from "../../devkit/testing/migration_process.ts";
import { photoJpeg, SECRET_ARTIST } from "../../devkit/testing/pictures.ts";
import { SECRET, SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const small = { widthPx: 60, heightPx: 40 };

/** What the log says of the originals of a product's pictures 1 to 3. */
async function originalsOf({ shop }: Migration, productId: string) {
  const state = await loadImages(shop.db, productId);
  return [1, 2, 3].map((picture) => viewOf(state, picture).images[ORIGINAL]?.stored ?? undefined);
}

async function textOf({ shop }: Migration, key: string): Promise<string> {
  return new TextDecoder("latin1").decode((await shop.store.get(key))!);
}

longTest(
  "importPictures() keeps the originals of all pictures, without their metadata",
  async (t) => {
    await using migration = await openMigration();
    const { shop } = migration;
    const photo = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 1, withMetadata: true });
    await shop.file("1.jpg", photo);
    const avif = SECRET_PICTURES.find(({ format }) => format === "avif")!;
    await shop.file("2.avif", await avif.make());
    const open = (await photoJpeg({ ...small, seed: 3 })).slice(0, -2);
    await shop.file("3.jpg", open);
    await shop.row("TBF-1", "1.jpg, 2.avif, 3.jpg");

    await t.step("of files", async () => {
      await migration.run({ keepsOriginals: true });
      const [first, second, third] = await originalsOf(migration, "TBF-1");
      assert.match(first!.key, /^products\/TBF-1\/original-[0-9a-f]{16}\.jpg$/);
      assert.match(second!.key, /^products\/TBF-1\/original-[0-9a-f]{16}\.avif$/);
      assert.equal(third, undefined, "nothing tells where it ends");
      assert.deepEqual([first!.widthPx, first!.heightPx, first!.origin], [1600, 1200, "migration"]);
      const texts = [await textOf(migration, first!.key), await textOf(migration, second!.key)];
      for (const text of texts) assert.ok(!text.includes(SECRET_ARTIST) && !text.includes(SECRET));
      const keys = await listObjectKeys(shop.db, "TBF-1");
      assert.ok(
        [first, second].every((each) => keys.includes(each!.key)),
        "erased with the product",
      );
    });

    await t.step("once", async () => {
      const puts = shop.b2.count("PUT");
      await migration.run({ keepsOriginals: true });
      assert.equal(shop.b2.count("PUT"), puts);
    });

    await t.step("of an object of the bucket that is rendered anew", async () => {
      const client = createB2Client(shop.b2Settings);
      await client.send(new PutObjectCommand({ Bucket: "shop", Key: "old/4.jpg", Body: photo }));
      client.destroy();
      await shop.row("TBF-2", `${shop.publicUrl}/old/4.jpg`);
      await migration.run({ adopt: true, keepsOriginals: true });
      const [first] = await originalsOf(migration, "TBF-2");
      assert.ok(!(await textOf(migration, first!.key)).includes(SECRET_ARTIST));
    });

    await t.step("not without the setting", async () => {
      await shop.row("TBF-3", "1.jpg");
      await migration.run();
      assert.deepEqual(await originalsOf(migration, "TBF-3"), [undefined, undefined, undefined]);
      const named = await shop.db.selectFrom("image_events").select("image_type")
        .where("product_id", "=", "TBF-3").execute();
      assert.ok(named.every(({ image_type }) => image_type !== imageName(ORIGINAL)));
    });
  },
);
