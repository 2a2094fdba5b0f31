import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { sql } from "kysely";
import { b2SettingsOf, openConfiguredStore } from "../../devkit/world/world.ts";
import type { MessageView } from "@vitrine/local-telegram";
import { openDatabase } from "../../src/postgres/mod.ts";
import { verify } from "../../src/event_log/mod.ts";
import { reconcile } from "../../src/pictures/mod.ts";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { holdRow, untilWaitingForLock, waitingForLock } from "../../devkit/testing/locks.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { until } from "../../devkit/testing/until.ts";
import { listJobs, skipPauses } from "../../devkit/testing/job_rows.ts";

const { button, edit, product } = LOCALES.en;
const photo = () => photoJpeg({ widthPx: 640, heightPx: 480, seed: 3 });

/** Everything that is left of a product. `events` are those since the deletion, as picture and type; the original may not be stored yet. */
async function remains(shop: ProcessShop, productId: string) {
  const { db, b2, cacheDir } = shop;
  await using store = openConfiguredStore(shop.environment);
  const keys = new Set(b2.log.filter(({ method }) => method === "PUT").map(({ key }) => key));
  const versions = await Promise.all([...keys].map((key) => store.versions(key)));
  const row = await db.selectFrom("products").selectAll().where("product_id", "=", productId)
    .executeTakeFirstOrThrow();
  const events = await sql<{ line: string }>`
    select image_type || ' ' || type as line
    from image_events where product_id = ${productId} and image_type not like 'original%' and position >= coalesce((
      select min(position) from image_events where type = 'ImageDeleted'), 0)
    order by position`.execute(db);
  const jobs = await listJobs(db, { productIds: [productId] });
  const texts = [row.title, row.description, row.seller_id, row.seller_username, row.price_minor];
  return {
    texts: texts.filter((text) => text !== null),
    pictures: [row.cover_image_url, row.thumbnail_url, row.telegram_cover_file_id]
      .filter((value) => value !== null),
    events: events.rows.map(({ line }) => line),
    jobs: jobs.map(({ queue, state }) => `${queue} ${state}`),
    versions: versions.flat().length,
    files: await Array.fromAsync(Deno.readDir(cacheDir), ({ name }) => name),
  };
}

const GONE: Awaited<ReturnType<typeof remains>> = {
  texts: [],
  pictures: [],
  events: ["cover ImageDeleted", "thumb ImageDeleted"],
  jobs: ["erase-again completed", "erase-product completed"],
  versions: 0,
  files: [],
};

/** Waits until the product is erased. Then verify and reconcile must find nothing. */
async function assertGone(shop: ProcessShop, productId: string): Promise<void> {
  const isErased = async () => {
    await skipPauses(shop.db);
    return (await remains(shop, productId)).jobs.join() === GONE.jobs.join();
  };
  // Seldom, because hastening holds the rows that the queue would take.
  await until("the erasing", isErased, { everyMs: 500 }).catch(() => {});
  assert.deepEqual(await remains(shop, productId), GONE);
  const { db } = shop;
  const pages = await Array.fromAsync(verify(db));
  assert.deepEqual(pages.flatMap(({ drift }) => drift), []);
  await using store = openConfiguredStore(shop.environment);
  const bucketUrls = createBucketUrls([], shop.b2Settings);
  const { objects, missing, orphaned, superseded, recent } = await reconcile({
    db,
    store,
    bucketUrls,
  });
  assert.deepEqual({ objects, missing, orphaned, superseded, recent }, {
    objects: 0,
    missing: 0,
    orphaned: 0,
    superseded: 0,
    recent: 0,
  });
  assert.equal((await shop.buyer.say(`/start ${productId}`)).text, product.withdrawn);
}

/** Sells a product, waits until it is stored if wanted, and brings the seller to the last question. */
async function upToTheLastQuestion(shop: ProcessShop, isStored: boolean) {
  const productId = await sell(shop.seller, { photo: await photo() });
  if (isStored) await shop.process.line(logged("image_stored"));
  return { productId, card: await askToTheLast(shop) };
}

async function askToTheLast({ seller }: ProcessShop): Promise<MessageView> {
  const card = await seller.say("/my");
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  return card;
}

const confirm = (shop: ProcessShop, card: MessageView) =>
  shop.telegram.control.click(shop.seller.user.id, card.messageId, button.deleteReally);

longTest(
  "a kill before the deletion is written: it is delivered again, and done once",
  async () => {
    await using shop = await openShop({ as: "process" });
    const { productId, card } = await upToTheLastQuestion(shop, true);
    await using other = openDatabase({
      url: shop.environment.DATABASE_URL!,
      maxConnections: 2,
    });
    await using hold = await holdRow(other, productId);
    const click = await confirm(shop, card);
    await untilWaitingForLock(other);
    await shop.process.kill();
    for (const pid of await waitingForLock(other)) {
      await sql`select pg_terminate_backend(${pid})`.execute(other);
    }
    await hold.release();
    assert.deepEqual((await remains(shop, productId)).texts.length, 4);
    await shop.restart();
    assert.equal((await shop.seller.answerTo(click)).text, edit.deleteDone);
    await assertGone(shop, productId);
  },
);

longTest(
  "a kill after the deletion is written and before it is said: said after the restart",
  async () => {
    await using shop = await openShop({ as: "process" });
    const { productId, card } = await upToTheLastQuestion(shop, true);
    const { control } = shop.telegram;
    const fault = await control.injectFault({ method: "answerCallbackQuery", hold: true });
    const click = await confirm(shop, card);
    await control.waitForFault(fault);
    await shop.process.kill();
    await control.releaseFault(fault);
    await control.clearFaults();
    await shop.restart();
    assert.equal((await shop.seller.answerTo(click)).text, edit.deleteDone);
    await assertGone(shop, productId);
  },
);

longTest("a kill between two deletions in B2: the rest goes after the restart", async () => {
  await using shop = await openShop({ as: "process" });
  const { b2 } = shop;
  const { productId, card } = await upToTheLastQuestion(shop, true);
  b2.fail({ method: "DELETE", times: 1, effect: { delayMs: 0 } });
  b2.fail({ method: "DELETE", effect: "silence" });
  await confirm(shop, card);
  await until("two deletions", () => b2.count("DELETE") === 2);
  await shop.process.kill();
  b2.heal();
  assert.equal((await remains(shop, productId)).versions, 2);
  await shop.restart();
  await assertGone(shop, productId);
});

Deno.test("a product of an older shop's that was never adopted: the object that its row names goes", async () => {
  await using shop = await openShop({ as: "process" });
  const { db, environment } = shop;
  const settings = b2SettingsOf(environment);
  const client = createB2Client(settings);
  const put = { Bucket: settings.bucket, Key: "old/1.jpg", Body: await photo() };
  await client.send(new PutObjectCommand(put));
  client.destroy();
  const productId = "TBF-234567";
  await db.insertInto("products").values({
    product_id: productId,
    title: "Old lamp",
    seller_id: shop.seller.user.id,
    cover_image_url: `${settings.endpoint}/${settings.bucket}/old/1.jpg`,
  }).execute();
  assert.equal((await remains(shop, productId)).versions, 1);
  await confirm(shop, await askToTheLast(shop));
  await assertGone(shop, productId);
});

longTest("B2 away while a product is deleted: erased once it is back", async () => {
  await using shop = await openShop({ as: "process" });
  const { b2 } = shop;
  const { productId, card } = await upToTheLastQuestion(shop, true);
  await b2.down();
  await confirm(shop, card);
  await shop.process.line(logged("erasing_waits"));
  await b2.up();
  assert.equal((await remains(shop, productId)).versions, 3);
  await assertGone(shop, productId);
});

/** A sale whose first put is under way. It lands after the deletion for good, when `land()` is called. */
async function deleteDuringPut(shop: ProcessShop) {
  const landing = Promise.withResolvers<void>();
  shop.b2.fail({ method: "PUT", times: 1, effect: { landsAfter: landing.promise } });
  const { productId, card } = await upToTheLastQuestion(shop, false);
  await until("a put", () => shop.b2.strikes === 1);
  await shop.seller.answerTo(await confirm(shop, card));
  await shop.process.line(logged("erasing_waits"));
  return { productId, land: landing.resolve };
}

Deno.test("a picture that is being stored when its product is deleted does not stay in B2", async () => {
  await using shop = await openShop({ as: "process" });
  const { productId, land } = await deleteDuringPut(shop);
  land();
  await assertGone(shop, productId);
  assert.equal(shop.b2.count("PUT"), 1, "no put begins after the deletion");
});

longTest(
  "and not when the process is killed between putting it and learning that it came too late",
  async () => {
    await using shop = await openShop({ as: "process" });
    const { b2, db } = shop;
    const { productId, land } = await deleteDuringPut(shop);
    // From now on no erasing works, so that the object is there when the process dies.
    b2.fail({ method: "DELETE", effect: "silence" });
    const countEvents = async () =>
      (await sql<{ count: number }>`select count(*) from image_events`.execute(db)).rows[0]!.count;
    const before = await countEvents();
    land();
    await until("a deletion", () => b2.count("DELETE") > 0);
    await shop.process.kill();
    b2.heal();
    assert.equal(
      (await remains(shop, productId)).versions,
      1,
      "it was in B2 when the process died",
    );
    await shop.restart();
    await assertGone(shop, productId);
    assert.equal(await countEvents(), before);
  },
);
