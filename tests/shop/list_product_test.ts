import assert from "node:assert/strict";
import { loadImages } from "../../src/event_log/mod.ts";
import { getProductOfSale, listProduct } from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  list,
  photoOf,
  rememberJobs,
  rowOf,
  saleOf,
  SELLER,
} from "../../devkit/testing/use_cases.ts";

Deno.test("listProduct() writes the row, captures the photo and enqueues the job", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const queue = rememberJobs();
  const sale = saleOf({ photos: [photoOf("AgAC1")] });
  const { listed } = await db.transaction().execute((tx) => listProduct({ tx, ...queue }, sale));
  assert.match(listed, /^TBF-[2-9A-Z]{6}$/);
  const { listed_at, ...row } = await rowOf(db, listed);
  assert.ok(listed_at instanceof Date);
  assert.deepEqual(row, {
    product_id: listed,
    sale_id: sale.saleId,
    title: "Lamp",
    description: "A fine one.",
    price_minor: 1250,
    price_currency: "EUR",
    seller_id: SELLER,
    seller_username: "sam",
    telegram_cover_file_id: "AgAC1",
  });
  const { images: { cover } } = await loadImages(db, listed);
  assert.deepEqual(cover.fileIds, [
    { botId: 1, fileId: "AgAC1", fileUniqueId: "unique-AgAC1" },
  ]);
  const job = {
    botId: 1,
    productId: listed,
    picture: 1,
    generation: 0,
    fileId: "original-AgAC1",
  };
  assert.deepEqual(queue.jobs, [job]);
  assert.equal((await getProductOfSale(db, sale.saleId))?.productId, listed);
});

Deno.test("listProduct() records who listed the product, in which sale, and by which update", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const saleId = crypto.randomUUID();
  await list(db, { saleId, cause: "update:99" });
  const events = await db.selectFrom("image_events").select(["type", "metadata"]).execute();
  const metadata = {
    actor: `seller:${SELLER}`,
    correlationId: `sale:${saleId}`,
    causationId: "update:99",
  };
  assert.deepEqual(events, [{ type: "TelegramFileIdCaptured", metadata }]);
});

Deno.test("listProduct() draws another id while its id is taken", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const ids = ["TBF-222222", "TBF-222222", "TBF-222222", "TBF-333333"];
  const deps = { ...rememberJobs(), drawId: () => ids.shift()! };
  const listed: string[] = [];
  for (let n = 0; n < 2; n++) {
    const result = await db.transaction().execute((tx) => listProduct({ tx, ...deps }, saleOf()));
    listed.push(result.listed);
  }
  assert.deepEqual(listed, ["TBF-222222", "TBF-333333"]);
});

Deno.test("listProduct() lists one product for each sale", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const saleId = crypto.randomUUID();
  const first = await list(db, { saleId });
  await assert.rejects(list(db, { saleId, title: "Twice" }), /sale_id/);
  assert.equal((await getProductOfSale(db, saleId))?.productId, first);
});

Deno.test("listProduct() leaves nothing behind when its job cannot be enqueued", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const enqueueStoreImage = () => Promise.reject(new Error("the queue is away"));
  const listing = db.transaction()
    .execute((tx) => listProduct({ tx, enqueueStoreImage }, saleOf()));
  await assert.rejects(listing, /the queue is away/);
  assert.deepEqual(await db.selectFrom("products").select("product_id").execute(), []);
  assert.deepEqual(await db.selectFrom("image_events").select("position").execute(), []);
});
