import assert from "node:assert/strict";
import { sql } from "kysely";
import { loadImages } from "../../src/event_log/mod.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

/** The calls with a picture since a call. */
async function pictureCalls(shop: Shop, sinceId: number) {
  const calls = await shop.telegram.control.calls({ sinceId });
  return calls.filter((call) => call.media !== "none");
}

const lastCall = async (shop: Shop) => (await shop.telegram.control.calls()).at(-1)?.id ?? 0;

const openProduct = (shop: Shop, productId: string) => shop.buyer.say(`/start ${productId}`);

async function wipeCache(shop: Shop): Promise<void> {
  await Deno.remove(shop.cacheDir, { recursive: true });
}

// That it is one statement: tests/telegram/view_statements_test.ts.
Deno.test("a view with a captured id makes one Telegram call without upload, and no B2 request", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  await openProduct(shop, id);
  const [sinceId, b2] = [await lastCall(shop), shop.b2.count()];
  const shown = await openProduct(shop, id);
  const calls = await shop.telegram.control.calls({ sinceId });
  assert.deepEqual(
    calls.map(({ method, media, uploadedBytes }) => [method, media, uploadedBytes]),
    [
      ["sendPhoto", "file_id", 0],
    ],
  );
  assert.equal(shop.b2.count(), b2, "no B2 request");
  assert.match(shown.text, /^Lamp/);
});

Deno.test("a picture is shown at once, by the seller's own file id, while B2 is away", async () => {
  await using shop = await openShop();
  await shop.b2.down();
  const id = await sell(shop.seller);
  const sinceId = await lastCall(shop);
  const shown = await openProduct(shop, id);
  assert.equal(shown.kind, "photo");
  assert.deepEqual((await pictureCalls(shop, sinceId)).map((call) => call.media), ["file_id"]);
  await shop.b2.up();
  await untilStored(shop, id);
});

Deno.test("the thumb is uploaded once and captured; the second view sends it by id", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  let sinceId = await lastCall(shop);
  await shop.buyer.say("/browse");
  await shop.telegram.control.waitForIdle();
  assert.deepEqual((await pictureCalls(shop, sinceId)).map((call) => call.media), ["upload"]);
  const { images: { thumb } } = await loadImages(shop.db, id);
  assert.equal(thumb.fileIds?.length, 1);
  assert.equal(thumb.fileIds?.[0]?.sha256, thumb.stored?.sha256);
  sinceId = await lastCall(shop);
  await shop.buyer.say("/browse");
  assert.deepEqual((await pictureCalls(shop, sinceId)).map((call) => call.media), ["file_id"]);
});

Deno.test.each<{ mode: "dead" | "garbage" | "foreign" | "wrongType" }>([
  { mode: "dead" },
  { mode: "garbage" },
  { mode: "foreign" },
  { mode: "wrongType" },
])("a file id that went $mode is healed in the same request", async ({ mode }) => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  const before = await loadImages(shop.db, id);
  const deadId = before.images.cover.fileIds![0]!.fileId;
  await shop.telegram.control.killFileId(deadId, mode);
  const sinceId = await lastCall(shop);
  const shown = await openProduct(shop, id);
  assert.equal(shown.kind, "photo");
  await shop.telegram.control.waitForIdle();
  const calls = await pictureCalls(shop, sinceId);
  assert.deepEqual(calls.map(({ media, status }) => [media, status]), [["file_id", 400], [
    "upload",
    200,
  ]]);
  const after = await loadImages(shop.db, id);
  assert.notEqual(after.images.cover.fileIds![0]!.fileId, deadId);
  assert.equal(after.version, before.version + 2, "one invalidation, one capture");
});

Deno.test("a dead id is healed when the message is edited in place", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  const page = await shop.buyer.say("/browse");
  await shop.telegram.control.waitForIdle();
  const { images: { cover } } = await loadImages(shop.db, id);
  await shop.telegram.control.killFileId(cover.fileIds![0]!.fileId, "dead");
  const details = await shop.buyer.press(page, "🔍 Details");
  assert.equal(details.messageId, page.messageId, "edited in place");
  const bytes = await shop.telegram.control.fileBytes(details.photo!.fileUniqueId);
  assert.deepEqual(bytes, await storedCover(shop, id));
});

async function storedCover(shop: Shop, productId: string): Promise<Uint8Array> {
  const { images: { cover } } = await loadImages(shop.db, productId);
  return await shop.object(cover.stored!.key);
}

Deno.test("100 simultaneous first views of one picture make one B2 download and one upload", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  await shop.restart();
  await wipeCache(shop);
  const [sinceId, gets] = [await lastCall(shop), shop.b2.count("GET", "products/TBF-")];
  const { control } = shop.telegram;
  const buyers = Array.from({ length: 100 }, (_, n) => 1000 + n);
  await Promise.all(buyers.map(async (userId) => {
    const act = await control.sendText(userId, "/browse");
    const shown = await control.nextBotMessage(userId, { after: act.event });
    assert.equal(shown.kind, "photo");
  }));
  const calls = await pictureCalls(shop, sinceId);
  assert.equal(calls.length, 100);
  assert.equal(calls.filter((call) => call.media === "upload").length, 1);
  assert.equal(shop.b2.count("GET", "products/TBF-") - gets, 1);
});

Deno.test("over 3 restarts with a wiped disk each picture is downloaded from B2 at most once", async () => {
  await using shop = await openShop();
  const ids = [];
  for (const seed of [1, 2, 3]) {
    const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed });
    ids.push(await sell(shop.seller, { photo, title: `Lamp ${seed}` }));
  }
  for (const id of ids) await untilStored(shop, id);
  for (let restart = 0; restart < 3; restart++) {
    await wipeCache(shop);
    await shop.restart();
    for (const id of ids) {
      await openProduct(shop, id);
    }
    const first = await shop.buyer.say("/browse");
    await shop.buyer.press(await shop.buyer.press(first, "▶️"), "▶️");
    for (const id of ids) {
      await openProduct(shop, id);
    }
  }
  const gets = shop.b2.log.filter(({ method, key }) =>
    method === "GET" && key.startsWith("products/TBF")
  );
  const perKey = Map.groupBy(gets, ({ key }) => key);
  assert.equal(perKey.size, 3, "the thumbs that nobody had seen before the disk was wiped");
  for (const [key, requests] of perKey) assert.equal(requests.length, 1, key);
});

Deno.test("a placeholder is shown when there is no other source, and is never captured", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  await wipeCache(shop);
  const { images: { cover } } = await loadImages(shop.db, id);
  await shop.telegram.control.killFileId(cover.fileIds![0]!.fileId, "dead");
  await shop.b2.down();
  const shown = await openProduct(shop, id);
  assert.deepEqual([shown.photo?.widthPx, shown.photo?.heightPx], [800, 800]);
  const hidden = await loadImages(shop.db, id);
  assert.deepEqual(hidden.images.cover.fileIds, []);
  await shop.b2.up();
  const healed = await openProduct(shop, id);
  assert.equal(healed.photo?.widthPx, cover.stored?.widthPx, "the picture is back by itself");
});

Deno.test("the cover is shown when a legacy row has no thumb, and the thumb when its cover is lost", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeFile(`${dir}/c.jpg`, await photoJpeg({ widthPx: 900, heightPx: 600, seed: 9 }));
  await using shop = await openShop({ environment: { LEGACY_IMAGES_DIR: dir } });
  await shop.db.insertInto("products").values({
    product_id: "TBF-100",
    title: "Old",
    cover_image_url: "c.jpg",
  } as never).execute();
  const shown = await shop.buyer.say("/browse");
  assert.equal(shown.photo?.widthPx, 900);
  await shop.telegram.control.waitForIdle();
  const { images: { cover, thumb } } = await loadImages(shop.db, "TBF-100");
  assert.deepEqual([cover.fileIds?.length, thumb.fileIds], [1, undefined], "captured as the cover");
  await shop.db.insertInto("products").values({
    product_id: "TBF-101",
    title: "Older",
    cover_image_url: "lost.jpg",
    thumbnail_url: "c.jpg",
  } as never).execute();
  assert.equal((await openProduct(shop, "TBF-101")).photo?.widthPx, 800, "the thumb");
  await Deno.remove(dir, { recursive: true });
  await thumbStandsIn(shop);
});

/** While the cover can be had nowhere, Details shows the thumb, wherever that is. */
async function thumbStandsIn(shop: Shop): Promise<void> {
  const id = await sell(shop.seller, {
    photo: await photoJpeg({ widthPx: 900, heightPx: 600, seed: 7 }),
  });
  await untilStored(shop, id);
  const { images: { cover } } = await loadImages(shop.db, id);
  await shop.store.delete(cover.stored!.key);
  await wipeCache(shop);
  const { control } = shop.telegram;
  const rungs: unknown[] = [];
  for (const forgets of [true, false, true]) {
    if (forgets) await control.forgetAllFiles();
    const { photo } = await openProduct(shop, id);
    assert.deepEqual([photo?.widthPx, photo?.heightPx], [800, 533]);
    await control.waitForIdle();
    rungs.push(shop.log.findLast(logged("picture_shown", { productId: id }))?.rung);
  }
  assert.deepEqual(rungs, ["b2", "file_id", "disk"]);
}

Deno.test("a capture that failed in PostgreSQL happens with the next view", async () => {
  await using shop = await openShop();
  const id = await sell(shop.seller);
  await untilStored(shop, id);
  const { db } = shop;
  await sql`alter table image_events rename to image_events_away`.execute(db);
  const first = await shop.buyer.say("/browse");
  await sql`alter table image_events_away rename to image_events`.execute(db);
  const again = await shop.buyer.say("/browse");
  assert.equal(again.photo?.fileUniqueId, first.photo?.fileUniqueId);
  await shop.telegram.control.waitForIdle();
  assert.equal((await loadImages(db, id)).images.thumb.fileIds?.length, 1);
});

Deno.test("a legacy row's file id is sent, its picture as text is uploaded, and a link of Telegram is not logged", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  await control.sendPhoto(7, await photoJpeg({ widthPx: 900, heightPx: 600, seed: 9 }));
  const { messages } = await control.transcript(7);
  const fileId = messages.find((message) => message.photo !== undefined)!.photo!.fileId;
  const text = (await photoJpeg({ widthPx: 60, heightPx: 40, seed: 8 })).toBase64();
  const secret = "AAEsecret-abcdefghijklmnopqrstuvwxyz012";
  const rows = {
    "TBF-100": fileId,
    "TBF-101": `data:image/jpeg;base64,${text}`,
    "TBF-102": `https://api.telegram.org/file/bot77777777%3A${secret}/photos/file_1.jpg`,
    "TBF-103": "AQADL7AxG6Cg1FJ4",
    "TBF-105": `["${fileId}","2.jpg"]`,
    "TBF-104": `data:image/jpeg;base64,***${text}`,
  };
  for (const [product_id, cover_image_url] of Object.entries(rows)) {
    const row = { product_id, title: "Old", cover_image_url };
    await shop.db.insertInto("products").values(row as never).execute();
  }
  const sinceId = await lastCall(shop);
  const widths: (number | undefined)[] = [];
  for (const id of Object.keys(rows)) widths.push((await openProduct(shop, id)).photo?.widthPx);
  assert.deepEqual(widths, [900, 60, 800, 800, 900, 800], "800: a placeholder");
  const [first, second] = await pictureCalls(shop, sinceId);
  assert.deepEqual([first?.media, second?.media], ["file_id", "upload"]);
  const { images: { cover } } = await loadImages(shop.db, "TBF-100");
  assert.equal(cover.fileIds?.length, 1, "captured");
  const log = JSON.stringify(shop.log);
  assert.ok(!log.includes(secret) && !log.includes(text), "neither a token nor a picture");
});

Deno.test("a legacy row's local path is served from disk, captured, and never read outside the folder", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeFile(
    `${dir}/cover.jpg`,
    await photoJpeg({ widthPx: 900, heightPx: 600, seed: 9 }),
  );
  await using shop = await openShop({ environment: { LEGACY_IMAGES_DIR: dir } });
  const rows = [
    ["TBF-100", "cover.jpg"],
    ["TBF-101", `../${dir.split("/").at(-1)}/../x.jpg`],
    ["TBF-102", " .\\%63over.jpg"],
  ];
  for (const [product_id, path] of rows) {
    await shop.db.insertInto("products").values({
      product_id: product_id!,
      title: "Old",
      cover_image_url: path!,
    } as never).execute();
  }
  const shown = await openProduct(shop, "TBF-100");
  assert.deepEqual([shown.photo?.widthPx, shown.photo?.heightPx], [900, 600]);
  const sinceId = await lastCall(shop);
  await openProduct(shop, "TBF-100");
  assert.deepEqual((await pictureCalls(shop, sinceId)).map((call) => call.media), ["file_id"]);
  const refused = await openProduct(shop, "TBF-101");
  assert.equal(refused.photo?.widthPx, 800, "a placeholder");
  const windows = await openProduct(shop, "TBF-102");
  assert.equal(windows.photo?.widthPx, 900, "a path as Windows and a browser write it");
  await Deno.remove(dir, { recursive: true });
});
