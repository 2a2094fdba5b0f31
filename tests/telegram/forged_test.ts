import assert from "node:assert/strict";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { type ButtonName, dataOf } from "../../devkit/testing/keyboards.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { listProduct, sellUpTo, smallPhoto, stranger, texts } from "../../devkit/testing/bot.ts";

const { notOwn, sell, staleButton } = LOCALES.en;

type Owner = "anyone" | "the user" | "the seller" | "the sale" | "an operator";

/** What a forger is told, and whether as an alert. */
const REFUSALS: Readonly<Partial<Record<Owner, readonly [string, boolean]>>> = {
  "the seller": [notOwn.not_yours, true],
  "the sale": [sell.draftGone, true],
  "an operator": [staleButton, false],
};

/** Who may press each button. A button of `the user` works for everybody, but changes only the presser's own things. */
const PRESSED_BY: Record<ButtonName, Owner> = {
  browse: "anyone",
  next: "anyone",
  previous: "anyone",
  place: "anyone",
  details: "anyone",
  backToPage: "anyone",
  picture: "anyone",
  allPictures: "anyone",
  allPicturesFrom: "anyone",
  contact: "anyone",
  contactDo: "anyone",
  language: "the user",
  confirmSale: "the sale",
  editSale: "the sale",
  editSaleField: "the sale",
  previewSale: "the sale",
  cancelSale: "the sale",
  saleSeen: "the sale",
  salePictures: "the sale",
  salePictureFirst: "the sale",
  salePictureReplace: "the sale",
  salePictureRemove: "the sale",
  salePictureAdd: "the sale",
  myNext: "the user",
  myPrevious: "the user",
  myPage: "the seller",
  myEdit: "the seller",
  myEditField: "the seller",
  list: "anyone",
  listNext: "anyone",
  found: "anyone",
  myPictures: "the seller",
  myPictureFirst: "the seller",
  myPictureReplace: "the seller",
  myPictureRemove: "the seller",
  myPictureRemoveDo: "the seller",
  myPictureAdd: "the seller",
  sellPhotos: "the user",
  addPhotos: "the seller",
  myOffSale: "the user",
  myOffSaleOne: "the seller",
  myOffSaleNext: "the user",
  myOffSalePrevious: "the user",
  operatorMend: "an operator",
  operatorRepair: "an operator",
  mySold: "the seller",
  mySoldDo: "the seller",
  myPutBack: "the seller",
  myWithdraw: "the seller",
  myWithdrawSure: "the seller",
  myWithdrawDo: "the seller",
  myDelete: "the seller",
  myDeleteSure: "the seller",
  myDeleteDo: "the seller",
  myDeleteNot: "the seller",
};
const PLACED = { picture: 1, photo: 1, place: 1 };
const KINDS = Object.entries(PRESSED_BY) as [ButtonName, Owner][];

/** Everything that a forged button could change. */
async function everything(shop: Shop) {
  const { db } = shop;
  const columns = [
    "product_id",
    "title",
    "description",
    "price_minor",
    "seller_id",
    "withdrawn_at",
    "deleted_for_good_at",
    "sale_id",
  ] as const;
  return {
    products: await db.selectFrom("products").select(columns).orderBy("product_id").execute(),
    dialogues: await db.selectFrom("dialogues").select(["user_id", "state"]).execute(),
    generations: await db.selectFrom("image_events").select("position")
      .where("type", "=", "ImageInvalidated").execute(),
  };
}

Deno.test("a forged button of another user's product or draft changes nothing", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await sellUpTo(seller, "preview");
  const { saleId } = await seller.dialogue() as { saleId: string };
  const forger = await stranger(shop);
  const [message] = await forger.say("/browse");
  const before = await everything(shop);
  const found = { before: "9", query: "Lamp", since: "i8l4mv0000", all: "1" };
  const named = { productId, saleId, field: "photo", language: "en", ...found, ...PLACED };
  for (const [name, owner] of KINDS) {
    if (owner === "anyone") continue;
    await t.step(name, async () => {
      const { note } = await forger.forge(message, dataOf(name, named));
      const refusal = REFUSALS[owner];
      if (refusal !== undefined) assert.deepEqual([note.text, note.alert], refusal);
      assert.deepEqual(await everything(shop), before);
    });
  }
});

Deno.test("only the seller sees a listed draft again", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  await sellUpTo(seller, "preview");
  const { saleId } = await seller.dialogue() as { saleId: string };
  const [card] = await seller.say("/sell").then((all) => all.slice(-1));
  await seller.press(card, LOCALES.en.button.confirm);
  const forger = await stranger(shop);
  const [message] = await forger.say("/browse");
  const { note } = await forger.forge(message, BUTTONS.confirmSale.data({ saleId }));
  assert.equal(note.text, sell.draftGone);
});

Deno.test("buttons for everybody work for everybody, and each press is answered", async (t) => {
  await using shop = await openShop();
  const { productId } = await listProduct(await stranger(shop));
  const buyer = await stranger(shop);
  const [message] = await buyer.say("/browse");
  for (const [name, owner] of KINDS) {
    if (owner !== "anyone") continue;
    await t.step(name, async () => {
      const { note, messages } = await buyer.forge(
        message,
        dataOf(name, { productId, before: "9", query: "Lamp", ...PLACED }),
      );
      assert.notEqual(note.text, LOCALES.en.failed);
      assert.ok(!texts(messages).includes(LOCALES.en.failed));
    });
  }
});

Deno.test("a forged button of an incomplete sale asks for the missing answer", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const begun = await sellUpTo(seller, "photo");
  const { saleId } = await seller.dialogue() as { saleId: string };
  const { salePictures, salePictureFirst, salePictureRemove } = BUTTONS;
  for (const button of [salePictures, salePictureFirst, salePictureRemove]) {
    const { messages } = await seller.forge(begun, button.data({ saleId, ...PLACED }));
    assert.equal(messages.at(-1)?.text, begun.text);
  }
  const [message] = await seller.photo(await smallPhoto());
  const { confirmSale, previewSale, saleSeen } = BUTTONS;
  const seen = saleSeen.data({ saleId, ...PLACED });
  for (const data of [confirmSale.data({ saleId }), previewSale.data({ saleId }), seen]) {
    const { messages } = await seller.forge(message, data);
    assert.ok(messages.at(-1)!.text.includes("Step 2 of 4"), data);
    assert.equal((await seller.dialogue())?.step, "title");
  }
  await seller.forge(message, BUTTONS.editSaleField.data({ saleId, field: "price" }));
  const [answer] = await seller.say("5");
  assert.ok(answer!.text.includes("Step 2 of 4"), "what is missing is asked for");
});
