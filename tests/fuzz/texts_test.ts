import assert from "node:assert/strict";
import fc from "fast-check";
import {
  objectKey,
  ORIGINAL,
  originalKey,
  ownerOfKey,
  parseObjectKey,
  productIdFrom,
} from "../../src/domain/mod.ts";
import {
  formatPrice,
  readDescription,
  readPrice,
  readTitle,
  TEXT_LIMITS,
} from "../../src/shop/mod.ts";
import { escapeHtml } from "../../src/telegram/html.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";
import { fuzz, INPUTS } from "../../devkit/testing/fuzz.ts";

/** Hostile texts: any code units, marks of direction, joiners, markup. */
const anyText = fc.array(
  fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 30 }),
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom(
      "\ud800",
      "\udc00",
      "\u202e",
      "\u2066",
      "\u200b",
      "\0",
      "\r",
      "\n\n\n",
      "\u2029",
      "\t",
    ),
    fc.constantFrom(
      "<b>",
      "</a>",
      "&amp;",
      "&#0;",
      "/start",
      "@all",
      "e\u0301".repeat(40),
      "👨‍👩‍👧‍👦",
      "ﷺ",
    ),
    fc.constant("x".repeat(400)),
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));

/** Asserts that PostgreSQL accepts the text, and that it does not change how the text around it looks. */
const FORBIDDEN =
  // deno-lint-ignore no-control-regex -- finding control characters is its purpose
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

Deno.test("fuzz: readTitle() returns a visible line within the limit, and does not change it again", async () => {
  await fuzz(fc.property(anyText, (text) => {
    const read = readTitle(text);
    if (!("title" in read)) return assert.match(read.refused, /^(empty_text|long_title)$/);
    const { title } = read;
    assert.ok(title.isWellFormed() && !FORBIDDEN.test(title) && !/[\n\r\t]/.test(title));
    assert.ok([...title].length <= TEXT_LIMITS.title && title.trim() === title && title !== "");
    assert.deepEqual(readTitle(title), read);
  }));
});

Deno.test("fuzz: readDescription() returns a visible text within the limit, and does not change it again", async () => {
  await fuzz(fc.property(anyText, (text) => {
    const read = readDescription(text);
    if (!("description" in read)) {
      return assert.match(read.refused, /^(empty_text|long_description)$/);
    }
    const { description } = read;
    assert.ok(description.isWellFormed() && !FORBIDDEN.test(description));
    assert.ok([...description].length <= TEXT_LIMITS.description);
    assert.deepEqual(readDescription(description), read);
  }));
});

Deno.test("fuzz: escapeHtml() leaves no markup, whatever the text", async () => {
  await fuzz(fc.property(anyText, (text) => {
    const escaped = escapeHtml(text);
    assert.doesNotMatch(escaped, /[<>"]|&(?!(amp|lt|gt|quot);)/);
  }));
});

Deno.test("fuzz: readPrice() refuses a text, or reads a price that is shown and read again the same", async () => {
  const digits = fc.array(fc.constantFrom(..."0123456789.,'’ \u00a0\u202f٣½"), { maxLength: 12 })
    .map((all) => all.join(""));
  const sign = fc.constantFrom(
    "",
    "€",
    "$",
    "£",
    "EUR",
    "chf",
    " usd",
    "-",
    "+",
    "constructor",
    "₿",
  );
  const amount = fc.tuple(
    fc.nat({ max: 1_100_000 }),
    fc.constantFrom("", ",", ".", ",5", ".05", ",001", "/2"),
  ).map(([whole, cents]) => `${whole}${cents}`);
  const signed = fc.tuple(sign, fc.oneof(amount, digits), sign).map((all) => all.join(""));
  const likely = fc.oneof(fc.tuple(amount, sign), fc.tuple(sign, amount)).map((all) =>
    all.join("")
  );
  const anyPrice = fc.oneof(signed, likely, anyText);
  let read = 0;
  await fuzz(
    fc.property(anyPrice, fc.constantFrom("en" as const, "fr" as const), (text, language) => {
      const price = readPrice(text);
      if (price === undefined) return;
      read++;
      assert.ok(Number.isSafeInteger(price.minor) && price.minor >= 1);
      assert.deepEqual(readPrice(formatPrice(price, language)), price);
    }),
  );
  assert.ok(read > INPUTS / 100, `only ${read} were read`);
});

Deno.test("fuzz: an object key has its product, picture and hash, and no other text is an object key", async () => {
  const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toHex());
  const anyId = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(productIdFrom);
  const imageType = fc.constantFrom("cover" as const, "thumb" as const);
  await fuzz(
    fc.property(anyId, imageType, anyHash, anyText, fc.nat(), (id, type, hash, noise, at) => {
      const key = objectKey(id, type, hash);
      assert.deepEqual(parseObjectKey(key), { imageType: type, hashPrefix: hash.slice(0, 16) });
      assert.equal(ownerOfKey(key), id);
      const original = parseObjectKey(originalKey(id, hash, "image/webp"));
      assert.deepEqual(original, { imageType: ORIGINAL, hashPrefix: hash.slice(0, 16) });
      const cut = at % (key.length + 1);
      for (const other of [noise, key.slice(0, cut) + noise + key.slice(cut), key.slice(0, cut)]) {
        const parts = parseObjectKey(other);
        if (parts === undefined) continue;
        const owner = ownerOfKey(other);
        if (typeof owner === "string" && parts.imageType !== ORIGINAL) {
          assert.equal(objectKey(owner, parts.imageType, parts.hashPrefix), other);
        }
        assert.doesNotMatch(other, /\.\.|[^\x21-\x7e]/);
      }
    }),
  );
});
