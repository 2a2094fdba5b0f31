import assert from "node:assert/strict";
import { loadImages } from "../../src/event_log/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { photoJpeg, png, svg } from "../../devkit/testing/pictures.ts";
import { openShop, untilStored } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  texts,
} from "../../devkit/testing/bot.ts";

const { en } = LOCALES;
const { button, edit, notOwn, product } = en;

Deno.test("/my shows only the user's own products, newest first", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  assert.deepEqual(texts(await seller.say("/my")), [product.noneOfYours]);
  const first = await listProduct(seller, { title: "Mine 1" });
  await listProduct(await stranger(shop), { title: "Another's" });
  await listProduct(seller, { title: "Mine 2" });
  const [card] = await seller.say("/my");
  assert.match(card!.text, /^Mine 2\n/);
  assert.ok(labels(card!).includes("1 of 2"));
  const { messages: [next] } = await seller.press(card, button.next);
  assert.equal(next?.messageId, card?.messageId);
  assert.ok(next!.text.startsWith("Mine 1\n") && next!.text.endsWith(first.productId));
  const { messages: [back] } = await seller.press(next, button.previous);
  assert.match(back!.text, /^Mine 2\n/);
});

Deno.test("each field of a product can be changed", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  await listProduct(seller);
  const cases = [
    { field: "title", bad: "x".repeat(121), good: "Chair", shown: /^Chair\n/ },
    { field: "description", bad: "y".repeat(801), good: "New.", shown: /\n\nNew\./ },
    { field: "price", bad: "-1", good: "$7", shown: /\n\$7\.00\n/ },
  ] as const;
  for (const { field, bad, good, shown } of cases) {
    await t.step(field, async () => {
      const [card] = await seller.say("/my");
      const { messages: [choice] } = await seller.press(card, button.edit);
      const { messages: [question] } = await seller.press(choice, button[field]);
      assert.deepEqual(labels(question!), [button.back]);
      const [refusal] = await seller.say(bad);
      assert.notEqual(refusal?.text, edit.changed);
      const album = [await smallPhoto(1), await smallPhoto(2)];
      assert.deepEqual(texts(await seller.album(album)), [en.refusal.text_needed], "once");
      const [done, now] = await seller.say(good);
      assert.equal(done?.text, edit.changed);
      assert.match(now!.text, shown);
      assert.notEqual((await seller.dialogue())?.kind, "edit");
    });
  }
});

Deno.test("a picture is replaced by a photo, a file or an album, and shown at once", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await untilStored(shop, productId);
  const buyer = await stranger(shop);
  const scene = { widthPx: 300, heightPx: 200 };
  const cases = [
    { name: "photo", replace: async () => await seller.photo(await smallPhoto(2)) },
    {
      name: "file",
      replace: async () => await seller.document(await png({ ...scene, seed: 3 })),
    },
    {
      name: "album",
      replace: async () => await seller.album([await smallPhoto(4), await smallPhoto(5)]),
    },
  ];
  for (const { name, replace } of cases) {
    await t.step(name, async () => {
      const [before] = await buyer.say(`/start ${productId}`);
      const { images: { cover: { generation } } } = await loadImages(shop.db, productId);
      const [card] = await seller.say("/my");
      await seller.press(card, button.replacePhoto);
      assert.deepEqual(texts(await seller.document(svg())), [en.refusal.unsupported_type]);
      const answers = texts(await replace());
      assert.ok(answers.includes(edit.replaced));
      const others = name === "album" ? [en.pictures.addedTo("Lamp", 2)] : [];
      assert.deepEqual(answers.filter((text) => text.startsWith("✅")), others.map(plain));
      const [after] = await buyer.say(`/start ${productId}`);
      assert.notEqual(after?.photo?.fileUniqueId, before?.photo?.fileUniqueId);
      const { images: { cover } } = await loadImages(shop.db, productId);
      assert.equal(cover.generation, generation + 1, "replaced once");
      await untilStored(shop, productId);
    });
  }
});

Deno.test("Back from the question shows the product, unchanged", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  await listProduct(seller);
  const [card] = await seller.say("/my");
  const { messages: [question] } = await seller.press(card, button.replacePhoto);
  const { messages: [back] } = await seller.press(question, button.back);
  assert.equal(back?.text, card?.text);
  assert.equal(await seller.dialogue(), null);
  assert.deepEqual(texts(await seller.photo(await smallPhoto(7))), [en.pictures.aside(1)]);
});

Deno.test("an unfinished sale waits while a product is changed", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  await listProduct(seller);
  await sellUpTo(seller, "description", { title: "Second" });
  const beginEdit = async () => {
    const [card] = await seller.say("/my");
    await seller.press(card, button.edit);
    const { messages } = await seller.press(card, button.title);
    return messages.at(-1)!;
  };
  const resumes = (all: readonly string[]) => {
    assert.ok(all.at(-1)!.startsWith(en.sell.resumed), all.join("\n---\n"));
    assert.ok(all.at(-1)!.includes("Step 3 of 4"));
  };
  await t.step("the sale continues after the change", async () => {
    await beginEdit();
    resumes(texts(await seller.say("Renamed")));
  });
  await t.step("the sale continues after Back", async () => {
    const question = await beginEdit();
    resumes(texts((await seller.press(question, button.back)).messages));
  });
  await t.step("the sale continues after /cancel", async () => {
    await beginEdit();
    resumes(texts(await seller.say("/cancel")));
  });
  await t.step("the sale continues after /sell", async () => {
    await beginEdit();
    resumes(texts(await seller.say("/sell")));
  });
  await seller.say("A fine one.");
  const [preview] = await seller.say("3");
  assert.match(preview!.text, /^Second\n/);
});

Deno.test("withdrawing needs one confirmation", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  const isWithdrawn = async () => {
    const row = await shop.db.selectFrom("products").select("withdrawn_at")
      .where("product_id", "=", productId).executeTakeFirstOrThrow();
    return row.withdrawn_at !== null;
  };
  const [card] = await seller.say("/my");
  const first = await seller.press(card, button.withdraw);
  assert.deepEqual([first.note.text, first.note.alert], [edit.withdrawAsk, true]);
  const { messages: [kept] } = await seller.press(card, button.keepOnSale);
  assert.deepEqual(labels(kept!), labels(card!));
  await seller.press(card, button.withdraw);
  assert.equal(await isWithdrawn(), false);
  const { messages: [done] } = await seller.press(card, button.withdrawYes);
  const left = [button.putBack, button.deleteForGood];
  const caption = `Lamp\n€12.50\n\nA fine one.\n\n${productId}\n\n${edit.withdrawDone}`;
  assert.deepEqual([done!.text, labels(done!)], [caption, left]);
  assert.equal(await isWithdrawn(), true);
  assert.deepEqual(texts(await seller.say("/my")), [product.offSale]);
  const again = await seller.forge(card, `m:w3:${productId}`);
  assert.equal(again.note.text, notOwn.withdrawn, "a second press says that it is done");
});

Deno.test("an answer changes nothing when the product was withdrawn in the meantime", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  const [card] = await seller.say("/my");
  await seller.press(card, button.replacePhoto);
  await shop.db.updateTable("products").set({ withdrawn_at: new Date() }).execute();
  const { version } = await loadImages(shop.db, productId);
  const photo = await photoJpeg({ widthPx: 320, heightPx: 240, seed: 11 });
  assert.deepEqual(texts(await seller.photo(photo)), [notOwn.withdrawn]);
  const { images: { cover } } = await loadImages(shop.db, productId);
  assert.equal(cover.generation, 0);
  assert.ok(version >= 1);
  assert.equal(await seller.dialogue(), null);
});
