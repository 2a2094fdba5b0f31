import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { sql } from "kysely";
import { offerAs } from "../../devkit/world/sale.ts";
import { openDatabase } from "../../src/postgres/mod.ts";
import { holdRow, untilWaitingForLock, waitingForLock } from "../../devkit/testing/locks.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { skipPauses } from "../../devkit/testing/job_rows.ts";
import { until, untilCounted } from "../../devkit/testing/until.ts";

const CONFIRM = "✅ Put it on sale";
const photo = () => photoJpeg({ widthPx: 640, heightPx: 480, seed: 3 });

/** Every product with its events. */
async function ledger({ db }: ProcessShop) {
  const products = await db.selectFrom("products").select(["product_id", "title"]).execute();
  const events = await db.selectFrom("image_events").select(["version", "type", "image_type"])
    .orderBy("position").execute();
  return {
    products,
    events: events.map((event) => `${event.version} ${event.type} ${event.image_type}`),
  };
}

const STORED = [
  "1 TelegramFileIdCaptured cover",
  "2 ImageUploadedToB2 original",
  "3 ImageUploadedToB2 cover",
  "4 ImageUploadedToB2 thumb",
  "5 TelegramFileIdCaptured cover",
];

/** Waits until the shop has stored the picture. Nothing waits for a process that was killed. */
async function untilStored(shop: ProcessShop): Promise<void> {
  await until("the picture stored", async () => {
    if (shop.process.log.some(logged("image_stored"))) return true;
    await skipPauses(shop.db);
    return false;
  }, { everyMs: 500 });
}

longTest("a sale goes on after a SIGKILL at each of its steps, and is completed once", async () => {
  await using shop = await openShop({ as: "process" });
  const { seller } = shop;
  await seller.say("/sell");
  await shop.restart();
  await seller.photo(await photo());
  await shop.restart();
  await seller.say("Lamp");
  await shop.restart();
  await seller.say("A fine one.");
  await shop.restart();
  const preview = await seller.say("12.50 €");
  await shop.restart();
  const listed = await seller.press(preview, CONFIRM);
  assert.match(listed.text, /On sale/);
  await untilStored(shop);
  const { products, events } = await ledger(shop);
  assert.deepEqual(products.map(({ title }) => title), ["Lamp"]);
  assert.deepEqual(events, STORED);
});

longTest(
  "a kill after the sale is written and before it is said: said after the restart, sold once",
  async () => {
    await using shop = await openShop({ as: "process" });
    const { seller, telegram: { control } } = shop;
    const preview = await offerAs(seller, { photo: await photo(), title: "Lamp" });
    const fault = await control.injectFault({ method: "editMessageMedia", hold: true });
    const click = await control.click(seller.user.id, preview.messageId, CONFIRM);
    await until("a product", async () => (await ledger(shop)).products.length === 1);
    await shop.process.kill();
    await control.releaseFault(fault);
    await control.clearFaults();
    await shop.restart();
    const listed = await seller.answerTo(click);
    assert.match(listed.text, /On sale/);
    await untilStored(shop);
    const { products, events } = await ledger(shop);
    assert.equal(products.length, 1);
    assert.deepEqual(events, STORED);
  },
);

longTest("an album is taken whole when the shop is killed between its messages", async () => {
  await using shop = await openShop({ as: "process" });
  const { seller, telegram: { control }, db } = shop;
  await seller.say("/sell");
  await control.injectFault({ method: "sendMessage", hold: true });
  const photos = await Promise.all(
    [1, 2, 3].map((seed) => photoJpeg({ widthPx: 320, heightPx: 240, seed })),
  );
  const album = await control.sendAlbum(seller.user.id, photos);
  await until("the first photo taken", async () => {
    const row = await db.selectFrom("dialogues").select("state").executeTakeFirst();
    return (row?.state as { step?: string }).step === "title";
  });
  await shop.process.kill();
  await control.clearFaults();
  await shop.restart();
  const whole = { after: album.event, containing: "3 pictures so far" };
  await control.nextBotMessage(seller.user.id, whole);
  await seller.say("Lamp");
  await seller.say("A fine one.");
  await seller.press(await seller.say("12.50 €"), CONFIRM);
  const { events } = await ledger(shop);
  const taken = events.filter((event) => event.includes("TelegramFileIdCaptured"));
  assert.deepEqual(taken.slice(0, 3).map((event) => event.split(" ")[2]), [
    "cover",
    "cover.2",
    "cover.3",
  ]);
});

longTest("an answer that was taken before a kill is not taken twice", async () => {
  await using shop = await openShop({ as: "process" });
  const { seller, telegram: { control }, db } = shop;
  await seller.say("/sell");
  await seller.photo(await photo());
  const fault = await control.injectFault({ method: "sendMessage", hold: true });
  const act = await control.sendText(seller.user.id, "Lamp");
  await until("the title taken", async () => {
    const row = await db.selectFrom("dialogues").select("state").executeTakeFirst();
    return (row?.state as { step?: string }).step === "description";
  });
  await shop.process.kill();
  await control.releaseFault(fault);
  await control.clearFaults();
  await shop.restart();
  const asked = await seller.answerTo(act);
  assert.match(asked.text, /Step 3 of 4/, "the title was not taken for the description");
});

longTest("a kill between the upload to B2 and the append: the sale is completed once", async () => {
  await using shop = await openShop({ as: "process" });
  const { seller, telegram: { control }, b2, environment } = shop;
  const fault = await control.injectFault({ method: "getFile", hold: true });
  const productId = await sell(seller);
  await using other = openDatabase({ url: environment.DATABASE_URL!, maxConnections: 2 });
  await using hold = await holdRow(other, productId);
  await control.releaseFault(fault);
  await untilCounted("puts", 3, () => b2.count("PUT"));
  await untilWaitingForLock(other);
  await shop.process.kill();
  for (const pid of await waitingForLock(other)) {
    await sql`select pg_terminate_backend(${pid})`.execute(other);
  }
  await hold.release();
  assert.deepEqual((await ledger(shop)).events, ["1 TelegramFileIdCaptured cover"]);
  await shop.restart();
  await untilStored(shop);
  assert.deepEqual((await ledger(shop)).events, STORED);
  const puts = b2.log.filter(({ method, key }) => method === "PUT" && key.includes(productId));
  const keys = new Set(puts.map(({ key }) => key));
  assert.equal(keys.size, 3, "the same bytes again, under the same keys");
});

longTest(
  "a stop does not wait out a 429, and the view that waited is shown after the restart",
  async () => {
    await using shop = await openShop({ as: "process" });
    const { seller, buyer, telegram: { control } } = shop;
    const productId = await sell(seller);
    await untilStored(shop);
    const fault = await control.injectFault({
      method: "sendPhoto",
      code: 429,
      description: "Too Many Requests: retry after 25",
      retryAfter: 25,
      times: "always",
    });
    const act = await control.sendText(buyer.user.id, `/start ${productId}`);
    await control.waitForFault(fault);
    assert.equal(await shop.process.stop(), 0);
    await control.clearFaults();
    await shop.restart();
    assert.equal((await buyer.answerTo(act)).kind, "photo");
  },
);
