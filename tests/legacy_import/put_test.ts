import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { ofEach, openMigration } from "../../devkit/testing/migration_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

const small = { widthPx: 60, heightPx: 40 };

Deno.test("importPictures() asks B2 once for each picture, puts it once, and reads nothing back", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  await migration.run();
  const asked = shop.b2.log.map(({ method, key }) => `${method} ${key.split("-").at(-2)}`);
  const once = (method: string) => IMAGE_TYPES.map((imageType) => `${method} 1/${imageType}`);
  assert.deepEqual(asked.sort(), [...once("GET"), ...once("PUT")].sort());
});

Deno.test.each([
  { etags: "MD5", kind: "md5" },
  { etags: "something else", kind: "parts" },
])(
  "importPictures() leaves a picture to the next run when B2 stores other bytes; ETags: $etags",
  async ({ kind }) => {
    await using migration = await openMigration();
    const { shop } = migration;
    await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
    await shop.row("TBF-1", "1.jpg");
    shop.b2.quirks.etags = kind;
    const keyPrefix = "products/TBF-1/cover";
    shop.b2.fail({ method: "PUT", keyPrefix, effect: "keep_altered" });
    const [cover, ...others] = ofEach("TBF-1", "migrated");
    assert.deepEqual(await migration.run(), ["TBF-1 cover failed object_corrupt", ...others]);
    assert.equal((await shop.columns("TBF-1"))[0], "1.jpg");
    shop.b2.heal();
    assert.deepEqual(await migration.run(), [cover]);
  },
);
