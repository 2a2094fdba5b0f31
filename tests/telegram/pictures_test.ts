import assert from "node:assert/strict";
import type { MessageView } from "@vitrine/local-telegram";
import { readShownDays } from "../../src/pictures/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { productIdIn } from "../../devkit/world/sale.ts";
import { countJobsByState, countOpenJobs, STORING } from "../../devkit/testing/job_rows.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { labels, plain, smallPhoto, stranger, type Talk, texts } from "../../devkit/testing/bot.ts";
import { until } from "../../devkit/testing/until.ts";

const { en, fr } = LOCALES;
const { button, pictures } = en;
const PHOTOS = await Promise.all([1, 2, 3, 4, 5].map((seed) => smallPhoto(seed)));
const [RED, GREEN, BLUE, GREY, PINK] = PHOTOS as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** Sends an album in a sale, up to the preview. */
async function previewOf(seller: Talk, photos: readonly Uint8Array[]): Promise<MessageView> {
  await seller.say("/sell");
  await seller.album(photos);
  await seller.say("Lamp");
  await seller.say("A fine one.");
  return (await seller.say("5")).at(-1)!;
}

async function listAlbum(seller: Talk, photos: readonly Uint8Array[]): Promise<string> {
  const preview = await previewOf(seller, photos);
  const confirm = preview.keyboard.flat().find(({ text }) => text.startsWith("✅"))!;
  const { messages } = await seller.press(preview, confirm.text);
  return productIdIn(messages[0]!);
}

/** Which of the photos a message shows: their places in {@link PHOTOS}. */
function seenBy(unique: readonly string[]) {
  return (message: Pick<MessageView, "photo"> | undefined) =>
    unique.indexOf(message?.photo?.fileUniqueId ?? "");
}

/** The unique ids of {@link PHOTOS} as they were sent. */
async function uniqueIds(shop: Shop): Promise<string[]> {
  const user = await stranger(shop);
  for (const photo of PHOTOS) await user.photo(photo);
  const { messages } = await shop.telegram.control.transcript(user.person.user.id);
  return messages.filter(({ from }) => from === "user").map(({ photo }) => photo!.fileUniqueId);
}

async function untilAllStored({ db }: Shop, productId: string, count: number): Promise<void> {
  await until(`${count} pictures of ${productId} stored`, async () => {
    const row = await db.selectFrom("products").select(["cover_image_url", "pictures_in_order"])
      .where("product_id", "=", productId).executeTakeFirstOrThrow();
    const urls = row.pictures_in_order?.map((each) => each.cover_image_url) ??
      [row.cover_image_url];
    return urls.length === count && urls.every((url) => url !== null);
  });
}

/** A shop with a seller and a buyer. */
interface Stage {
  readonly shop: Shop;
  readonly seller: Talk;
  readonly buyer: Talk;
  /** Which of {@link PHOTOS} a message shows. */
  readonly seen: ReturnType<typeof seenBy>;
}

/** Turns through all pictures of a card from the first one, in place. */
async function walk({ seen }: Stage, user: Talk, card: MessageView): Promise<number[]> {
  const found = [seen(card)];
  for (let now = card; labels(now).includes(button.next);) {
    now = (await user.press(now, button.next)).messages[0]!;
    assert.equal(now.messageId, card.messageId, "in place");
    found.push(seen(now));
  }
  return found;
}

async function press(user: Talk, message: MessageView, ...names: readonly string[]) {
  let card = message;
  for (const name of names) card = (await user.press(card, name)).messages.at(-1)!;
  return card;
}

async function changeDraft(stage: Stage): Promise<void> {
  const { seller, seen } = stage;
  let card = await previewOf(seller, [RED, GREEN, BLUE]);
  assert.ok(labels(card).includes("1 of 3"));
  assert.deepEqual(await walk(stage, seller, card), [0, 1, 2]);
  card = await press(seller, await seller.now(card), button.pictures);
  assert.equal(seen(card), 2, "the picture that was seen");
  card = await press(seller, card, button.putFirst);
  assert.deepEqual([seen(card), card.text.includes(pictures.place(1, 3))], [2, true]);
  card = await press(seller, card, button.next, button.remove);
  assert.deepEqual([seen(card), labels(card).includes("2 of 2")], [1, true]);
  card = await press(seller, card, button.previous);
  await seller.press(card, button.replace);
  card = (await seller.photo(GREY)).at(-1)!;
  assert.deepEqual(await walk(stage, seller, card), [3, 1]);
  card = await press(seller, await seller.now(card), button.pictures, button.add);
  assert.ok(card.text.startsWith(pictures.add));
  card = (await seller.album([PINK, RED])).at(-1)!;
  assert.deepEqual(await walk(stage, seller, card), [3, 1, 4, 0]);
  await seller.press(await seller.now(card), button.confirm);
}

/** With a keyboard of before the changes. */
async function changeProduct(stage: Stage): Promise<void> {
  const { shop, seller, buyer, seen } = stage;
  const { product_id: productId } = await shop.db.selectFrom("products").select("product_id")
    .executeTakeFirstOrThrow();
  await untilAllStored(shop, productId, 4);
  const details = await press(buyer, (await buyer.say("/browse"))[0]!, button.details);
  assert.deepEqual(await walk(stage, buyer, details), [3, 1, 4, 0]);

  const [mine] = await seller.say("/my");
  let card = await press(seller, mine!, button.pictures, button.next);
  await seller.press(card, button.remove);
  card = await press(seller, await seller.now(card), button.removeYes);
  assert.ok(labels(card).includes("2 of 3"));
  card = await press(seller, card, button.next, button.putFirst, button.next);
  await seller.press(card, button.replace);
  const replaced = await seller.photo(GREEN);
  assert.equal(replaced[0]!.text, en.edit.replaced);
  assert.deepEqual([seen(replaced[1]), labels(replaced[1]!).includes("2 of 3")], [1, true]);
  const [now] = await seller.say("/my");
  await press(seller, now!, button.pictures, button.add);
  const added = await seller.photo(GREY);
  assert.deepEqual(texts(added), [pictures.added(4)]);
  assert.deepEqual(texts(await seller.album([GREY, PINK])), [
    pictures.leftOut("no. 1, no. 2", en.refusal.same_picture),
  ]);
  card = await press(seller, added[0]!, button.thatIsAll);
  assert.deepEqual(await walk(stage, seller, card), [0, 1, 4, 3]);
  const { results: [shared] } = await shop.telegram.control.inlineQuery(1, productId);
  assert.equal(seen(shared), 0, "inline mode shows the first one");
  assert.equal((await seller.dialogue())?.kind, "album", "no longer an edit");

  const old = await buyer.now(details);
  assert.ok(labels(old).includes("4 of 4"));
  const { note, messages: [nearest] } = await buyer.press(old, button.previous);
  assert.deepEqual([note.alert, stage.seen(nearest)], [false, 4]);
}

async function keepLast({ shop }: Stage): Promise<void> {
  const other = await stranger(shop);
  const id = await listAlbum(other, [RED, GREEN]);
  const card = await press(other, (await other.say("/my"))[0]!, button.pictures);
  await other.press(card, button.remove);
  const one = await press(other, await other.now(card), button.removeYes);
  assert.ok(!labels(one).includes(button.remove));
  const { note } = await other.forge(one, `m:iy:${id}:2`);
  assert.deepEqual([note.alert, note.text], [true, en.refusal.last_picture]);
  await untilAllStored(shop, id, 1);
  await healInline(shop, id);
}

/** The first picture of the product has the number 2. */
async function healInline({ db, telegram: { control } }: Shop, id: string): Promise<void> {
  const product = (await getProduct(db, id))!;
  const { fileId } = product.images.cover;
  await control.killFileId(fileId!, "dead");
  const { results } = await control.inlineQuery(1, id);
  assert.deepEqual(results.map(({ type }) => type), ["article"]);
  assert.deepEqual(await lastEnded(db), { image: "cover.2", fileId });
}

/** The file id that was ended last, and of which picture it was. */
async function lastEnded(db: Shop["db"]) {
  const { image_type: image, data } = await db.selectFrom("image_events")
    .select(["image_type", "data"]).where("type", "=", "ImageInvalidated")
    .orderBy("position", "desc").limit(1).executeTakeFirstOrThrow();
  return { image, fileId: (data as { fileId: string }).fileId };
}

/** The puts of its jobs wait at the front of B2. */
async function removeWhileUploading({ shop }: Stage): Promise<void> {
  const { b2, db } = shop;
  const seller = await stranger(shop, "fr");
  const lands = Promise.withResolvers<void>();
  const before = b2.strikes;
  b2.fail({ method: "PUT", effect: { landsAfter: lands.promise } });
  const id = await listAlbum(seller, [BLUE, GREY]);
  await until("a picture that is uploaded", () => b2.strikes > before);
  const words = fr.button;
  const card = await press(seller, (await seller.say("/my"))[0]!, words.pictures);
  await seller.press(card, words.remove);
  const { note, messages: [left] } = await seller.press(await seller.now(card), words.removeYes);
  assert.equal(note.text, fr.pictures.removed);
  assert.ok(!labels(left!).includes(words.remove), "one is left");
  b2.heal();
  lands.resolve();
  await until(
    "no job",
    async () => await countOpenJobs(db, { ...STORING, productIds: [id] }) === 0,
  );
  const [{ pictures: [first, ...others] }] = [(await getProduct(db, id))!];
  assert.deepEqual([first.picture, others], [2, []]);
  assert.ok(first.images.cover.url !== null, "the other one is stored");
  assert.equal(await countJobsByState(db, STORING).then(({ failed = 0 }) => failed), 0);
}

Deno.test("pictures are seen, put first, removed, replaced and added", async (t) => {
  await using shop = await openShop();
  const seen = seenBy(await uniqueIds(shop));
  const stage = { shop, seller: await stranger(shop), buyer: await stranger(shop), seen };
  await t.step("of a sale", () => changeDraft(stage));
  await t.step(
    "of a product on sale, and an old keyboard finds the nearest",
    () => changeProduct(stage),
  );
  await t.step("but the last one is not removed", () => keepLast(stage));
  await t.step("one is removed while it is uploaded", () => removeWhileUploading(stage));
});

/** A product with three pictures, which a buyer looks at. */
async function openThreePictures() {
  const shop = await openShop();
  const { control } = shop.telegram;
  const [seller, buyer] = [await stranger(shop), await stranger(shop)];
  const productId = await listAlbum(seller, [RED, GREEN, BLUE]);
  await untilAllStored(shop, productId, 3);
  const [details] = await buyer.say(`/start ${productId}`);
  /** The rungs of what was shown. */
  const shown = () =>
    shop.log.filter(({ event }) => event === "picture_shown").map(({ rung }) => String(rung));
  /** Presses the button. Returns the album, how many pictures were uploaded, and which rungs were counted. */
  const ask = async () => {
    const before = shown().length;
    const sinceId = (await control.calls()).at(-1)!.id;
    const { messages } = await buyer.press(await buyer.now(details!), button.allPictures);
    const calls = await control.calls({ sinceId });
    const uploads = calls.filter(({ media }) => media === "upload").length;
    const said = texts(messages.filter(({ kind }) => kind === "text"));
    const album = messages.filter((each) => each.mediaGroupId);
    return { album, said, uploads, rungs: shown().slice(before).join(" ") };
  };
  return Object.assign(shop, { productId, looker: buyer, details: details!, shown, ask });
}

Deno.test("a buyer asks for all pictures: each by its own file id, uploaded once", async (t) => {
  await using shop = await openThreePictures();
  const { productId, looker: buyer, details, shown, ask, telegram: { control } } = shop;

  await t.step("then none is uploaded", async () => {
    const first = await ask();
    assert.deepEqual([first.album.length, first.said], [3, []]);
    assert.ok((await buyer.now(details)).keyboard.length > 1, "the card is still there");
    const second = await ask();
    assert.deepEqual([second.album.length, second.uploads], [3, 0]);
    assert.equal(second.rungs, "file_id file_id file_id", "each is counted once");
    const ids = second.album.map(({ photo }) => photo!.fileUniqueId);
    assert.equal(new Set(ids).size, 3);
  });

  await t.step("and the card stays at its picture, also after an id is healed in it", async () => {
    const next = await press(buyer, await buyer.now(details), button.next);
    const { album: [, , third] } = await ask();
    await control.killFileId(third!.photo!.fileId, "dead");
    assert.equal((await ask()).uploads, 1);
    const card = await buyer.now(details);
    assert.ok(labels(card).includes("2 of 3"));
    assert.equal(card.photo!.fileUniqueId, next.photo!.fileUniqueId);
    // The button of an older release.
    await buyer.forge(card, `b:a:${productId}`);
  });

  for (const mode of ["dead", "garbage"] as const) {
    await t.step(`an id that is ${mode} is healed, the others are not touched`, async () => {
      const { album: [, second] } = await ask();
      const { fileId } = second!.photo!;
      await control.killFileId(fileId, mode);
      const healed = await ask();
      assert.deepEqual([healed.album.length, healed.uploads, healed.said], [3, 1, []]);
      // One is uploaded in the card, two more are in the album, and the card is turned back.
      assert.equal(healed.rungs, "disk file_id file_id file_id");
      assert.deepEqual((await ask()).uploads, 0);
      assert.deepEqual(await lastEnded(shop.db), { image: "cover.2", fileId });
    });
  }

  await t.step("one that cannot be had is left out, and this is said", async () => {
    const { album: [, second] } = await ask();
    await control.killFileId(second!.photo!.fileId, "dead");
    await Deno.remove(shop.cacheDir, { recursive: true });
    shop.b2.fail({ method: "GET", effect: { status: 404, code: "NoSuchKey" } });
    const left = await ask();
    assert.deepEqual([left.album.length, left.said], [2, [plain(pictures.missing("2"))]]);
  });
  await t.step("the table counts what the log says", async () => {
    await shop.stop();
    const counted = (await readShownDays(shop.db, 2)).flatMap(({ rung, pictures }) =>
      Array<string>(pictures).fill(rung)
    );
    assert.deepEqual(counted.sort(), shown().sort());
  });
});
