import assert from "node:assert/strict";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  changeProduct,
  getCataloguePage,
  getProduct,
  markSold,
  replacePhoto,
  whyNotOwn,
  withdrawProduct,
} from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  insertRows,
  list,
  photoOf,
  rememberJobs,
  rowOf,
  SELLER,
} from "../../devkit/testing/use_cases.ts";

const OTHER = 43;

type Change = Parameters<typeof changeProduct>[1]["change"];

function change(db: Database, productId: string, change: Change, sellerId = SELLER) {
  return db.transaction().execute((tx) => changeProduct(tx, { productId, sellerId, change }));
}

function withdraw(db: Database, productId: string, sellerId = SELLER) {
  return db.transaction().execute((tx) => withdrawProduct(tx, { productId, sellerId }));
}

function replace(db: Database, productId: string, sellerId = SELLER) {
  const queue = rememberJobs();
  const replacement = { productId, sellerId, photo: photoOf("AgAC2"), cause: "update:8" };
  const replaced = db.transaction().execute((tx) => replacePhoto({ tx, ...queue }, replacement));
  return replaced.then((result) => ({ result, jobs: queue.jobs }));
}

const CHANGES: readonly { name: string; change: Change; columns: Record<string, unknown> }[] = [
  { name: "the title", change: { title: "Chair" }, columns: { title: "Chair" } },
  {
    name: "the description",
    change: { description: "New." },
    columns: { description: "New." },
  },
  {
    name: "the price",
    change: { price: { minor: 700, currency: "USD" } },
    columns: { price_minor: 700, price_currency: "USD" },
  },
];

Deno.test("changeProduct() changes one thing of this product, and nothing else", async (t) => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  for (const { name, change: changed, columns } of CHANGES) {
    await t.step(name, async () => {
      const [productId, other] = [await list(db), await list(db)];
      const before = await rowOf(db, productId);
      const others = await rowOf(db, other);
      assert.deepEqual(await change(db, productId, changed), { changed: productId });
      assert.deepEqual(await rowOf(db, productId), { ...before, ...columns });
      assert.deepEqual(await rowOf(db, other), others);
    });
  }
});

Deno.test("changeProduct() ignores other values of an answer", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  const answer = { field: "title", title: "Chair", seller_id: OTHER };
  await change(db, productId, answer);
  const { title, seller_id } = await rowOf(db, productId);
  assert.deepEqual([title, seller_id], ["Chair", SELLER]);
});

Deno.test("withdrawProduct() takes a product out of the catalogue and keeps its row", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const [productId, other] = [await list(db), await list(db)];
  assert.deepEqual(await withdraw(db, productId), { withdrawn: productId });
  const page = await getCataloguePage(db, { at: "first" });
  assert.deepEqual([page?.product.productId, page?.total], [other, 1]);
  const product = await getProduct(db, productId);
  assert.deepEqual([product?.title, product?.withdrawn], ["Lamp", true]);
});

Deno.test("replacePhoto() ends the old picture, shows the new photo, and enqueues the job that stores it", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  const { result, jobs } = await replace(db, productId);
  assert.deepEqual(result, { replaced: productId, picture: 1 });
  assert.deepEqual(jobs, [{
    botId: 1,
    productId,
    picture: 1,
    generation: 1,
    fileId: "original-AgAC2",
  }]);
  assert.equal((await rowOf(db, productId)).telegram_cover_file_id, "AgAC2");
  const { images } = await loadImages(db, productId);
  assert.deepEqual([images.cover.generation, images.thumb.generation], [1, 1]);
  const events = await db.selectFrom("image_events").select("metadata")
    .where("version", ">", 1).execute();
  assert.ok(events.length > 1);
  for (const { metadata } of events) {
    assert.deepEqual(metadata, { actor: `seller:${SELLER}`, causationId: "update:8" });
  }
});

const WORKS = [
  { name: "changeProduct", work: (db: Database, id: string) => change(db, id, { title: "X" }) },
  {
    name: "markSold",
    work: (db: Database, productId: string) =>
      db.transaction().execute((tx) => markSold(tx, { productId, sellerId: SELLER })),
  },
  { name: "withdrawProduct", work: (db: Database, id: string) => withdraw(db, id) },
  {
    name: "replacePhoto",
    work: async (db: Database, id: string) => {
      const { result, jobs } = await replace(db, id);
      assert.deepEqual(jobs, [], "a refused photo is not stored");
      return result;
    },
  },
];

Deno.test.each(WORKS)(
  "$name() refuses another seller's product and a withdrawn one",
  async (given) => {
    await using database = await openUnit({ db: "projected" });
    const { db } = database;
    const others = await list(db, { sellerId: OTHER });
    const withdrawn = await list(db);
    await withdraw(db, withdrawn);
    const before = [await rowOf(db, others), await rowOf(db, withdrawn)];
    assert.deepEqual(await given.work(db, others), { refused: "not_yours" });
    assert.deepEqual(await given.work(db, withdrawn), { refused: "withdrawn" });
    assert.deepEqual(await given.work(db, "TBF-9"), { refused: "not_yours" });
    assert.deepEqual([await rowOf(db, others), await rowOf(db, withdrawn)], before);
    assert.equal((await loadImages(db, withdrawn)).version, 1);
  },
);

const withdrawn_at = new Date();

const NOT_OWN: readonly { name: string; row: object; refused: string }[] = [
  { name: "withdrawn", row: { seller_id: SELLER, withdrawn_at }, refused: "withdrawn" },
  { name: "another seller's product", row: { seller_id: OTHER }, refused: "not_yours" },
  {
    name: "another seller's product, also withdrawn",
    row: { seller_id: OTHER, withdrawn_at },
    refused: "not_yours",
  },
  { name: "a product that was deleted for good", row: { withdrawn_at }, refused: "withdrawn" },
  { name: "a legacy row without a seller", row: {}, refused: "not_yours" },
];

Deno.test("whyNotOwn() says whether a product is withdrawn or somebody else's", async (t) => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  for (const [index, { name, row, refused }] of NOT_OWN.entries()) {
    await t.step(name, async () => {
      const productId = `TBF-${index}`;
      await insertRows(db, [{ product_id: productId, ...row }]);
      assert.deepEqual(await whyNotOwn(db, { productId, sellerId: SELLER }), { refused });
    });
  }
});

Deno.test("of two simultaneous withdrawals, one withdraws, and the other is told that it is done", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  const both = await Promise.all([withdraw(db, productId), withdraw(db, productId)]);
  const said = both.map((result) => "refused" in result ? result.refused : "done").sort();
  assert.deepEqual(said, ["done", "withdrawn"]);
});
