import assert from "node:assert/strict";
import type { Locale } from "../../src/telegram/locales/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import {
  apng,
  bombPng,
  join,
  withJpegSize,
  withPngSize,
} from "../../devkit/testing/hostile_pictures.ts";
import { animation, photoJpeg, png, svg } from "../../devkit/testing/pictures.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import {
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  type Talk,
  texts,
} from "../../devkit/testing/bot.ts";

type Refusal = keyof Locale["refusal"];

const { en, fr } = LOCALES;
const LANGUAGES = [en, fr];

/** A message instead of a picture, and its refusal. */
type BadPicture = readonly [
  name: string,
  send: (user: Talk) => Promise<unknown[]>,
  refused: Refusal,
];

const JPEG = await smallPhoto();
const STILL = await png({ widthPx: 64, heightPx: 48, seed: 2 });
const SCENE = { widthPx: 64, heightPx: 48, seed: 3 };
const NOISE = join(JPEG.subarray(0, 300), new Uint8Array(5000).fill(0x5a));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (bytes: Uint8Array, extension: string, mimeType: string) => (user: Talk) =>
  user.document(bytes, { fileName: `a.${extension}`, mimeType });
const asJpeg = (bytes: Uint8Array) => file(bytes, "jpg", "image/jpeg");
const asPng = (bytes: Uint8Array) => file(bytes, "png", "image/png");
const huge = (user: Talk) => user.document(JPEG, { declaredSizeBytes: 21 * 1024 * 1024 });

const BAD_PICTURES: readonly BadPicture[] = [
  ["a text", (user) => user.say("a lamp"), "photo_needed"],
  ["a sticker", (user) => user.sticker(), "photo_needed"],
  ["a video", (user) => user.video(), "photo_needed"],
  ["a file over 20 MB", huge, "file_too_big"],
  ["a truncated JPEG", asJpeg(JPEG.subarray(0, 2000)), "corrupt"],
  ["a truncated PNG", asPng(STILL.subarray(0, STILL.length / 2)), "corrupt"],
  ["a JPEG header before noise", asJpeg(NOISE), "corrupt"],
  ["a PNG bomb", asPng(bombPng(10_000)), "too_many_pixels"],
  [
    "a JPEG with a huge declared size",
    asJpeg(withJpegSize(JPEG, 60_000, 60_000)),
    "too_many_pixels",
  ],
  ["a picture 50 times as wide as high", asPng(withPngSize(STILL, 5000, 100)), "bad_dimensions"],
  ["an animated GIF", file(await animation("gif", SCENE), "gif", "image/gif"), "unsupported_type"],
  ["an animated WebP", file(await animation("webp", SCENE), "webp", "image/webp"), "animated"],
  ["an animated PNG", asPng(apng(STILL)), "animated"],
  ["an SVG", file(svg(), "svg", "image/svg+xml"), "unsupported_type"],
  ["an SVG named JPEG", asJpeg(svg()), "unsupported_type"],
  ["a text named JPEG", asJpeg(bytesOf("not a picture")), "unsupported_type"],
  ["an empty file", asJpeg(new Uint8Array()), "empty"],
];

Deno.test("a sale that waits for a picture refuses anything else, says what to send, and still waits", async (t) => {
  await using shop = await openShop();
  const users = await Promise.all(LANGUAGES.map(({ language }) => stranger(shop, language)));
  for (const user of users) await sellUpTo(user, "photo");
  for (const [name, send, refused] of BAD_PICTURES) {
    await t.step(name, async () => {
      for (const [index, { refusal }] of LANGUAGES.entries()) {
        const user = users[index]!;
        const before = await user.dialogue();
        const answers = await send(user) as { text: string }[];
        assert.deepEqual(answers.map(({ text }) => text), [plain(refusal[refused])]);
        assert.deepEqual(await user.dialogue(), before, "stays where it was");
      }
    });
  }
  await t.step("then it accepts a photo", async () => {
    for (const [index, { sell }] of LANGUAGES.entries()) {
      const [answer] = await users[index]!.photo(await smallPhoto());
      assert.ok(answer?.text.includes(sell.title));
    }
  });
});

/** Spaces that Telegram does not take away, and characters without a shape. */
const BLANK = "\u2003\u200b\u2060\u3000";
const BAD_PRICES = ["abc", "−1", "1e9", "fifty", "💰", "5 €💰", "<b>5 €</b>"];
const LONG = { title: "x".repeat(121), description: "y".repeat(801) };

Deno.test("a sale that waits for a text refuses anything else, and still waits", async (t) => {
  await using shop = await openShop();
  const others: { name: string; send: (user: Talk) => Promise<unknown[]> }[] = [
    { name: "a sticker", send: (user) => user.sticker() },
    { name: "a video", send: (user) => user.video() },
  ];
  const steps = [
    {
      step: "title",
      texts: [[LONG.title, "long_title"], ["x".repeat(4096), "long_title"], [BLANK, "empty_text"]],
    },
    {
      step: "description",
      texts: [[LONG.description, "long_description"], ["\u202e\u200d", "empty_text"]],
    },
    { step: "price", texts: BAD_PRICES.map((text) => [text, "bad_price"] as const) },
  ] as const;
  for (const { step, texts: bad } of steps) {
    for (const { language, refusal } of LANGUAGES) {
      await t.step(`${step}, ${language}`, async () => {
        const user = await stranger(shop, language);
        await sellUpTo(user, step);
        for (const [text, refused] of bad) {
          assert.deepEqual(texts(await user.say(text)), [plain(refusal[refused])]);
        }
        for (const { name, send } of others) {
          const answers = await send(user) as { text: string }[];
          assert.deepEqual(answers.map(({ text }) => text), [refusal.text_needed], name);
        }
        assert.equal((await user.dialogue())?.step, step);
      });
    }
  }
  assert.match(en.refusal.bad_price, /<code>12\.50 €<\/code>/, "with an example");
  assert.match(fr.refusal.bad_price, /<code>12,50.€<\/code>/, "with an example");
});

Deno.test("outside of a sale, a photo, an album and a text each get one answer that says what to do", async () => {
  await using shop = await openShop();
  const user = await stranger(shop, "fr");
  assert.deepEqual(texts(await user.document(JPEG)), [fr.photoOutsideSale]);
  const pdf = { fileName: "a.pdf", mimeType: "application/pdf" };
  assert.deepEqual(texts(await user.document(bytesOf("%PDF-1.7"), pdf)), [fr.nothingHere]);
  assert.deepEqual(texts(await user.photo(JPEG)), [fr.pictures.aside(1)]);
  const album = await user.album([await smallPhoto(2), await smallPhoto(3)]);
  assert.deepEqual(texts(album), [fr.pictures.aside(3)]);
  assert.deepEqual(texts(await user.say("bonjour")), [plain(fr.search.none("bonjour"))]);
  assert.deepEqual(texts(await user.sticker()), [fr.nothingHere]);
  assert.deepEqual(texts(await user.say("/nonsense")), [fr.unknownCommand]);
});

Deno.test("a sale accepts a photo of any size that Telegram accepts", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  await user.say("/sell");
  const bytes = await photoJpeg({ widthPx: 2560, heightPx: 1920, seed: 8 });
  const answers = await user.document(bytes);
  assert.deepEqual([answers[0]?.photo?.widthPx, answers[0]?.photo?.heightPx], [1280, 960]);
});
