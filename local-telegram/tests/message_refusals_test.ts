import { InputMediaBuilder } from "grammy";
import { png } from "./support/pictures.ts";
import { checkRefusal, OUT_OF_REACH, type Refusal, upload, USER } from "./support/refusals.ts";

const rows: Refusal[] = [{
  name: "an edit that does not change the text",
  call: ({ api, textMessage }) => api.editMessageText(USER, textMessage, "text"),
  refusal:
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
}, {
  name: "an edit that uploads the same photo again",
  call: ({ api, photoMessage }) =>
    api.editMessageMedia(USER, photoMessage, InputMediaBuilder.photo(upload(png()))),
  refusal:
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
}, {
  name: "an edit of a deleted message",
  call: async ({ api, textMessage }) => {
    await api.deleteMessage(USER, textMessage);
    await api.editMessageText(USER, textMessage, "other");
  },
  refusal: "400 Bad Request: message to edit not found",
}, {
  name: "an edit of the user's message",
  call: ({ api, userMessage }) => api.editMessageText(USER, userMessage, "other"),
  refusal: "400 Bad Request: message can't be edited",
}, {
  name: "a new text for a photo",
  call: ({ api, photoMessage }) => api.editMessageText(USER, photoMessage, "other"),
  refusal: "400 Bad Request: there is no text in the message to edit",
}, {
  name: "a caption for a text",
  call: ({ api, textMessage }) => api.editMessageCaption(USER, textMessage, { caption: "c" }),
  refusal: "400 Bad Request: there is no caption in the message to edit",
}, {
  name: "a missing attachment",
  call: ({ api, textMessage }) =>
    api.editMessageMedia(USER, textMessage, InputMediaBuilder.photo("attach://nothing")),
  refusal: "400 Bad Request: can't parse InputMedia: media not found",
}, {
  name: "a caption of 1025 characters",
  call: ({ api, photoId }) => api.sendPhoto(USER, photoId, { caption: "x".repeat(1025) }),
  refusal: "400 Bad Request: message caption is too long",
}, {
  name: "a text of 4097 characters",
  call: ({ api }) => api.sendMessage(USER, "x".repeat(4097)),
  refusal: "400 Bad Request: message is too long",
}, {
  name: "a text of spaces only",
  call: ({ api }) => api.sendMessage(USER, " \n"),
  refusal: "400 Bad Request: message text is empty",
}, {
  name: "callback data of 65 bytes",
  call: ({ api }) =>
    api.sendMessage(USER, "x", {
      reply_markup: { inline_keyboard: [[{ text: "b", callback_data: "é".repeat(32) + "x" }]] },
    }),
  refusal: "400 Bad Request: BUTTON_DATA_INVALID",
}, {
  name: "HTML with an open tag",
  call: ({ api }) => api.sendMessage(USER, "é<b>x", { parse_mode: "HTML" }),
  refusal:
    `400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
}, {
  name: "an answer to a click that nobody made",
  call: ({ api }) => api.answerCallbackQuery("123"),
  refusal: "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
}, {
  name: "a user who blocked the bot",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.blocker, "x"),
  refusal: "403 Forbidden: bot was blocked by the user",
}, {
  name: "a deleted account",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.leaver, "x"),
  refusal: "403 Forbidden: user is deactivated",
}, {
  name: "a user who never wrote",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.stranger, "x"),
  refusal: "403 Forbidden: bot can't initiate conversation with a user",
}, {
  name: "an unknown user",
  call: ({ api }) => api.sendMessage(OUT_OF_REACH.nobody, "x"),
  refusal: "400 Bad Request: chat not found",
}, {
  name: "a channel's name",
  call: ({ api }) => api.sendMessage("@channel", "x"),
  refusal: "400 Bad Request: chat not found",
}, {
  name: "no chat id",
  call: ({ api }) => api.raw.sendMessage({ text: "x" } as never),
  refusal: "400 Bad Request: chat_id is empty",
}, {
  name: "an unknown method",
  call: ({ api }) => (api.raw as unknown as Record<string, () => Promise<unknown>>).sendLove!(),
  refusal: "404 Not Found: method not found",
}];

Deno.test.each<Refusal>(rows)("a call is refused for $name", checkRefusal);
