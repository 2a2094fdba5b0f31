import assert from "node:assert/strict";
import fc from "fast-check";
import { byImage, type LongId, productRef, readProductRef } from "../../src/domain/mod.ts";
import type { CataloguePage, Product } from "../../src/shop/mod.ts";
import { BUTTONS, bytesOf, MOST_QUERY_BYTES } from "../../src/telegram/buttons.ts";
import { LANGUAGES, LOCALES } from "../../src/telegram/locales/mod.ts";
import {
  type ButtonName,
  dataOf,
  keyboardsOf,
  type Read,
  takers,
} from "../../devkit/testing/keyboards.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";
import { fuzz } from "../../devkit/testing/fuzz.ts";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"];
const ownId = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 42 })
  .map((characters) => `TBF-${characters.join("")}`);
const legacyId = fc.oneof(
  fc.array(fc.constantFrom(...letters), { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: anyCharacter, maxLength: 50 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
).filter((text) => text.isWellFormed() && !text.includes("\0"));
const anyId = fc.oneof(ownId, legacyId);

/** Whether a button has read this product. */
function isOf(productId: string, read: string | LongId | undefined): boolean {
  return typeof read === "object"
    ? productRef(productId) === `_-${read.idHash}`
    : read === productId;
}
const anyLocale = fc.constantFrom(...Object.values(LOCALES));

const IMAGES = byImage(() => ({ url: null, fileId: null }));

function pageOf(productId: string): CataloguePage {
  const product: Product = {
    productId,
    title: "Lamp",
    description: null,
    price: null,
    sellerId: 1,
    sellerUsername: null,
    withdrawn: false,
    sold: false,
    picture: 1,
    images: IMAGES,
    pictures: [{ picture: 1, images: IMAGES }, { picture: 987_654_321, images: IMAGES }],
  };
  return { product, place: 2, total: 3, hasNext: true };
}

const NAMES = Object.keys(BUTTONS) as readonly ButtonName[];

/** The only kind of button, of these, that reads this data, with the values in it. */
function heard(
  data: string,
  names = NAMES,
): { readonly name: ButtonName; readonly named: Read } | undefined {
  const [found, ...others] = takers(data, names);
  assert.deepEqual(others, [], `${JSON.stringify(data)} is read by several kinds`);
  return found;
}

Deno.test("fuzz: every button of every card has at most 64 bytes, and its own values are read", async () => {
  await fuzz(fc.property(anyId, fc.uuid(), anyLocale, (productId, saleId, t) => {
    const keyboards = keyboardsOf(pageOf(productId), saleId, t);
    for (const button of keyboards.flatMap((keyboard) => keyboard.inline_keyboard.flat())) {
      if (!("callback_data" in button)) continue;
      const { callback_data: data } = button;
      assert.ok(new TextEncoder().encode(data).length <= 64, data);
      // The next test asks every kind.
      const read = heard(data, NAMES.filter((name) => data.startsWith(BUTTONS[name].verb)));
      assert.ok(read !== undefined, `nobody reads ${data}`);
      const named = read.named.productId;
      assert.ok(named === undefined || isOf(productId, named), data);
      assert.ok([undefined, saleId].includes(read.named.saleId), data);
    }
  }));
});

const anyName = fc.constantFrom(...NAMES);
const anyNamed = fc.record({
  productId: anyId,
  saleId: fc.uuid(),
  field: fc.constantFrom("photo", "title", "description", "price"),
  language: fc.constantFrom(...LANGUAGES),
  before: fc.nat().map(String),
  since: fc.maxSafeNat().map((since) => since.toString(36)),
  all: fc.constantFrom("0", "1"),
  query: fc.string({ unit: "grapheme", maxLength: 20 })
    .filter((text) => text.isWellFormed() && bytesOf(text) <= MOST_QUERY_BYTES),
  picture: fc.nat(999_999_999),
  photo: fc.nat(2_147_483_647),
  place: fc.nat(99),
}, { noNullPrototype: true });

Deno.test("fuzz: a button reads the values that it was built with, and no other kind reads it", async () => {
  await fuzz(fc.property(anyName, anyNamed, (name, values) => {
    const data = dataOf(name, values);
    const read = heard(data);
    assert.equal(read?.name, name);
    const { productId, ...others } = read!.named;
    assert.deepEqual({ ...values, ...others }, values);
    assert.ok(!("productId" in read!.named) || isOf(values.productId, productId), data);
  }));
});

/** The text of the last value in a button's data. */
function lastOf({ productId, ...others }: Read): string {
  const last = Object.values(others).at(-1);
  if (last !== undefined || productId === undefined) return String(last ?? "");
  return typeof productId === "object" ? productId.idHash : productRef(productId);
}

/** Data as the shop makes it. So each kind is read, whatever its values are. */
const built = fc.tuple(anyName, anyNamed).map(([name, values]) => dataOf(name, values));

/** Enough forged buttons that each kind is read at least once. They are quick. */
const ENOUGH_FOR_EACH = 10_000;

/** The part before the first value of each button. */
const verbs = Object.values(BUTTONS).map(({ verb, parse }) => parse(verb) ? verb : `${verb}:`);
const crumb = fc.oneof(
  fc.constantFrom(...verbs, ":", "photo", "en", "TBF-", "\n", "\u202e", "\0", " "),
  fc.string({ unit: anyCharacter, maxLength: 8 }),
  anyId,
  fc.uuid(),
);

/** Data in the form of the shop's buttons. Its parts need not fit together. */
const wellFormed = fc.tuple(
  fc.constantFrom(...verbs),
  fc.oneof(anyId, fc.uuid(), fc.constantFrom("", "7:a: lamp", ...Object.keys(LOCALES))),
  fc.constantFrom("", ":photo", ":price", ":12", ":3:1"),
).map((parts) => parts.join(""));

Deno.test("fuzz: a forged button is not read, or has a valid product, sale, field or language", async () => {
  const heardNames = new Set<string>();
  const crumbs = fc.array(crumb, { maxLength: 5 }).map((each) => each.join(""));
  await fuzz(
    fc.property(fc.oneof(crumbs, wellFormed, built), (data) => {
      const button = heard(data);
      if (button === undefined) return;
      heardNames.add(button.name);
      assert.ok(new TextEncoder().encode(data).length <= 64, data);
      const { productId, saleId, field, language } = button.named;
      if (typeof productId === "string") {
        assert.deepEqual(readProductRef(productRef(productId)), productId);
      }
      if (saleId !== undefined) assert.match(saleId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      if (language !== undefined) assert.ok(language in LOCALES, data);
      assert.match(field ?? "photo", /^(photo|title|description|price)$/);
      assert.ok(data.endsWith(lastOf(button.named)), "nothing comes after the last value");
    }),
    { inputs: ENOUGH_FOR_EACH },
  );
  assert.deepEqual([...heardNames].sort(), Object.keys(BUTTONS).sort(), "each was read once");
});

Deno.test("fuzz: a reference fits into the payload of a deep link, and one of our own ids is its reference", async () => {
  await fuzz(fc.property(anyId, (id) => {
    const ref = productRef(id);
    assert.match(ref, /^[A-Za-z0-9_-]{1,64}$/);
    const link = new URL(`https://t.me/shop?start=${ref}`);
    assert.equal(link.searchParams.get("start"), ref);
    assert.ok(isOf(id, readProductRef(ref)));
  }));
  await fuzz(fc.property(ownId, (id) => assert.equal(productRef(id), id)));
});
