import assert from "node:assert/strict";
import fc from "fast-check";
import { isProductId } from "../../src/domain/mod.ts";
import type { CataloguePage } from "../../src/shop/mod.ts";
import { CALLBACKS } from "../../src/telegram/buttons.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { keyboardsOf } from "../../devkit/testing/keyboards.ts";
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
    images: { cover: { url: null, fileId: null }, thumb: { url: null, fileId: null } },
  };
  return { product, place: 2, total: 3 };
}

/** The one handler that a button is for, and what it hears. */
function heard(data: string): { name: string; argument?: string; field?: string } | undefined {
  const found = Object.entries(CALLBACKS).flatMap(([name, pattern]) => {
    const match = pattern.exec(data);
    return match === null ? [] : [{ name, argument: match[1]!, field: match[2]! }];
  });
  assert.ok(found.length <= 1, `${JSON.stringify(data)} is heard by ${found.length}`);
  return found[0];
}

Deno.test("fuzz: every button of every card has at most 64 bytes and is heard as it was meant", async () => {
  await fuzz(fc.property(anyId, fc.uuid(), anyLocale, (productId, saleId, t) => {
    const keyboards = keyboardsOf(pageOf(productId), saleId, t);
    for (const button of keyboards.flatMap((keyboard) => keyboard.inline_keyboard.flat())) {
      if (!("callback_data" in button)) continue;
      const { callback_data: data } = button;
      assert.ok(new TextEncoder().encode(data).length <= 64, data);
      const handler = heard(data);
      assert.ok(handler !== undefined, `nobody hears ${data}`);
      assert.ok([undefined, productId, saleId].includes(handler.argument), data);
    }
  }));
});

/** What comes before the argument of each button. */
const verbs = Object.values(CALLBACKS).map(({ source }) => source.replace(/^\^([^($]*).*$/s, "$1"));
const crumb = fc.oneof(
  fc.constantFrom(...verbs, ":", "photo", "en", "TBF-", "\n", "\u202e", "\0", " "),
  fc.string({ unit: "binary", maxLength: 8 }),
  anyId,
  fc.uuid(),
);

/** As the shop's own buttons are put together, though perhaps not of parts that belong together. */
const wellFormed = fc.tuple(
  fc.constantFrom(...verbs),
  fc.oneof(anyId, fc.uuid(), fc.constantFrom("", ...Object.keys(LOCALES))),
  fc.constantFrom("", ":photo", ":price"),
).map((parts) => parts.join(""));

Deno.test("fuzz: a forged button is heard by nobody, or names a product, a sale or a language in its form", async () => {
  const heardNames = new Set<string>();
  const crumbs = fc.array(crumb, { maxLength: 5 }).map((each) => each.join(""));
  await fuzz(fc.property(fc.oneof(crumbs, wellFormed), (data) => {
    const handler = heard(data);
    if (handler === undefined) return;
    heardNames.add(handler.name);
    assert.ok(new TextEncoder().encode(data).length <= 64, data);
    const { argument, field } = handler;
    const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(argument ?? "");
    const isMeant = argument === undefined || isProductId(argument) || isUuid ||
      argument in LOCALES;
    assert.ok(isMeant, data);
    assert.match(field ?? "photo", /^(photo|title|description|price)$/);
    assert.ok(data.endsWith(field ?? argument ?? "browse"), "nothing comes behind it");
  }));
  assert.deepEqual([...heardNames].sort(), Object.keys(CALLBACKS).sort(), "each was heard once");
});

Deno.test("fuzz: a deep link's payload is a product id only where Telegram carries it whole", async () => {
  const payload = fc.oneof(anyId, fc.array(crumb, { maxLength: 3 }).map((parts) => parts.join("")));
  await fuzz(fc.property(payload, (text) => {
    if (!isProductId(text)) return;
    assert.match(text, /^[A-Za-z0-9_-]{1,64}$/);
    const link = new URL(`https://t.me/shop?start=${text}`);
    assert.equal(link.searchParams.get("start"), text);
  }));
  await fuzz(fc.property(anyId, (id) => assert.ok(isProductId(id))));
});
