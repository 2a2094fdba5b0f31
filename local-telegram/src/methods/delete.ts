import * as v from "valibot";
import { requireUser } from "../chats/chats.ts";
import { deleteMessage as removeMessage } from "../chats/messages.ts";
import { badRequest } from "../errors.ts";
import { method } from "./method.ts";
import { chatId, integer, json } from "./params.ts";

/** Deletes a message (core.telegram.org/bots/api#deletemessage). */
export const deleteMessage = method(
  v.object({ chat_id: chatId, message_id: v.optional(integer, 0) }),
  ({ platform, bot }, { chat_id, message_id }) => {
    const user = requireUser(platform, chat_id);
    if (!removeMessage(platform, bot, user.id, message_id)) {
      throw badRequest("Message to delete not found");
    }
    return true;
  },
);

/** Deletes messages and skips those that do not exist (core.telegram.org/bots/api#deletemessages). */
export const deleteMessages = method(
  v.object({
    chat_id: chatId,
    message_ids: json(v.pipe(
      v.array(integer, "can't parse message identifiers JSON array"),
      v.minLength(1, "message identifiers are not specified"),
      v.maxLength(100, "too many message identifiers specified"),
    )),
  }),
  ({ platform, bot }, { chat_id, message_ids }) => {
    const user = requireUser(platform, chat_id);
    for (const messageId of message_ids) removeMessage(platform, bot, user.id, messageId);
    return true;
  },
);
