import assert from "node:assert/strict";
import fc from "fast-check";
import {
  readColumnValue,
  showColumnValue,
  WEB_ADDRESS_PATTERN,
} from "../../src/pictures/column_value.ts";
import { readInlinePicture } from "../../src/pictures/inline_picture.ts";
import { TELEGRAM_ADDRESS_PATTERN } from "../../src/pictures/telegram_address.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";

const bucketUrls = createBucketUrls(["https://cdn.example/p"], {
  endpoint: "https://s3.us-west-004.backblazeb2.com",
  bucket: "shop",
});
const TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz01234567";
const SECRET = TOKEN.split(":")[1]!;
const FILE = `https://api.telegram.org/file/bot${TOKEN}/photos/file_1.jpg`;
const MASKED = "https://api.telegram.org/file/bot…/photos/file_1.jpg";
const ESCAPED = encodeURIComponent(TOKEN);
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

interface Case {
  readonly value: string | null;
  /** The kind, and what matters of it. */
  readonly is: string;
  /** As it is printed, if that differs. */
  readonly shown?: string;
  /** Where such a value was met. */
  readonly source?: string;
}

const TGBOTS = "github.com/eternnoir/pyTelegramBotAPI apihelper.py: get_file_url()";

/** The kinds of values, each with a source where one was found. */
const CASES: readonly Case[] = [
  { value: null, is: "nothing" },
  { value: " \n", is: "nothing" },
  { value: "https://cdn.example/p/a.jpg", is: "bucket a.jpg" },
  { value: "https://old.example/1.jpg", is: "web https://old.example/1.jpg" },
  { value: " HTTP://Old.example/1.jpg ", is: "web http://old.example/1.jpg" },
  { value: "//cdn.old.example/1.jpg", is: "web https://cdn.old.example/1.jpg" },
  {
    value: "https://drive.google.com/file/d/1bmOtP5W30ILW43cY63VUPBN6kxdM0ka_/view?usp=sharing",
    is: "web https://drive.google.com/file/d/1bmOtP5W30ILW43cY63VUPBN6kxdM0ka_/view?usp=sharing",
    source: "github.com/eternnoir/pyTelegramBotAPI/issues/940",
  },
  {
    value: "https://i.ebayimg.com/00/s/MTYwMFgxMjAw/z/s2wAAOSwSJ9iIiQx/$_2.JPG",
    is: "web https://i.ebayimg.com/00/s/MTYwMFgxMjAw/z/s2wAAOSwSJ9iIiQx/$_2.JPG",
    source: "github.com/teloxide/teloxide/issues/538",
  },
  { value: '"https://old.example/1.jpg"', is: "web https://old.example/1.jpg" },
  { value: "<https://old.example/1.jpg>", is: "web https://old.example/1.jpg" },
  {
    value: "https://old.example/i?w=1&amp;h=2",
    is: "web https://old.example/i?w=1&h=2",
  },
  {
    value: "https://seller:secret-word@old.example/1.jpg",
    is: "web https://seller:secret-word@old.example/1.jpg",
    shown: "https://…@old.example/1.jpg",
  },
  { value: FILE, is: "telegram_file photos/file_1.jpg", shown: MASKED, source: TGBOTS },
  {
    value: FILE.replace(TOKEN, ESCAPED),
    is: "telegram_file photos/file_1.jpg",
    shown: MASKED,
    source: "encodeURIComponent() of the token, as in many JavaScript bots",
  },
  {
    value: FILE.replace("https:", "http:"),
    is: "telegram_file photos/file_1.jpg",
    shown: MASKED.replace("https:", "http:"),
    source: "github.com/tdlib/telegram-bot-api/issues/42",
  },
  {
    value: `https://api.telegram.org/file/bot${TOKEN}/${FILE}`,
    is: "telegram_file photos/file_1.jpg",
    shown: `https://api.telegram.org/file/bot…/${MASKED}`,
    source: "python-telegram-bot's file_path is the whole address: langbot-app/LangBot/pull/2366",
  },
  {
    value: `http://bot-api.internal:8081/file/bot${TOKEN}/documents/file_2.png`,
    is: "telegram_file documents/file_2.png",
    shown: "http://bot-api.internal:8081/file/bot…/documents/file_2.png",
  },
  {
    value: `https://api.telegram.org/bot${TOKEN}/getFile?file_id=AgACAgQ`,
    is: "file_id AgACAgQ of no photo",
    shown: "https://api.telegram.org/bot…/getFile?file_id=AgACAgQ",
  },
  {
    value: `https://proxy.example/?url=${encodeURIComponent(FILE.replace(TOKEN, ESCAPED))}`,
    is: `web https://proxy.example/?url=${encodeURIComponent(FILE.replace(TOKEN, ESCAPED))}`,
    shown: `https://proxy.example/?url=${MASKED}`,
  },
  ...[
    [
      "AgACAgIAAxkBAAIENGfeY4AfRquwTL2LpDrzqvFMVNt_AAIG9DEbXX3wSq3oI7t_PqQGAQADAgADbQADNgQ",
      "a test of a file id decoder: test_modern_photo",
    ],
    [
      "AgACAgIAAxkBAAIBy2frCwgummI8aLSuDkAhkFsxp94hAAKv9TEb4TZZS2ezt3UE4RvuAQADAgADcwADNgQ",
      "a bot of holiday homes: menu_photo",
    ],
    [
      "AgACAgUAAxkDAAPBYLIrsB6jO7NNiRttpcC4eQXWOqcAAlCsMRvuBzlVvy_oNQymGMIOxBhvdAADAQADAgADcwAD27AEAAEfBA",
      "an update of a Python bot of 2021: layout before 2022",
    ],
  ].map(([value, source]) => ({
    value: value!,
    is: `file_id ${value} of a photo`,
    source: source!,
  })),
  {
    value: "BAACAgIAAxkBAAInKWEXzFMnJ8QgNCr229q-pfedoOeWAAKqEAACscTASFdg82STM89rIAQ",
    is:
      "file_id BAACAgIAAxkBAAInKWEXzFMnJ8QgNCr229q-pfedoOeWAAKqEAACscTASFdg82STM89rIAQ of no photo",
    source: "a video, in a bot of a stadium",
  },
  {
    value: "CAACAgIAAxkBAAIEol9yQhBqFnT4HXldAh31a-hYXuDIAAIECwACAoujAAFFn1sl9AABHbkbBA",
    is:
      "file_id CAACAgIAAxkBAAIEol9yQhBqFnT4HXldAh31a-hYXuDIAAIECwACAoujAAFFn1sl9AABHbkbBA of no photo",
    source: "github.com/luckydonald/telegram_file_id README.md: a sticker",
  },
  { value: "AgADBAsAAgKLowAB", is: "file_unique_id", source: "the same: its file_unique_id" },
  { value: "AQADL7AxG6Cg1FJ4", is: "file_unique_id", source: "an update of a bot: a photo" },
  { value: "AQADDsQYb3QAA9uwBAAB", is: "file_unique_id", source: "an update of 2021: a photo" },
  {
    value: `data:image/png;base64,${PNG}`,
    is: "inline 89504e47",
    shown: "data:image/png;base64,iV…",
  },
  {
    value: `data:image/png;base64,${PNG.replace(/=+$/, "")}`,
    is: "inline 89504e47",
    shown: "data:image/png;base64,iV…",
  },
  { value: "data:,%89PNG", is: "inline 89504e47", shown: "data:,%89PNG…" },
  { value: "data:image/png;base64,***", is: "inline broken", shown: "data:image/png;base64,**…" },
  { value: PNG, is: "inline 89504e47", shown: "iVBORw0KGgoAAAANSUhEUgAA…" },
  {
    value: `\\x89504e47${"00".repeat(40)}`,
    is: "inline 89504e47",
    shown: "\\x89504e4700000000000000…",
  },
  {
    value: '["https://old.example/1.jpg","covers/2.jpg"]',
    is: "several https://old.example/1.jpg covers/2.jpg",
    source: "self.photos = json.dumps(photo_ids), in several bots",
  },
  {
    value: "AQADL7AxG6Cg1FJ4,AQADDsQYb3QAA9uwBAAB",
    is: "several AQADL7AxG6Cg1FJ4 AQADDsQYb3QAA9uwBAAB",
    source: 'update_data(file_id=",".join(photo_ids)), in a bot that sells',
  },
  {
    value: "https://old.example/1.jpg, //cdn.old.example/2.jpg",
    is: "several https://old.example/1.jpg //cdn.old.example/2.jpg",
  },
  { value: '["https://old.example/1.jpg"]', is: "web https://old.example/1.jpg" },
  { value: "[]", is: "nothing" },
  { value: "None", is: "nothing" },
  { value: "covers/1.jpg, covers/2.jpg", is: "several covers/1.jpg covers/2.jpg" },
  { value: "covers/1, covers/2.jpg", is: "path" },
  {
    value: "https://res.cloudinary.com/x/image/upload/f_auto,q_auto/1.jpg",
    is: "web https://res.cloudinary.com/x/image/upload/f_auto,q_auto/1.jpg",
  },
  { value: "ftp://old.example/1.jpg", is: "other_url ftp" },
  { value: "s3://photos/1.jpg", is: "other_url s3" },
  { value: "blob:https://web.telegram.org/0c1f", is: "other_url blob" },
  { value: "https://", is: "other_url https" },
  { value: "covers/1.jpg", is: "path" },
  { value: "/9j/1.jpg", is: "path" },
  { value: "C:\\shop\\1.jpg", is: "path" },
  { value: "file:///home/shop/1.jpg", is: "path" },
  { value: "//server/share/1.jpg", is: "path" },
  { value: "a:b.jpg", is: "path" },
  { value: "DSC_0001_thumbnail-final-final2_bea", is: "path" },
  {
    value: "AgACAgIAAxkBAAIBY2ZkNzQwMDAwMDAwMDAwMDAwMDA",
    is: "path",
    source: "an invented id in a test",
  },
];

function told(text: string | null): string {
  const value = readColumnValue(text, bucketUrls);
  switch (value.kind) {
    case "bucket":
      return `bucket ${value.keys.join(" ")}`;
    case "web":
      return `web ${value.url.href}`;
    case "telegram_file":
      assert.equal(value.token, TOKEN);
      return `telegram_file ${value.path}`;
    case "file_id":
      return `file_id ${value.fileId} of ${value.isPhoto ? "a" : "no"} photo`;
    case "several":
      return `several ${value.values.join(" ")}`;
    case "other_url":
      return `other_url ${value.scheme}`;
    case "inline": {
      const picture = readInlinePicture(text!.trim());
      return `inline ${"broken" in picture ? "broken" : picture.bytes.slice(0, 4).toHex()}`;
    }
    default:
      return value.kind;
  }
}

Deno.test("readColumnValue() says what each value is, and showColumnValue() shows no secret", () => {
  for (const { value, is, shown = value } of CASES) {
    assert.equal(told(value), is);
    if (value === null) continue;
    assert.equal(showColumnValue(value), shown);
  }
});

Deno.test("the patterns for PostgreSQL match every address that the parser reads", () => {
  const web = new RegExp(WEB_ADDRESS_PATTERN, "i");
  const telegram = new RegExp(TELEGRAM_ADDRESS_PATTERN, "i");
  for (const { value } of CASES) {
    const { kind } = readColumnValue(value, bucketUrls);
    if (kind === "web" || kind === "telegram_file") assert.match(value!, web);
    if (kind === "path" || kind === "inline") assert.doesNotMatch(value!, web);
    if (kind === "telegram_file") assert.match(value!, telegram);
    if (kind === "web") assert.doesNotMatch(value!, telegram);
  }
});

Deno.test("showColumnValue() never shows a token, however it is escaped", () => {
  const escaped = fc.array(fc.nat(2), { minLength: SECRET.length, maxLength: SECRET.length })
    .map((depths) => [...SECRET].map((letter, at) => escape(letter, depths[at]!)).join(""));
  const colon = fc.constantFrom(":", "%3A", "%3a", "%253A");
  fc.assert(fc.property(escaped, colon, fc.string(), (secret, between, tail) => {
    const shown = showColumnValue(
      `https://api.telegram.org/file/bot123456789${between}${secret}/${tail}`,
    );
    assert.ok(!unescaped(shown).includes(SECRET.slice(0, 20)), shown);
  }));
});

function escape(letter: string, depth: number): string {
  const once = `%${letter.charCodeAt(0).toString(16)}`;
  return [letter, once, once.replace("%", "%25")][depth]!;
}

function unescaped(text: string): string {
  const once = (given: string) =>
    given.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return once(once(once(text)));
}
