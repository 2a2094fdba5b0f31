import assert from "node:assert/strict";
import { objectKey } from "../../src/domain/mod.ts";
import { execute } from "../../src/event_log/mod.ts";
import { orphanedCover } from "../../src/pictures/adopt.ts";
import { isOfDeletedProduct } from "../../src/pictures/cache_picture.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const LONG = "ж".repeat(200);

Deno.test("an object in the folder of a long id belongs to its product", async () => {
  await using unit = await openUnit({ db: "projected" });
  const { db } = unit;
  for (const id of [LONG, "Chaise n° 7", ""]) {
    await addProduct(db, id);
    const key = objectKey(id, "cover", "a".repeat(64));
    const object = { key, sizeBytes: 1, etag: "", lastModified: new Date() };
    assert.equal((await orphanedCover(db, object))?.productId, id);
    assert.equal(await isOfDeletedProduct(db, key), false);
    await execute(db, id, { type: "DeleteImages" }, { actor: "seller" });
    assert.equal(await isOfDeletedProduct(db, key), true);
  }
  const unknown = objectKey("ж".repeat(201), "cover", "a".repeat(64));
  assert.equal(await isOfDeletedProduct(db, unknown), false);
});
