import assert from "node:assert/strict";
import { openShop, sell } from "../../devkit/testing/shop.ts";

Deno.test("a press is answered and its page is shown at once: neither waits for the other", async (t) => {
  await using shop = await openShop();
  const { buyer, telegram: { control } } = shop;
  for (const title of ["Chair", "Table"]) await sell(shop.seller, { title });
  let card = await buyer.say("/browse");
  const errors = () => shop.log.filter(({ level }) => level === "error");

  await t.step("the page comes while the answer is held", async () => {
    const sinceId = (await control.calls()).at(-1)!.id;
    const fault = await control.injectFault({ method: "answerCallbackQuery", hold: true });
    card = await buyer.press(card, "▶️");
    assert.match(card.text, /^Chair/);
    // A call that waits too long is given up and made again.
    const ended = (await control.calls({ sinceId })).map(({ method }) => method);
    assert.ok(!ended.includes("answerCallbackQuery"), ended.join());
    await control.releaseFault(fault);
    await control.waitForIdle();
  });
  await t.step("the answer comes while the page is held", async () => {
    const fault = await control.injectFault({ method: "editMessageMedia", hold: true });
    const click = await control.click(buyer.user.id, card.messageId, "◀️");
    await control.waitForAnswer(click.callbackQueryId);
    await control.releaseFault(fault);
    card = await buyer.answerTo(click);
    assert.match(card.text, /^Table/);
    await control.waitForIdle();
  });
  await t.step("an answer that comes too late is no failure", async () => {
    await control.injectFault({ method: "answerCallbackQuery", refusal: "query_too_old" });
    card = await buyer.press(card, "▶️");
    assert.match(card.text, /^Chair/);
    await control.waitForIdle();
    assert.deepEqual(errors(), []);
  });
  await t.step("an answer that Telegram failed to take is tried again, with the page", async () => {
    await control.injectFault({ method: "answerCallbackQuery", code: 502 });
    const click = await control.click(buyer.user.id, card.messageId, "◀️");
    card = await buyer.answerTo(click);
    assert.match(card.text, /^Table/);
    await control.waitForAnswer(click.callbackQueryId);
    await control.waitForIdle();
    assert.deepEqual(errors(), []);
  });
  await t.step("a page that Telegram failed to take is tried again", async () => {
    await control.injectFault({ method: "editMessageMedia", code: 502 });
    card = await buyer.press(card, "▶️");
    assert.match(card.text, /^Chair/);
    await control.waitForIdle();
    assert.deepEqual(errors(), []);
  });
});
