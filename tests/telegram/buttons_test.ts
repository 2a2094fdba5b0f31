import assert from "node:assert/strict";
import { isProductId } from "../../src/domain/mod.ts";
import type { CataloguePage, Product } from "../../src/shop/mod.ts";
import { CALLBACKS } from "../../src/telegram/buttons.ts";
import { detailsCard, listedCard, myCard, pageCard } from "../../src/telegram/card.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { keyboardsOf } from "../../devkit/testing/keyboards.ts";

const LONGEST_ID = `TBF-${"x".repeat(42)}`;
const SALE_ID = "0b3ac26e-35f5-4bc3-9e4b-6a3a4a4a0a11";

const product: Product = {
  productId: LONGEST_ID,
  title: "T".repeat(120),
  description: "D".repeat(800),
  price: { minor: 99_999_999, currency: "USD" },
  sellerId: 1,
  sellerUsername: null,
  withdrawn: false,
  images: { cover: { url: null, fileId: null }, thumb: { url: null, fileId: null } },
};
const page: CataloguePage = { product, place: 2, total: 3 };

function matching(data: string): string[] {
  return Object.entries(CALLBACKS).filter(([, pattern]) => pattern.test(data))
    .map(([name]) => name);
}

Deno.test("every button of every card fits 64 bytes and is one handler's, for the longest id", () => {
  assert.ok(isProductId(LONGEST_ID) && !isProductId(`${LONGEST_ID}x`));
  const seen = new Set<string>();
  const keyboards = Object.values(LOCALES).flatMap((t) => keyboardsOf(page, SALE_ID, t));
  for (const button of keyboards.flatMap(({ inline_keyboard }) => inline_keyboard.flat())) {
    if (!("callback_data" in button)) continue;
    const bytes = new TextEncoder().encode(button.callback_data).length;
    assert.ok(bytes <= 64, `${button.callback_data} has ${bytes} bytes`);
    const names = matching(button.callback_data);
    assert.equal(names.length, 1, `${button.callback_data}: ${names}`);
    seen.add(names[0]!);
  }
  const elsewhere = ["language", "previewSale", "myPage"];
  assert.deepEqual(
    new Set([...seen, ...elsewhere]),
    new Set(Object.keys(CALLBACKS)),
    "no pattern is without a button",
  );
});

Deno.test("the captions of the longest product have room", () => {
  for (const t of Object.values(LOCALES)) {
    const link = `https://t.me/${"b".repeat(32)}?start=${LONGEST_ID}`;
    const cards = [
      pageCard(page, t),
      detailsCard(product, t),
      myCard(page, t),
      listedCard(product, link, t),
    ];
    for (const { caption } of cards) {
      const shown = caption.replace(/<[^>]+>/g, "");
      assert.ok(shown.length <= 1024, `${t.language}: ${shown.length}`);
    }
    const preview = detailsCard(product, t).caption + t.sell.preview;
    assert.ok(preview.length <= 1020, `${t.language}: ${preview.length}`);
  }
});

Deno.test.each<{ data: string }>([
  { data: "" },
  { data: "browse " },
  { data: "b:n:" },
  { data: `b:n:${LONGEST_ID}x` },
  { data: "b:n:TBF-1\nb:n:TBF-2" },
  { data: "lang:de" },
  { data: "m:f:TBF-1:seller_id" },
  { data: `s:ok:${SALE_ID}x` },
  { data: `s:ok:${SALE_ID.toUpperCase()}` },
])("no pattern takes $data", ({ data }) => {
  assert.deepEqual(matching(data), []);
});
