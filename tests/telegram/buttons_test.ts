import assert from "node:assert/strict";
import { byImage } from "../../src/domain/mod.ts";
import type { CataloguePage, Product } from "../../src/shop/mod.ts";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import { detailsCard, listedCard, myCard, pageCard } from "../../src/telegram/cards.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import {
  type ButtonName,
  dataOf,
  keyboardsOf,
  type Named,
  takers,
} from "../../devkit/testing/keyboards.ts";

const LONGEST_ID = `TBF-${"x".repeat(42)}`;
const SALE_ID = "0b3ac26e-35f5-4bc3-9e4b-6a3a4a4a0a11";

/**
 * The data of each button, as it is in chats since the first release. You may add lines but not change them, because
 * buttons in chats cannot change either.
 */
const GOLDEN: Record<ButtonName, { readonly data: string; readonly named: Named }> = {
  browse: { data: "browse", named: {} },
  next: { data: "b:n:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  previous: { data: "b:p:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  place: { data: "b:c:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  details: { data: "b:d:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  backToPage: { data: "b:b:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  picture: {
    data: "b:i:TBF-7KQ2MX:3:2",
    named: { productId: "TBF-7KQ2MX", picture: 3, place: 2 },
  },
  allPictures: { data: "b:a:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  allPicturesFrom: {
    data: "b:ai:TBF-7KQ2MX:3:2",
    named: { productId: "TBF-7KQ2MX", picture: 3, place: 2 },
  },
  contact: { data: "c:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  contactDo: { data: "c:y:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  language: { data: "lang:fr", named: { language: "fr" } },
  confirmSale: { data: `s:ok:${SALE_ID}`, named: { saleId: SALE_ID } },
  editSale: { data: `s:ed:${SALE_ID}`, named: { saleId: SALE_ID } },
  editSaleField: {
    data: `s:f:${SALE_ID}:description`,
    named: { saleId: SALE_ID, field: "description" },
  },
  previewSale: { data: `s:pv:${SALE_ID}`, named: { saleId: SALE_ID } },
  cancelSale: { data: `s:no:${SALE_ID}`, named: { saleId: SALE_ID } },
  myNext: { data: "m:n:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myPrevious: { data: "m:p:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myPage: { data: "m:b:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myEdit: { data: "m:e:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myEditField: {
    data: "m:f:TBF-7KQ2MX:photo",
    named: { productId: "TBF-7KQ2MX", field: "photo" },
  },
  saleSeen: { data: `s:v:${SALE_ID}:17:2`, named: { saleId: SALE_ID, photo: 17, place: 2 } },
  salePictures: { data: `s:i:${SALE_ID}:0:1`, named: { saleId: SALE_ID, photo: 0, place: 1 } },
  salePictureFirst: { data: `s:if:${SALE_ID}:17`, named: { saleId: SALE_ID, photo: 17 } },
  salePictureReplace: { data: `s:ic:${SALE_ID}:17`, named: { saleId: SALE_ID, photo: 17 } },
  salePictureRemove: { data: `s:ir:${SALE_ID}:17`, named: { saleId: SALE_ID, photo: 17 } },
  salePictureAdd: { data: `s:ia:${SALE_ID}`, named: { saleId: SALE_ID } },
  myPictures: {
    data: "m:i:TBF-7KQ2MX:3:2",
    named: { productId: "TBF-7KQ2MX", picture: 3, place: 2 },
  },
  myPictureFirst: { data: "m:if:TBF-7KQ2MX:3", named: { productId: "TBF-7KQ2MX", picture: 3 } },
  myPictureReplace: { data: "m:ic:TBF-7KQ2MX:3", named: { productId: "TBF-7KQ2MX", picture: 3 } },
  myPictureRemove: { data: "m:ir:TBF-7KQ2MX:3", named: { productId: "TBF-7KQ2MX", picture: 3 } },
  myPictureRemoveDo: { data: "m:iy:TBF-7KQ2MX:3", named: { productId: "TBF-7KQ2MX", picture: 3 } },
  myPictureAdd: { data: "m:ia:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  sellPhotos: { data: "p:s", named: {} },
  addPhotos: { data: "p:a:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myOffSale: { data: "m:o", named: {} },
  myOffSaleOne: { data: "m:k:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myOffSaleNext: {
    data: "m:on:TBF-7KQ2MX:i8l4mv0000",
    named: { productId: "TBF-7KQ2MX", since: "i8l4mv0000" },
  },
  myOffSalePrevious: {
    data: "m:op:TBF-7KQ2MX:i8l4mv0000",
    named: { productId: "TBF-7KQ2MX", since: "i8l4mv0000" },
  },
  list: { data: "l", named: {} },
  listNext: { data: "l:n:42:a: b", named: { before: "42", query: "a: b" } },
  found: { data: "f:d:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  mySold: { data: "m:s1:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  mySoldDo: { data: "m:s2:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myPutBack: { data: "m:r:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myWithdraw: { data: "m:w1:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myWithdrawSure: { data: "m:w2:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myWithdrawDo: { data: "m:w3:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  operatorMend: { data: "o:m", named: {} },
  operatorRepair: { data: "o:r:1", named: { all: "1" } },
  myDelete: { data: "m:d1:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myDeleteSure: { data: "m:d2:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myDeleteDo: { data: "m:d3:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
  myDeleteNot: { data: "m:d0:TBF-7KQ2MX", named: { productId: "TBF-7KQ2MX" } },
};

const golden = (Object.keys(GOLDEN) as ButtonName[]).map((name) => ({ name, ...GOLDEN[name] }));

Deno.test.each(golden)("the button $name carries $data, and reads it", ({ name, data, named }) => {
  assert.equal(dataOf(name, named), data);
  assert.deepEqual(takers(data), [{ name, named }]);
});

const IMAGES = byImage(() => ({ url: null, fileId: null }));
const product: Product = {
  productId: LONGEST_ID,
  title: "T".repeat(120),
  description: "D".repeat(800),
  price: { minor: 99_999_999, currency: "USD" },
  sellerId: 1,
  sellerUsername: null,
  withdrawn: false,
  sold: false,
  picture: 1,
  images: IMAGES,
  pictures: [{ picture: 1, images: IMAGES }, { picture: 999_999_999, images: IMAGES }],
};
const page: CataloguePage = { product, place: 2, total: 3, hasNext: true };

Deno.test.each<{ productId: string; data: string }>([
  { productId: LONGEST_ID, data: `m:f:${LONGEST_ID}:description` },
  { productId: "42", data: "m:f:42:description" },
  { productId: "Chaise n° 7", data: "m:f:__Q2hhaXNlIG7CsCA3:description" },
  { productId: "a:photo", data: "m:f:__YTpwaG90bw:description" },
])("the button of the product $productId carries $data, and reads it", ({ productId, data }) => {
  const named = { productId, field: "description" };
  assert.equal(dataOf("myEditField", named), data);
  assert.deepEqual(takers(data), [{ name: "myEditField", named }]);
});

Deno.test("the button of a product with a long id carries its hash", () => {
  const data = dataOf("details", { productId: `${LONGEST_ID}x` });
  const [taker, ...others] = takers(data);
  assert.deepEqual([taker?.name, others], ["details", []]);
  assert.deepEqual(taker?.named.productId, { idHash: data.slice("b:d:_-".length) });
});

/** A chat may still have them. */
const SENT_BY_OLDER_RELEASES = ["allPictures", "myWithdrawSure"];

Deno.test("every button of every card has at most 64 bytes and one kind, for the longest id", () => {
  const seen = new Set<string>();
  const keyboards = Object.values(LOCALES).flatMap((t) => keyboardsOf(page, SALE_ID, t));
  for (const button of keyboards.flatMap(({ inline_keyboard }) => inline_keyboard.flat())) {
    if (!("callback_data" in button)) continue;
    const bytes = new TextEncoder().encode(button.callback_data).length;
    assert.ok(bytes <= 64, `${button.callback_data} has ${bytes} bytes`);
    const kinds = takers(button.callback_data);
    assert.equal(kinds.length, 1, `${button.callback_data}: ${kinds.length} kinds`);
    seen.add(kinds[0]!.name);
  }
  assert.deepEqual(
    seen,
    new Set(Object.keys(BUTTONS).filter((name) => !SENT_BY_OLDER_RELEASES.includes(name))),
    "every kind is on some card",
  );
});

/** Characters of a label in a row of one, two and three. A phone with 390 px has room for them; Telegram cuts the rest. */
const ROOM = [50, 18, 12];

Deno.test("the labels of each row fit a phone", () => {
  for (const t of Object.values(LOCALES)) {
    for (const row of keyboardsOf(page, SALE_ID, t).flatMap((each) => each.inline_keyboard)) {
      const most = ROOM[row.length - 1] ?? 0;
      for (const { text } of row) {
        assert.ok([...text.replace(/\ufe0f/g, "")].length <= most, `${text}: over ${most}`);
      }
    }
  }
});

Deno.test("the captions of the longest product fit", () => {
  for (const t of Object.values(LOCALES)) {
    const link = `https://t.me/${"b".repeat(32)}?start=${LONGEST_ID}`;
    const cards = [
      pageCard(page, t),
      detailsCard({ product, contactName: null }, t),
      myCard(page, t),
      listedCard(product, link, t),
    ];
    for (const { caption } of cards) {
      const shown = caption.replace(/<[^>]+>/g, "");
      assert.ok(shown.length <= 1024, `${t.language}: ${shown.length}`);
    }
    const preview = detailsCard({ product, contactName: null }, t).caption + t.sell.preview;
    assert.ok(preview.length <= 1020, `${t.language}: ${preview.length}`);
  }
});

Deno.test.each<{ data: string }>([
  { data: "" },
  { data: "browse " },
  { data: "browse:" },
  { data: "b:n:" },
  { data: `b:n:${LONGEST_ID}x` },
  { data: "b:n:TBF-1\nb:n:TBF-2" },
  { data: "lang:xx" },
  { data: "lang:en|fr" },
  { data: "m:f:TBF-1:seller_id" },
  { data: "m:f:TBF-1" },
  { data: `s:ok:${SALE_ID}x` },
  { data: `s:ok:${SALE_ID.toUpperCase()}` },
])("no button reads $data", ({ data }) => {
  assert.deepEqual(takers(data), []);
});

Deno.test.each<{ name: ButtonName; named: Named }>([
  { name: "next", named: {} },
  { name: "confirmSale", named: { saleId: "TBF-1" } },
  { name: "language", named: { language: "xx" } },
  { name: "myEditField", named: { productId: "TBF-1", field: "photo:x" } },
])("a button $name cannot be built with $named", ({ name, named }) => {
  assert.throws(() => dataOf(name, named), RangeError);
});

Deno.test("each kind of button has its own start", () => {
  const verbs = Object.values(BUTTONS).map(({ verb }) => verb);
  assert.equal(new Set(verbs).size, verbs.length);
});

/** Every source of the bot, by its path. */
async function* sourcesBelow(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) yield* sourcesBelow(url);
    else yield url;
  }
}

Deno.test("only buttons.ts writes the data of buttons", async () => {
  const written = new RegExp(`["'\`](${golden.map(({ data }) => verbOf(data)).join("|")}):`);
  const found: string[] = [];
  for await (const url of sourcesBelow(new URL("../../src/telegram/", import.meta.url))) {
    if (url.pathname.endsWith("/buttons.ts")) continue;
    if (written.test(await Deno.readTextFile(url))) found.push(url.pathname);
  }
  assert.deepEqual(found, []);
});

function verbOf(data: string): string {
  return data.replace(/:?(TBF-7KQ2MX|fr|[0-9a-f-]{36}).*$/, "");
}
