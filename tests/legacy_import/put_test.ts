import assert from "node:assert/strict";
import { openMigration } from "../../devkit/testing/migration_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

const small = { widthPx: 60, heightPx: 40 };

Deno.test("importPictures() asks B2 once for each picture, puts it once, and reads nothing back", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  await migration.run();
  const asked = shop.b2.log.map(({ method, key }) => `${method} ${key.split("-").at(-2)}`);
  assert.deepEqual(asked.sort(), [
    "GET 1/cover",
    "GET 1/thumb",
    "PUT 1/cover",
    "PUT 1/thumb",
  ]);
});

Deno.test.each([
  { etags: "MD5", md5Etags: true },
  { etags: "something else", md5Etags: false },
])(
  "importPictures() leaves a picture that B2 stores with other bytes; ETags: $etags",
  async ({ md5Etags }) => {
    await using migration = await openMigration();
    const { shop } = migration;
    await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
    await shop.row("TBF-1", "1.jpg");
    shop.b2.quirks.md5Etags = md5Etags;
    const keyPrefix = "products/TBF-1/cover";
    shop.b2.fail({ method: "PUT", keyPrefix, effect: "keep_altered" });
    assert.deepEqual(await migration.run(), [
      "TBF-1 cover failed object_corrupt",
      "TBF-1 thumb migrated",
    ]);
    assert.equal((await shop.columns("TBF-1"))[0], "1.jpg");
    shop.b2.heal();
    assert.deepEqual(await migration.run(), ["TBF-1 cover migrated"]);
  },
);
