import assert from "node:assert/strict";
import type { MessageView, RefusalName } from "@vitrine/local-telegram";
import { Api, InputFile } from "grammy";
import {
  labels,
  listProduct,
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  type Talk,
} from "../../devkit/testing/bot.ts";
import { openShop, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { createApi } from "../../src/telegram/mod.ts";

const { button, edit, sell, cancelled, languageChosen, product, failed } = LOCALES.en;

/** Refusals that mean: send a new message. */
const ANEW: readonly RefusalName[] = [
  "message_to_edit_not_found",
  "message_id_invalid",
  "msg_id_invalid",
  "message_edit_time_expired",
  "message_author_required",
  "message_cannot_be_edited",
  "message_media_cannot_be_edited",
  "self_destructing",
  "media_prev_invalid",
  "no_media_to_edit",
];

Deno.test("a buyer gets the next card anew when the old one cannot be edited", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  for (const title of ["A", "B"]) {
    const { productId } = await listProduct(seller, { title });
    await untilStored(shop, productId);
  }
  const buyer = await stranger(shop);
  for (const refusal of ANEW) {
    await t.step(refusal, async () => {
      const [card] = await buyer.say("/browse");
      const fault = await shop.telegram.control.injectFault({
        method: "editMessageMedia",
        refusal,
      });
      const { messages } = await buyer.press(card, button.next);
      assert.equal(await shop.telegram.control.faultHits(fault), 1);
      assert.deepEqual(messages.map(({ kind, text }) => [kind, text.split("\n")[0]]), [[
        "photo",
        "A",
      ]]);
      assert.notEqual(messages[0]!.messageId, card!.messageId);
      assert.deepEqual(labels(messages[0]!), [
        button.previous,
        "2 of 2",
        button.details,
        button.list,
      ]);
    });
  }
  for (const refusal of ["not_modified", "not_modified_code"] as const) {
    await t.step(`${refusal}: nothing is sent`, async () => {
      const [card] = await buyer.say("/browse");
      await shop.telegram.control.injectFault({ method: "editMessageMedia", refusal });
      assert.deepEqual((await buyer.press(card, button.next)).messages, []);
    });
  }
  for (const refusal of ["media_invalid", "media_new_invalid", "photo_invalid"] as const) {
    await t.step(`${refusal} of a file id: the picture is uploaded`, async () => {
      const [card] = await buyer.say("/browse");
      await shop.telegram.control.injectFault({ method: "editMessageMedia", refusal });
      const { messages: [next] } = await buyer.press(card, button.next);
      assert.deepEqual([next?.kind, next?.messageId], ["photo", card?.messageId]);
    });
  }
});

interface Told {
  readonly name: string;
  readonly method: string;
  /** Comes to the message whose button is pressed. */
  readonly begin: (seller: Talk) => Promise<MessageView | undefined>;
  readonly button: string;
  readonly says: string;
  readonly then: readonly string[];
}

const ofMine = async (seller: Talk, ...presses: readonly string[]) => {
  await listProduct(seller);
  let [card] = await seller.say("/my");
  for (const each of presses) [card] = (await seller.press(card, each)).messages;
  return card;
};
const ofPreview = (seller: Talk) => sellUpTo(seller, "preview");

const TOLD: readonly Told[] = [
  {
    name: "what can be changed of a product",
    method: "editMessageReplyMarkup",
    begin: (seller) => ofMine(seller),
    button: button.edit,
    says: sell.chooseEdit,
    then: [button.title, button.description, button.price, button.pictures, button.back],
  },
  {
    name: "the question before a withdrawal",
    method: "editMessageReplyMarkup",
    begin: (seller) => ofMine(seller),
    button: button.withdraw,
    says: edit.withdrawAsk,
    then: [],
  },
  {
    name: "that a product is withdrawn",
    method: "editMessageCaption",
    begin: (seller) => ofMine(seller, button.withdraw),
    button: button.withdrawYes,
    says: edit.withdrawDone,
    then: [],
  },
  {
    name: "that a sale is cancelled",
    method: "editMessageCaption",
    begin: ofPreview,
    button: button.cancel,
    says: cancelled,
    then: [],
  },
  {
    name: "the language",
    method: "editMessageText",
    begin: async (seller) => (await seller.say("/language"))[0],
    button: "English",
    says: languageChosen,
    then: [],
  },
];

Deno.test("a seller is told in a new message what could not be told in the old one", async (t) => {
  await using shop = await openShop();
  for (const { name, method, begin, button, says, then } of TOLD) {
    await t.step(name, async () => {
      const seller = await stranger(shop);
      const message = await begin(seller);
      const fault = await shop.telegram.control.injectFault({
        method,
        refusal: "message_id_invalid",
      });
      const { messages } = await seller.press(message, button);
      assert.equal(await shop.telegram.control.faultHits(fault), 1);
      assert.deepEqual(messages.map(({ text }) => text), [plain(says)]);
      if (then.length > 0) assert.deepEqual(labels(messages[0]!), then);
    });
  }
});

/** Refusals that mean that nobody is there. The bot says nothing more, and no apology. */
const GONE: readonly RefusalName[] = [
  "bot_blocked",
  "user_is_blocked",
  "user_deactivated",
  "input_user_deactivated",
  "chat_not_found",
  "user_not_found",
  "peer_id_invalid",
  "no_right_to_send",
  "chat_write_forbidden",
  "group_upgraded",
];

Deno.test("a user who is out of reach is no failure", async (t) => {
  await using shop = await openShop();
  const buyer = await stranger(shop);
  for (const refusal of GONE) {
    await t.step(refusal, async () => {
      const from = shop.log.length;
      await shop.telegram.control.injectFault({ method: "sendMessage", refusal });
      assert.deepEqual(await buyer.say("/browse"), []);
      assert.deepEqual(failuresSince(shop, from), []);
    });
  }
  await t.step("a mistake of the bot is one, with an apology", async () => {
    const from = shop.log.length;
    await shop.telegram.control.injectFault({
      method: "sendMessage",
      refusal: "button_data_invalid",
    });
    assert.deepEqual((await buyer.say("/browse")).map(({ text }) => text), [plain(failed)]);
    assert.equal(failuresSince(shop, from).length, 1);
  });
  for (const refusal of ["query_too_old", "query_id_invalid"] as const) {
    await t.step(`${refusal}: a click that waits no longer`, async () => {
      const from = shop.log.length;
      const [message] = await buyer.say("/language");
      await shop.telegram.control.injectFault({ method: "answerCallbackQuery", refusal });
      const { control } = shop.telegram;
      const act = await control.click(buyer.person.user.id, message!.messageId, "English");
      assert.deepEqual((await buyer.after(act)).map(({ text }) => text), [plain(languageChosen)]);
      assert.deepEqual(failuresSince(shop, from), []);
    });
  }
  assert.deepEqual((await buyer.say("/browse")).map(({ text }) => text), [
    plain(product.noneOnSale),
  ]);
});

function failuresSince({ log }: Shop, from: number): readonly unknown[] {
  return log.slice(from).filter(({ level }) => level === "error");
}

Deno.test("what was for a topic that is gone is sent into its chat", async (t) => {
  await using unit = await openUnit({ telegram: true });
  const { control, token, url } = unit.telegram;
  const api: Api = createApi({ token, apiRoot: url });
  await control.sendText(7, "/start");
  const photo = new InputFile(await smallPhoto(), "a.jpg");
  for (const refusal of ["thread_not_found", "topic_closed", "topic_deleted"] as const) {
    await t.step(refusal, async () => {
      const match = "message_thread_id";
      await control.injectFault({ refusal, match, times: "always" });
      await api.sendMessage(7, refusal, { message_thread_id: 5 });
      await api.sendPhoto(7, photo, { caption: refusal, message_thread_id: 5 });
      const { messages } = await control.transcript(7);
      assert.deepEqual(messages.slice(-2).map(({ text }) => text), [refusal, refusal]);
      await control.clearFaults();
    });
  }
});
