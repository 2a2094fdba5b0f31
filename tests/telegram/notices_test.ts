import assert from "node:assert/strict";
import type { Locale } from "../../src/telegram/locales/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import {
  labels,
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  type Talk,
} from "../../devkit/testing/bot.ts";

/** A seller who speaks a language. */
async function sellerOf(shop: Shop, { language, languageName }: Locale): Promise<Talk> {
  const seller = await stranger(shop, language);
  const [choice] = await seller.say("/language");
  await seller.press(choice, languageName);
  return seller;
}

/** Confirms a sale of which Telegram has lost all files by then. Returns how to wait for a message about it. */
async function confirmLost({ telegram: { control } }: Shop, seller: Talk, preview: number) {
  await control.forgetAllFiles();
  const { id } = seller.person.user;
  const { messages } = await control.transcript(id);
  const { keyboard } = messages.find(({ messageId }) => messageId === preview)!;
  const confirm = keyboard.flat().find(({ text }) => text.startsWith("✅"))!;
  const act = await control.click(id, preview, confirm.text);
  return (containing: string) => control.nextBotMessage(id, { after: act.event, containing });
}

async function tellOfOne(shop: Shop): Promise<void> {
  const { fr } = LOCALES;
  const seller = await sellerOf(shop, fr);
  const preview = await sellUpTo(seller, "preview", { title: "<b>Lampe</b>" });
  const notice = await (await confirmLost(shop, seller, preview.messageId))("remplacer");
  const its = fr.product.itsPicture("&lt;b&gt;Lampe&lt;/b&gt;");
  assert.equal(notice.text, plain(fr.product.photoUnusable(its, fr.refusal.file_gone)));
  await shop.telegram.control.waitForIdle();
  const listed = await seller.now(preview);
  assert.equal(listed.photo?.widthPx, 800, "a placeholder is shown");
}

async function tellWhich(shop: Shop, t: Locale): Promise<void> {
  const seller = await sellerOf(shop, t);
  await seller.say("/sell");
  await seller.album([await smallPhoto(2), await smallPhoto(3), await smallPhoto(4)]);
  for (const text of ["Lamp", "Fine."]) await seller.say(text);
  const preview = (await seller.say("5")).at(-1)!;
  const next = await confirmLost(shop, seller, preview.messageId);
  for (const place of [1, 3]) {
    const which = t.product.oneOfItsPictures("Lamp", t.product.place(place, 3));
    const { text } = await next(plain(which));
    assert.equal(text, plain(t.product.photoUnusable(which, t.refusal.file_gone)));
  }
  const notice = await next(t.product.place(2, 3));
  // The notices may come before the message that all is on sale.
  await shop.telegram.control.waitForIdle();
  const { messages: [card] } = await seller.press(notice, t.button.pictures);
  const at = labels(card!);
  assert.ok(at.includes(t.product.place(2, 3)), `the picture's card, not ${card!.text}: ${at}`);
}

Deno.test("a seller whose picture cannot be stored is told which one, why, and what to do", async (t) => {
  await using shop = await openShop();
  await t.step("of one", () => tellOfOne(shop));
  for (const locale of Object.values(LOCALES)) {
    await t.step(`of several, ${locale.language}`, () => tellWhich(shop, locale));
  }
});
