import assert from "node:assert/strict";
import fc from "fast-check";
import { byImage, isProductId } from "../../src/domain/mod.ts";
import type { CataloguePage } from "../../src/shop/mod.ts";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import { LANGUAGES, LOCALES } from "../../src/telegram/locales/mod.ts";
import {
  type ButtonName,
  dataOf,
  keyboardsOf,
  type Named,
  takers,
} from "../../devkit/testing/keyboards.ts";
import { fuzz } from "../../devkit/testing/fuzz.ts";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"];
const anyId = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 42 })
  .map((characters) => `TBF-${characters.join("")}`);
const anyLocale = fc.constantFrom(...Object.values(LOCALES));

function pageOf(productId: string): CataloguePage {
  const product = {
    productId,
    title: "Lamp",
    description: null,
    price: null,
    sellerId: 1,
    sellerUsername: null,
    withdrawn: false,
    images: byImage(() => ({ url: null, fileId: null })),
  };
  return { product, place: 2, total: 3 };
}

/** The only kind of button that reads this data, with the values in it. */
function heard(data: string): { readonly name: ButtonName; readonly named: Named } | undefined {
  const [found, ...others] = takers(data);
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
      const read = heard(data);
      assert.ok(read !== undefined, `nobody reads ${data}`);
      assert.ok([undefined, productId].includes(read.named.productId), data);
      assert.ok([undefined, saleId].includes(read.named.saleId), data);
    }
  }));
});

const anyName = fc.constantFrom(...Object.keys(BUTTONS) as ButtonName[]);
const anyNamed = fc.record({
  productId: anyId,
  saleId: fc.uuid(),
  field: fc.constantFrom("photo", "title", "description", "price"),
  language: fc.constantFrom(...LANGUAGES),
}, { noNullPrototype: true });

Deno.test("fuzz: a button reads the values that it was built with, and no other kind reads it", async () => {
  await fuzz(fc.property(anyName, anyNamed, (name, values) => {
    const data = dataOf(name, values);
    const read = heard(data);
    assert.equal(read?.name, name);
    assert.deepEqual({ ...values, ...read?.named }, values);
    assert.equal(dataOf(name, read!.named), data);
  }));
});

/** Enough forged buttons that each kind is read at least once. They are quick. */
const ENOUGH_FOR_EACH = 10_000;

/** The part before the first value of each button. */
const verbs = Object.values(BUTTONS).map(({ verb }) => verb === "browse" ? verb : `${verb}:`);
const crumb = fc.oneof(
  fc.constantFrom(...verbs, ":", "photo", "en", "TBF-", "\n", "\u202e", "\0", " "),
  fc.string({ unit: "binary", maxLength: 8 }),
  anyId,
  fc.uuid(),
);

/** Data in the form of the shop's buttons. Its parts need not fit together. */
const wellFormed = fc.tuple(
  fc.constantFrom(...verbs),
  fc.oneof(anyId, fc.uuid(), fc.constantFrom("", ...Object.keys(LOCALES))),
  fc.constantFrom("", ":photo", ":price"),
).map((parts) => parts.join(""));

Deno.test("fuzz: a forged button is not read, or has a valid product, sale, field or language", async () => {
  const heardNames = new Set<string>();
  const crumbs = fc.array(crumb, { maxLength: 5 }).map((each) => each.join(""));
  await fuzz(
    fc.property(fc.oneof(crumbs, wellFormed), (data) => {
      const button = heard(data);
      if (button === undefined) return;
      heardNames.add(button.name);
      assert.ok(new TextEncoder().encode(data).length <= 64, data);
      const { productId, saleId, field, language } = button.named;
      if (productId !== undefined) assert.ok(isProductId(productId), data);
      if (saleId !== undefined) assert.match(saleId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      if (language !== undefined) assert.ok(language in LOCALES, data);
      assert.match(field ?? "photo", /^(photo|title|description|price)$/);
      assert.ok(
        data.endsWith(Object.values(button.named).at(-1) ?? "browse"),
        "nothing comes after the last value",
      );
    }),
    { inputs: ENOUGH_FOR_EACH },
  );
  assert.deepEqual([...heardNames].sort(), Object.keys(BUTTONS).sort(), "each was read once");
});

Deno.test("fuzz: a product id fits into the payload of a deep link unchanged", async () => {
  const payload = fc.oneof(anyId, fc.array(crumb, { maxLength: 3 }).map((parts) => parts.join("")));
  await fuzz(fc.property(payload, (text) => {
    if (!isProductId(text)) return;
    assert.match(text, /^[A-Za-z0-9_-]{1,64}$/);
    const link = new URL(`https://t.me/shop?start=${text}`);
    assert.equal(link.searchParams.get("start"), text);
  }));
  await fuzz(fc.property(anyId, (id) => assert.ok(isProductId(id))));
});
