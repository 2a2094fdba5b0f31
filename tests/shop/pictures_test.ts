import assert from "node:assert/strict";
import type { ImageCommand } from "../../src/domain/mod.ts";
import { accepted, execute, listReplacedValues, verify } from "../../src/event_log/mod.ts";
import type { Database, DatabaseTransaction } from "../../src/postgres/mod.ts";
import {
  addPicture,
  deleteProduct,
  getProduct,
  listProduct,
  loadStatistics,
  putPictureFirst,
  removePicture,
  replacePhoto,
  withPicture,
} from "../../src/shop/mod.ts";
import { storedImages } from "../../devkit/testing/images.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import {
  insertRows,
  list,
  photoOf,
  rememberJobs,
  rowOf,
  saleOf,
  SELLER,
} from "../../devkit/testing/use_cases.ts";

const OTHER = 43;

/** The use cases on one database, each in a transaction of its own. */
function openPictures(db: Database) {
  const queue = rememberJobs();
  const inTx = <T>(work: (tx: DatabaseTransaction) => Promise<T>) => db.transaction().execute(work);
  const own = (productId: string, sellerId = SELLER) => ({
    productId,
    sellerId,
    cause: "update:8",
  });
  return {
    jobs: queue.jobs,
    sell: async (...files: string[]) => {
      const sale = saleOf({ photos: files.map(photoOf) });
      return (await inTx((tx) => listProduct({ tx, ...queue }, sale))).listed;
    },
    add: (productId: string, file: string, sellerId?: number) =>
      inTx((tx) =>
        addPicture({ tx, ...queue }, { ...own(productId, sellerId), photo: photoOf(file) })
      ),
    remove: (productId: string, picture: number, sellerId?: number) =>
      inTx((tx) => removePicture({ tx }, { ...own(productId, sellerId), picture })),
    putFirst: (productId: string, picture: number, sellerId?: number) =>
      inTx((tx) => putPictureFirst({ tx }, { ...own(productId, sellerId), picture })),
    replace: (productId: string, file: string, picture?: number) =>
      inTx((tx) =>
        replacePhoto({ tx, ...queue }, { ...own(productId), photo: photoOf(file), picture })
      ),
    /** The cover's file id of each picture in order, after its number. */
    shown: async (productId: string) => {
      const product = (await getProduct(db, productId))!;
      assert.deepEqual(product.images, product.pictures[0].images);
      assert.equal(product.picture, product.pictures[0].picture);
      return product.pictures.map(({ picture, images }) => `${picture} ${images.cover.fileId}`);
    },
  };
}

async function tell(db: Database, productId: string, command: ImageCommand) {
  accepted(await execute(db, productId, command, { actor: "test" }));
}

Deno.test("the pictures of a product are listed, added, ordered, replaced and removed, and each has its job", async (t) => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const { jobs, sell, add, remove, putFirst, replace, shown } = openPictures(db);
  const productId = await sell("a", "b", "a", "c", "b");

  await t.step("listProduct() takes the photos in order, and the same one once", async () => {
    assert.deepEqual(await shown(productId), ["1 a", "2 b", "3 c"]);
    const stored = jobs.splice(0).map(({ picture, fileId }) => `${picture} ${fileId}`);
    assert.deepEqual(stored, ["1 original-a", "2 original-b", "3 original-c"]);
  });
  await t.step("addPicture() adds one behind the others, and never one twice", async () => {
    assert.deepEqual(await add(productId, "d"), { added: 4 });
    assert.deepEqual(await add(productId, "b"), { refused: "same_picture" });
    assert.deepEqual(await shown(productId), ["1 a", "2 b", "3 c", "4 d"]);
    assert.deepEqual(jobs.splice(0), [
      { botId: 1, productId, picture: 4, generation: 0, fileId: "original-d" },
    ]);
  });
  await t.step("putPictureFirst() keeps the order of the others", async () => {
    assert.deepEqual(await putFirst(productId, 3), { first: 3 });
    assert.deepEqual(await putFirst(productId, 9), { refused: "removed" });
    assert.deepEqual(await shown(productId), ["3 c", "1 a", "2 b", "4 d"]);
    assert.equal((await rowOf(db, productId)).telegram_cover_file_id, "c");
  });
  await t.step("withPicture() shows the product with the picture at a place", async () => {
    const product = (await getProduct(db, productId))!;
    const seen = [1, 2, 5, 0].map((place) => withPicture(product, place));
    assert.deepEqual(
      seen.map((each) => each && [each.title, each.picture, each.images.cover.fileId]),
      [["Lamp", 3, "c"], ["Lamp", 1, "a"], undefined, undefined],
    );
  });
  await t.step("replacePhoto() replaces the first one, or the one that is named", async () => {
    await replace(productId, "e");
    await replace(productId, "f", 2);
    assert.deepEqual(await shown(productId), ["3 e", "1 a", "2 f", "4 d"]);
    assert.deepEqual(jobs.splice(0).map(({ picture, generation }) => [picture, generation]), [
      [3, 1],
      [2, 1],
    ]);
  });
  await t.step(
    "removePicture() puts the next one first, and a number never comes again",
    async () => {
      assert.deepEqual(await remove(productId, 3), { removed: 3 });
      assert.deepEqual(await remove(productId, 3), { removed: 3 }, "again");
      assert.deepEqual(await replace(productId, "g", 3), { refused: "removed" });
      assert.deepEqual(await remove(productId, 4), { removed: 4 });
      assert.deepEqual(await add(productId, "d"), { added: 5 });
      assert.deepEqual(await shown(productId), ["1 a", "2 f", "5 d"]);
      assert.deepEqual(await remove(productId, 1), { removed: 1 });
      assert.deepEqual(await remove(productId, 2), { removed: 2 });
      assert.deepEqual(await remove(productId, 5), { refused: "last_picture" });
      assert.deepEqual(await shown(productId), ["5 d"]);
    },
  );
  await assertNoDrift(db);
});

Deno.test("the pictures of a product are its seller's to change, and end with it", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const { sell, add, remove, putFirst, shown } = openPictures(db);
  const productId = await sell("a", "b");
  const notYours = { refused: "not_yours" };
  assert.deepEqual(await add(productId, "x", OTHER), notYours);
  assert.deepEqual(await remove(productId, 2, OTHER), notYours);
  assert.deepEqual(await putFirst(productId, 2, OTHER), notYours);
  const deletion = { productId, sellerId: SELLER, cause: "update:9" };
  const enqueueEraseProduct = () => Promise.resolve();
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  assert.deepEqual(await shown(productId), ["1 null"]);
  assert.equal((await rowOf(db, productId)).pictures_in_order, undefined);
  await assertNoDrift(db);
});

async function assertNoDrift(db: Database) {
  const pages = await Array.fromAsync(verify(db));
  assert.deepEqual(pages.flatMap(({ drift }) => drift), []);
}

Deno.test("a product has ten pictures at most", async () => {
  await using database = await openUnit({ db: "projected" });
  const { sell, add, remove, shown } = openPictures(database.db);
  const ten = Array.from({ length: 10 }, (_, n) => `photo${n}`);
  await assert.rejects(sell(...ten, "eleven"), /1 to 10 photos, has 11/);
  await assert.rejects(sell(), /1 to 10 photos, has 0/);
  const productId = await sell(...ten);
  assert.equal((await shown(productId)).length, 10);
  assert.deepEqual(await add(productId, "eleven"), { refused: "too_many" });
  await remove(productId, 4);
  assert.deepEqual(await add(productId, "eleven"), { added: 11 });
});

Deno.test("a picture that only an older shop's row names is not lost behind another", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const { add, putFirst, remove, shown } = openPictures(db);
  const row = { seller_id: SELLER, title: "Old", cover_image_url: "https://old.example/1.jpg" };
  await insertRows(db, [{ product_id: "TBF-1", ...row }, {
    product_id: "TBF-2",
    seller_id: SELLER,
  }]);
  assert.deepEqual(await add("TBF-1", "b"), { refused: "no_first_picture" });
  assert.deepEqual(await add("TBF-2", "b"), { refused: "no_first_picture" }, "no picture at all");

  // A view captured an id of the row's picture, and an import has brought a second one.
  const captured = { botId: 1, fileId: "a" };
  await tell(db, "TBF-1", { type: "CaptureFileId", imageType: "cover", captured });
  await tell(db, "TBF-1", { type: "MigrateImages", picture: 2, images: storedImages("c") });
  assert.deepEqual(await add("TBF-1", "b"), { refused: "no_first_picture" });
  assert.deepEqual(await putFirst("TBF-1", 2), { refused: "no_first_picture" });
  assert.deepEqual(await shown("TBF-1"), ["1 a", "2 null"]);

  assert.deepEqual(await remove("TBF-1", 1), { removed: 1 });
  assert.deepEqual(await shown("TBF-1"), ["2 null"]);
  assert.deepEqual(
    await listReplacedValues(db, "TBF-1"),
    ["https://old.example/1.jpg"],
    "a deletion for good finds what the row named",
  );
});

Deno.test("loadStatistics() counts every picture of a product on sale", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db, { photos: ["a", "b", "c"].map(photoOf) });
  const images = storedImages("c");
  await tell(db, productId, { type: "StoreImages", picture: 2, generation: 0, images });
  const { onSale, pictures } = await loadStatistics(db, TARGET.publicUrl);
  assert.equal(onSale, 1);
  assert.deepEqual(pictures, { fileId: 3, stored: 1, legacy: 0, none: 2 });
});
