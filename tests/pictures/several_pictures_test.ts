import assert from "node:assert/strict";
import { sql } from "kysely";
import { byImage, type ImageCommand } from "../../src/domain/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import { eraseProduct } from "../../src/pictures/mod.ts";
import { deleteProduct, getProduct } from "../../src/shop/mod.ts";
import { NOTHING_STORING, ONE_PRODUCT } from "../../devkit/testing/jobs.ts";
import {
  bytesOf,
  bytesOfAll,
  insert,
  lose,
  putAll,
  RESTORING,
  results,
  run,
  type Work,
} from "../../devkit/testing/repair.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const metadata = { actor: "test" };

async function tell(work: Pick<Work, "db">, ...commands: ImageCommand[]) {
  for (const command of commands) {
    accepted(await execute(work.db, "TBF-1", command, metadata));
  }
}

/** A product of three pictures, all in B2. */
async function sellThree(work: Pick<Work, "db" | "store">) {
  await insert(work, "TBF-1");
  const pictures = [];
  for (const picture of [1, 2, 3]) {
    const images = await putAll(work, "TBF-1", bytesOfAll(`${picture}`));
    if (picture > 1) {
      await tell(work, { type: "AddPicture", photo: { botId: 1, fileId: `AgAC${picture}` } });
    }
    await tell(work, { type: "StoreImages", picture, generation: 0, images });
    pictures.push(images);
  }
  return pictures;
}

const urls = async ({ db }: Pick<Work, "db">) => {
  const { images } = (await getProduct(db, "TBF-1"))!;
  return byImage((imageType) => images[imageType].url?.replace(/^.*?products/, "products"));
};

Deno.test("reconcile() restores and gives up a further picture, and the columns stay those of the first", async () => {
  await using work = await openUnit(RESTORING);
  const [first, second, third] = await sellThree(work);
  const shown = await urls(work);
  assert.equal(shown.cover, first!.cover.key);
  assert.deepEqual((await run(work)).findings, [], "every object is of a picture, none is spare");

  await work.deps.cache.put(second!.cover.key, bytesOf("2 cover"));
  await lose(work, second!.cover.key);
  await lose(work, third!.cover.key);
  const { lines, summary } = await run(work, { repair: work.deps });
  const repaired = lines.flatMap((line) => line.line === "repair" ? [line.imageType] : []);
  assert.deepEqual(repaired.sort(), ["cover.2", "cover.3"]);
  assert.deepEqual(results(lines).sort(), ["invalidated", "put_back"]);
  assert.deepEqual([summary.missing, summary.repaired], [0, 1]);
  const { images, further } = await loadImages(work.db, "TBF-1");
  assert.equal(images.cover.stored?.sha256, first!.cover.sha256);
  assert.equal(further![2]!.cover.stored?.sha256, second!.cover.sha256);
  assert.equal(further![3]!.cover.stored, null);
  assert.deepEqual(await urls(work), shown);

  await tell(work, { type: "PutPictureFirst", picture: 2 });
  assert.deepEqual(await urls(work), { cover: second!.cover.key, thumb: second!.thumb.key });
  await tell(work, { type: "RemovePicture", picture: 2 });
  assert.deepEqual(await urls(work), shown);
});

Deno.test("eraseProduct() removes the objects of every picture, also of one that was removed", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await sql`update products set seller_id = 42, title = 'Lamp'`.execute(work.db);
  await sellThree(work);
  await tell(work, { type: "RemovePicture", picture: 2 });
  const enqueueEraseProduct = () => Promise.resolve();
  await work.db.transaction().execute((tx) =>
    deleteProduct({ tx, enqueueEraseProduct }, {
      productId: "TBF-1",
      sellerId: 42,
      cause: "update:1",
    })
  );
  await eraseProduct(work.deps, { productId: "TBF-1" }, NOTHING_STORING);
  assert.deepEqual(await Array.fromAsync(work.store.list(""), ({ key }) => key), []);
  const { images, further } = await loadImages(work.db, "TBF-1");
  for (const each of [images, ...Object.values(further!)]) {
    assert.deepEqual([each.cover.stored, each.thumb.stored], [null, null]);
  }
});
