import assert from "node:assert/strict";
import { objectKey } from "../../src/domain/mod.ts";
import { execute } from "../../src/event_log/mod.ts";
import { orphanedCover } from "../../src/pictures/adopt.ts";
import { eraseProduct } from "../../src/pictures/mod.ts";
import { isOfDeletedProduct } from "../../src/pictures/cache_picture.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { NOTHING_STORING, ONE_PRODUCT } from "../../devkit/testing/jobs.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
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

Deno.test("eraseProduct() removes what is in the product's folder, and nothing of its neighbours", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { db, deps, store } = work;
  // The folder of `a/b` must not lie in that of `a`.
  const objects = new Map([LONG, "a", "a/b", "A"].map((id) => [id, testObject(1, 500, id)]));
  for (const [id, { key, bytes, sha256 }] of objects) {
    await addProduct(db, id);
    await store.put(key, bytes, { sha256 });
  }
  for (const id of [LONG, "a"]) {
    await execute(db, id, { type: "DeleteImages" }, { actor: "seller" });
    await eraseProduct(deps, { productId: id }, NOTHING_STORING);
  }
  const left = await Array.fromAsync(store.list("products/"), ({ key }) => key);
  const expected = ["A", "a/b"].map((id) => objects.get(id)!.key);
  assert.deepEqual(left.sort(), expected.sort());
});
