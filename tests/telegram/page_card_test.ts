import assert from "node:assert/strict";
import type { CataloguePage } from "../../src/shop/mod.ts";
import { myCard, pageCard } from "../../src/telegram/cards.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { NO_PICTURE } from "../../devkit/testing/use_cases.ts";

const { en, fr } = LOCALES;
const { previous, next } = en.button;

const product = {
  productId: "TBF-7KQ2MX",
  title: "Lamp",
  description: null,
  price: null,
  sellerId: 1,
  sellerUsername: null,
  withdrawn: false,
  sold: false,
  ...NO_PICTURE,
};

interface Case {
  readonly page: Omit<CataloguePage, "product">;
  readonly labels: readonly string[];
}

Deno.test.each<Case>([
  { page: { place: 1, total: 1, hasNext: false }, labels: ["1 of 1"] },
  { page: { place: 1, total: 3, hasNext: true }, labels: ["1 of 3", next] },
  { page: { place: 2, total: 3, hasNext: true }, labels: [previous, "2 of 3", next] },
  { page: { place: 3, total: 3, hasNext: false }, labels: [previous, "3 of 3"] },
  { page: { place: 12, total: null, hasNext: true }, labels: [previous, "12 of 100+", next] },
  { page: { place: null, total: null, hasNext: true }, labels: [previous, "100+", next] },
  { page: { place: null, total: null, hasNext: false }, labels: [previous, "100+"] },
])("a page at $page.place of $page.total has the buttons $labels", ({ page, labels }) => {
  for (const card of [pageCard, myCard]) {
    const [row] = card({ product, ...page }, en).keyboard.inline_keyboard;
    assert.deepEqual(row!.map(({ text }) => text), labels);
  }
});

Deno.test("a place among many in French", () => {
  const page = { product, place: 12, total: null, hasNext: false };
  const [row] = pageCard(page, fr).keyboard.inline_keyboard;
  assert.equal(row![1]!.text, "12 sur 100+");
});
