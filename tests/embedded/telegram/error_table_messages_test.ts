import { InputMediaBuilder } from "grammy";
import { checkRefusal, OUT_OF_REACH, type Refusal, upload, USER } from "./error_table.ts";
import { png } from "./support.ts";

const rows: Refusal[] = [{
  name: "row 23: a text that stays the same",
  call: ({ api, textMessage }) => api.editMessageText(USER, textMessage, "text"),
  refusal:
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
}, {
  name: "row 23: a photo that stays the same, by upload",
  call: ({ api, photoMessage }) =>
    api.editMessageMedia(USER, photoMessage, InputMediaBuilder.photo(upload(png()))),
  refusal:
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
}, {
  name: "row 24: a message that is gone",
  call: async ({ api, textMessage }) => {
    await api.deleteMessage(USER, textMessage);
    await api.editMessageText(USER, textMessage, "other");
  },
  refusal: "400 Bad Request: message to edit not found",
}, {
  name: "row 25: a message of the user's",
  call: ({ api, userMessage }) => api.editMessageText(USER, userMessage, "other"),
  refusal: "400 Bad Request: message can't be edited",
}, {
  name: "row 26: a text into a photo",
  call: ({ api, photoMessage }) => api.editMessageText(USER, photoMessage, "other"),
  refusal: "400 Bad Request: there is no text in the message to edit",
}, {
  name: "row 27: a caption into a text",
  call: ({ api, textMessage }) => api.editMessageCaption(USER, textMessage, { caption: "c" }),
  refusal: "400 Bad Request: there is no caption in the message to edit",
}, {
  name: "row 29: an attachment that is missing",
  call: ({ api, textMessage }) =>
    api.editMessageMedia(USER, textMessage, InputMediaBuilder.photo("attach://nothing")),
  refusal: "400 Bad Request: can't parse InputMedia: media not found",
}, {
  name: "row 30: a caption of 1025 characters",
  call: ({ api, photoId }) => api.sendPhoto(USER, photoId, { caption: "x".repeat(1025) }),
  refusal: "400 Bad Request: message caption is too long",
}, {
  name: "row 31: a text of 4097 characters",
  call: ({ api }) => api.sendMessage(USER, "x".repeat(4097)),
  refusal: "400 Bad Request: message is too long",
}, {
  name: "row 31: a text of nothing but blanks",
  call: ({ api }) => api.sendMessage(USER, " \n"),
  refusal: "400 Bad Request: message text is empty",
}, {
  name: "row 32: callback data of 65 bytes",
  call: ({ api }) =>
    api.sendMessage(USER, "x", {
      reply_markup: { inline_keyboard: [[{ text: "b", callback_data: "é".repeat(32) + "x" }]] },
    }),
  refusal: "400 Bad Request: BUTTON_DATA_INVALID",
}, {
  name: "row 33: HTML that is not closed",
  call: ({ api }) => api.sendMessage(USER, "é<b>x", { parse_mode: "HTML" }),
  refusal:
    `400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
}, {
  name: "row 34: a click that nobody made",
  call: ({ api }) => api.answerCallbackQuery("123"),
  refusal: "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
}, {
  name: "row 36: a user who blocked the bot",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.blocker, "x"),
  refusal: "403 Forbidden: bot was blocked by the user",
}, {
  name: "row 37: a deleted account",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.leaver, "x"),
  refusal: "403 Forbidden: user is deactivated",
}, {
  name: "row 38: a user who never wrote",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.stranger, "x"),
  refusal: "403 Forbidden: bot can't initiate conversation with a user",
}, {
  name: "row 39: nobody",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.nobody, "x"),
  refusal: "400 Bad Request: chat not found",
}, {
  name: "row 39: a name",
  call: ({ api }) => api.sendMessage("@channel", "x"),
  refusal: "400 Bad Request: chat not found",
}, {
  name: "row 39: no chat id",
  call: ({ api }) => api.raw.sendMessage({ text: "x" } as never),
  refusal: "400 Bad Request: chat_id is empty",
}, {
  name: "row 46: a method that is none",
  call: ({ api }) => (api.raw as unknown as Record<string, () => Promise<unknown>>).sendLove!(),
  refusal: "404 Not Found: method not found",
}];

Deno.test.each<Refusal>(rows)("a call is refused by $name", checkRefusal);
