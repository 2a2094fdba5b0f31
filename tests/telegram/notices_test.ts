import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import { plain, sellUpTo, stranger } from "../../devkit/testing/bot.ts";

Deno.test("a seller whose picture cannot be stored is told why, and what to do", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const seller = await stranger(shop, "fr");
  const [choice] = await seller.say("/language");
  await seller.press(choice, "Français");
  const preview = await sellUpTo(seller, "preview", { title: "<b>Lampe</b>" });
  await control.forgetAllFiles();
  const { id } = seller.person.user;
  const act = await control.click(id, preview.messageId, LOCALES.fr.button.confirm);
  const containing = "remplacer";
  const notice = await control.nextBotMessage(id, {
    after: act.event,
    containing,
  });
  const { product, refusal } = LOCALES.fr;
  assert.equal(
    notice.text,
    plain(product.photoUnusable("&lt;b&gt;Lampe&lt;/b&gt;", refusal.file_gone)),
  );
  await control.waitForIdle();
  const listed = await seller.now(preview);
  assert.equal(listed.photo?.widthPx, 800, "a placeholder is shown");
});
