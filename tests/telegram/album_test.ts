import assert from "node:assert/strict";
import type { Update } from "grammy/types";
import type { MessageView } from "@vitrine/local-telegram";
import { FIRST_NUMBER, imageName, MAIN_IMAGE } from "../../src/domain/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { labels, plain, smallPhoto, texts } from "../../devkit/testing/bot.ts";
import { svg } from "../../devkit/testing/pictures.ts";
import { openTestBot, type TestBot } from "../../devkit/testing/test_bot.ts";
import { TARGET } from "../../devkit/testing/unit.ts";

const { en, fr } = LOCALES;

const PHOTOS = await Promise.all(Array.from({ length: 11 }, (_, index) => smallPhoto(index + 1)));

/** A bot whose columns say how many pictures a product has. */
async function openProjectedBot(): Promise<TestBot> {
  const bot = await openTestBot();
  await ensureProjection(bot.db, { ...TARGET, botId: bot.botInfo.id });
  return bot;
}

/** A seller whose updates are delivered by hand, each to a process that has just started. */
async function openSeller(bot: TestBot, id: number, languageCode = "en") {
  const { control } = bot.telegram;
  await control.defineUser({ id, firstName: `Pat ${id}`, languageCode });
  const answers = async () =>
    (await control.transcript(id)).messages.filter(({ from }) => from === "bot");
  const deliver = async (...updates: readonly Update[]) => {
    for (const update of updates) await bot.newProcess().handle(update);
  };
  const sent = async (act: Promise<unknown>): Promise<Update> => (await act, await bot.latest());
  const say = async (text: string) => {
    await deliver(await sent(control.sendText(id, text)));
    return (await answers()).at(-1)!;
  };
  const album = { mediaGroupId: `album of ${id}` };
  return {
    id,
    answers,
    deliver,
    say,
    photo: (index: number) => sent(control.sendPhoto(id, PHOTOS[index]!, album)),
    /** Without an album. */
    single: (index: number) => sent(control.sendPhoto(id, PHOTOS[index]!)),
    video: () => sent(control.sendVideo(id, album)),
    file: (bytes: Uint8Array, fileName: string) =>
      sent(control.sendDocument(id, bytes, { fileName, mimeType: "image/png" }, album)),
    press: async (message: MessageView, label: string) => {
      await deliver(await sent(control.click(id, message.messageId, label)));
      return (await answers()).find(({ messageId }) => messageId === message.messageId)!;
    },
    /** From the title to the preview. */
    describe: async () => {
      for (const text of ["Lamp", "Fine."]) await say(text);
      return await say("5");
    },
    /** The unique file ids of the pictures of this seller's newest product, in their order. */
    listed: async () => {
      const rows = await bot.db.selectFrom("image_events")
        .innerJoin("products", "products.product_id", "image_events.product_id")
        .select(["image_type", "image_events.data", "pictures_in_order"])
        .where("seller_id", "=", id).where("type", "=", "TelegramFileIdCaptured")
        .orderBy("position", "desc").execute();
      const [{ pictures_in_order: pictures } = { pictures_in_order: null }] = rows;
      return (pictures ?? [{ picture: FIRST_NUMBER }]).map(({ picture }) => {
        const name = imageName(MAIN_IMAGE, picture);
        const { data } = rows.find(({ image_type }) => image_type === name)!;
        return (data as { fileUniqueId: string }).fileUniqueId;
      });
    },
  };
}

type Seller = Awaited<ReturnType<typeof openSeller>>;

function uniqueIdOf({ message }: Update): string {
  return message!.photo!.at(-1)!.file_unique_id;
}

async function photosOf(seller: Seller, count: number): Promise<Update[]> {
  const updates: Update[] = [];
  for (let index = 0; index < count; index++) updates.push(await seller.photo(index));
  return updates;
}

async function inOrder(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 1);
  await seller.say("/sell");
  const updates = await photosOf(seller, 4);
  const [first, second, third, fourth] = updates as [Update, Update, Update, Update];
  await Promise.all([third, first].map((update) => seller.deliver(update)));
  await seller.deliver(first);
  await Promise.all([second, fourth].map((update) => seller.deliver(update)));
  const answer = (await seller.answers()).at(-1)!;
  assert.equal(
    answer.text,
    [
      en.pictures.soFar(4),
      plain(en.sell.step(2, 4)),
      en.sell.title,
      en.sell.morePhotos,
    ].join("\n"),
  );
  assert.equal((await seller.answers()).length, 2, "the album has one answer");
  const preview = await seller.describe();
  await seller.press(preview, en.button.confirm);
  assert.deepEqual(await seller.listed(), updates.map(uniqueIdOf));
}

async function interleaved(bot: TestBot): Promise<void> {
  const [one, two] = [await openSeller(bot, 2), await openSeller(bot, 3)];
  for (const seller of [one, two]) await seller.say("/sell");
  const albums = [await photosOf(one, 2), await photosOf(two, 3)] as const;
  for (const index of [0, 1, 2]) {
    for (const album of albums) await one.deliver(...album.slice(index, index + 1));
  }
  for (const [index, seller] of [one, two].entries()) {
    await seller.press(await seller.describe(), en.button.confirm);
    assert.deepEqual(await seller.listed(), albums[index]!.map(uniqueIdOf));
  }
}

async function late(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 4);
  await seller.say("/sell");
  const [first, second, third, late] = await photosOf(seller, 4) as [
    Update,
    Update,
    Update,
    Update,
  ];
  await seller.deliver(first);
  await seller.press(await seller.describe(), en.button.confirm);
  const before = (await seller.answers()).length;
  await seller.deliver(late, late, third);
  const said = (await seller.answers()).slice(before);
  assert.deepEqual(texts(said), [plain(en.pictures.addedTo("Lamp", 3))]);
  await seller.say("/sell");
  await seller.deliver(second);
  assert.deepEqual(await seller.listed(), [first, second, third, late].map(uniqueIdOf));
  assert.equal((await seller.describe()).text, en.refusal.photo_needed, "not in the new sale");
}

/** Sold may be a mistake, and the product is put back. Deleted is for good. */
async function afterSold(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 22);
  await seller.say("/sell");
  const photos = await photosOf(seller, 4);
  const [first, late, tooLate, last] = photos as [Update, Update, Update, Update];
  await seller.deliver(first);
  await seller.press(await seller.describe(), en.button.confirm);
  const { sold, soldYes, deleteForGood, deleteYes, deleteReally } = en.button;
  let card = await seller.say("/my");
  for (const label of [sold, soldYes]) card = await seller.press(card, label);
  await seller.deliver(late);
  const said = (await seller.answers()).at(-1)!;
  assert.deepEqual([said.text, said.keyboard], [plain(en.pictures.addedTo("Lamp", 2)), []]);
  assert.deepEqual(await seller.listed(), [first, late].map(uniqueIdOf));
  for (const label of [deleteForGood, deleteYes, deleteReally]) {
    card = await seller.press(card, label);
  }
  const before = (await seller.answers()).length;
  await seller.deliver(tooLate, last);
  const [told, ...more] = (await seller.answers()).slice(before);
  assert.deepEqual([told?.text, more], [en.notOwn.withdrawn, []], "once");
}

async function cancelled(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 5);
  await seller.say("/sell");
  const [first, late] = await photosOf(seller, 2) as [Update, Update];
  await seller.deliver(first);
  await seller.say("/cancel");
  await seller.say("/sell");
  const before = (await seller.answers()).length;
  await seller.deliver(late);
  assert.equal((await seller.answers()).length, before);
  assert.equal((await seller.say("Lamp")).text, en.refusal.photo_needed);
}

async function aside(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 6);
  const [first, second, third] = await photosOf(seller, 3) as [Update, Update, Update];
  await Promise.all([second, first].map((update) => seller.deliver(update)));
  assert.equal((await seller.answers()).length, 1);
  const offer = (await seller.answers()).at(-1)!;
  assert.equal(offer.text, en.pictures.aside(2));
  await seller.press(offer, en.button.sellPhotos);
  await seller.deliver(third);
  await seller.press(await seller.describe(), en.button.confirm);
  assert.deepEqual(await seller.listed(), [first, second, third].map(uniqueIdOf));

  await bot.telegram.control.sendPhoto(seller.id, PHOTOS[3]!);
  const more = await bot.latest();
  await seller.deliver(more);
  const again = (await seller.answers()).at(-1)!;
  await seller.press(again, en.button.addPhotos("Lamp"));
  assert.equal((await seller.answers()).at(-1)!.text, plain(en.pictures.addedTo("Lamp", 4)));
  assert.deepEqual((await seller.listed()).at(-1), uniqueIdOf(more));
}

/** What a product has no room for can still be sold. */
async function asideTooMany(bot: TestBot): Promise<void> {
  const [seller] = await openListed(bot, 24);
  await seller.deliver(...await photosOf(seller, 8));
  const { addPhotos, sellPhotos } = en.button;
  await seller.press((await seller.answers()).at(-1)!, addPhotos("Lamp"));
  const singles = [await seller.single(0), await seller.single(8), await seller.single(10)];
  await seller.deliver(...singles);
  await seller.press((await seller.answers()).at(-1)!, addPhotos("Lamp"));
  const said = (await seller.answers()).at(-1)!;
  const { addedTo, leftOut, number, aside } = en.pictures;
  const lines = [
    plain(addedTo("Lamp", 10)),
    leftOut(number(1), en.refusal.same_picture),
    leftOut(number(3), en.refusal.too_many),
    aside(1),
  ];
  assert.equal(said.text, lines.join("\n"));
  assert.deepEqual(labels(said), [sellPhotos], "the product is full");
  await seller.press(said, sellPhotos);
  await seller.press(await seller.describe(), en.button.confirm);
  assert.deepEqual(await seller.listed(), [uniqueIdOf(singles[2]!)]);
}

/** Of a seller who has sold one photo. */
async function openListed(bot: TestBot, id: number): Promise<[Seller, Update]> {
  const seller = await openSeller(bot, id);
  await seller.say("/sell");
  const photo = await seller.single(9);
  await seller.deliver(photo);
  await seller.press(await seller.describe(), en.button.confirm);
  return [seller, photo];
}

async function toProduct(bot: TestBot): Promise<void> {
  const [seller, own] = await openListed(bot, 8);
  const [first, second, third] = await photosOf(seller, 3) as [Update, Update, Update];
  await seller.deliver(second);
  await seller.press((await seller.answers()).at(-1)!, en.button.addPhotos("Lamp"));
  await seller.deliver(third, first, first);
  assert.deepEqual(await seller.listed(), [own, first, second, third].map(uniqueIdOf));
}

async function replacing(bot: TestBot): Promise<void> {
  const [seller] = await openListed(bot, 9);
  await seller.press(await seller.say("/my"), en.button.replacePhoto);
  const album = await photosOf(seller, 3);
  await seller.deliver(album[1]!, album[2]!, album[0]!);
  assert.deepEqual(await seller.listed(), album.map(uniqueIdOf));
}

/** The first one that is a picture takes the place. */
async function replacingAfterVideo(bot: TestBot): Promise<void> {
  const [seller] = await openListed(bot, 21);
  await seller.press(await seller.say("/my"), en.button.replacePhoto);
  const [video, broken] = [await seller.video(), await seller.file(svg(), "b.png")];
  const photos = await photosOf(seller, 2);
  await seller.deliver(video, broken);
  await seller.deliver(...photos);
  assert.deepEqual(await seller.listed(), photos.map(uniqueIdOf));
}

/** Nothing offers to add an eleventh picture. */
async function tenAreAll(bot: TestBot): Promise<void> {
  const seller = await openSeller(bot, 23);
  await seller.say("/sell");
  await seller.deliver(...await photosOf(seller, 10));
  const offers = ({ keyboard }: MessageView) =>
    keyboard.flat().some(({ text }) => text.startsWith("➕"));
  let card = await seller.press(await seller.describe(), en.button.pictures);
  assert.equal(offers(card), false);
  await seller.press(await seller.press(card, en.button.back), en.button.confirm);
  card = await seller.press(await seller.say("/my"), en.button.pictures);
  assert.equal(offers(card), false);
  await seller.deliver(await seller.single(10));
  const aside = (await seller.answers()).at(-1)!;
  assert.deepEqual([aside.text, offers(aside)], [en.pictures.aside(1), false]);
  await seller.press(card, en.button.remove);
  card = (await seller.answers()).find(({ messageId }) => messageId === card.messageId)!;
  assert.equal(offers(await seller.press(card, en.button.removeYes)), true);
}

async function mixed(bot: TestBot): Promise<void> {
  const [seller] = await openListed(bot, 20);
  let card = await seller.say("/my");
  for (const label of [en.button.edit, en.button.pictures, en.button.add]) {
    card = await seller.press(card, label);
  }
  const [video, photo, again] = [
    await seller.video(),
    await seller.photo(0),
    await seller.photo(0),
  ];
  await seller.deliver(video, photo, again, await seller.file(svg(), "b.png"));
  const { added, leftOut, number, file } = en.pictures;
  assert.deepEqual((await seller.answers()).at(-1)!.text.split("\n"), [
    added(2),
    leftOut(number(1), en.refusal.video),
    leftOut(number(3), en.refusal.same_picture),
    leftOut(file("b.png", 4), en.refusal.unsupported_type),
  ]);
}

/** The answer to the video is held while another process takes the photo. */
async function photoMeanwhile(bot: TestBot): Promise<void> {
  const { control } = bot.telegram;
  const seller = await openSeller(bot, 7);
  await seller.say("/sell");
  const [video, photo] = [await seller.video(), await seller.photo(0)];
  const fault = await control.injectFault({ method: "sendMessage", hold: true });
  const first = seller.deliver(video);
  await control.waitForFault(fault);
  await seller.deliver(photo);
  await control.releaseFault(fault);
  await first;
  const { text } = (await seller.answers()).at(-1)!;
  assert.ok(text.includes(en.sell.title) && text.includes(en.pictures.soFar(1)), text);
}

const ALBUMS: readonly (readonly [name: string, play: (bot: TestBot) => Promise<void>])[] = [
  ["is taken whole and in its order, in any order, twice, by many processes", inOrder],
  ["two sellers' albums that are interleaved stay apart", interleaved],
  ["a message that comes after the sale goes to its product, and this is said", late],
  [
    "a message that comes when the product is sold goes to it, and to none that is deleted",
    afterSold,
  ],
  ["a message of an album whose sale was cancelled is dropped with it", cancelled],
  ["that begins with a video asks for the title as soon as a photo has come", photoMeanwhile],
  ["is added to a product on sale in its order, in any order", toProduct],
  ["replaces a picture in its order, in any order", replacing],
  ["that begins with a video replaces the picture all the same", replacingAfterVideo],
  ["of ten pictures leaves no button to add another one", tenAreAll],
  ["of which a part cannot be taken is added to a product, and this is said", mixed],
  ["that nothing asked for is sold, and a photo is added to the newest product", aside],
  ["that nothing asked for keeps what a product has no room for", asideTooMany],
];

Deno.test("an album", async (t) => {
  await using bot = await openProjectedBot();
  for (const [name, play] of ALBUMS) await t.step(name, () => play(bot));
});

/** What an album holds beside pictures that are fine, and what is said of it. */
const BAD: readonly {
  readonly name: string;
  readonly send: (seller: Seller) => Promise<Update[]>;
  readonly said: (t: typeof en) => string[];
}[] = [
  {
    name: "a video",
    send: async (seller) => [await seller.video(), ...await photosOf(seller, 2)],
    said: (t) => [t.pictures.soFar(2), t.pictures.leftOut(t.pictures.number(1), t.refusal.video)],
  },
  {
    name: "a broken file",
    send: async (seller) => [
      await seller.file(PHOTOS[0]!, "a.jpg"),
      await seller.file(svg(), "b.png"),
      await seller.file(PHOTOS[1]!, "c.jpg"),
    ],
    said: (t) => [
      t.pictures.soFar(2),
      t.pictures.leftOut(t.pictures.file("b.png", 2), t.refusal.unsupported_type),
    ],
  },
  {
    name: "the same picture twice",
    send: async (seller) => [await seller.photo(0), await seller.photo(1), await seller.photo(0)],
    said: (t) => [
      t.pictures.soFar(2),
      t.pictures.leftOut(t.pictures.number(3), t.refusal.same_picture),
    ],
  },
  {
    name: "eleven pictures",
    send: (seller) => photosOf(seller, 11),
    said: (t) => [
      t.pictures.soFar(10),
      t.pictures.leftOut(t.pictures.number(11), t.refusal.too_many),
    ],
  },
];

Deno.test("the pictures of an album are taken, and what is not taken is said", async (t) => {
  await using bot = await openProjectedBot();
  let id = 10;
  for (const { name, send, said } of BAD) {
    for (const words of [en, fr]) {
      await t.step(`${name}, ${words.language}`, async () => {
        const seller = await openSeller(bot, ++id, words.language);
        await seller.say("/sell");
        await seller.deliver(...await send(seller));
        const answers = texts(await seller.answers()).filter((text) =>
          text !== words.sell.fileLooks
        );
        assert.equal(answers.length, 2, answers.join("\n---\n"));
        const [asked] = plain(words.sell.step(2, 4)).split("\n");
        assert.deepEqual(answers[1]!.split("\n").slice(0, 3), [...said(words).map(plain), asked]);
      });
    }
  }
});
