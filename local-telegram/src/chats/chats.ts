import { ApiRefusal, badRequest } from "../errors.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, UserRecord } from "../state/records.ts";

/** Returns the key of a user's chat with a bot. */
export function chatKey(botId: number, userId: number): string {
  return `${botId}:${userId}`;
}

/** Returns the user of a chat id, or refuses an unknown id. Only private chats exist here. */
export function requireUser(platform: Platform, chatId: number | undefined): UserRecord {
  const user = chatId === undefined ? undefined : platform.state.users.get(String(chatId));
  if (user === undefined) throw badRequest("Chat not found");
  return user;
}

/** Returns the user of a chat id, if the bot may write to this user now. Refuses in Telegram's words otherwise. */
export function requireWritableChat(
  platform: Platform,
  bot: BotRecord,
  chatId: number | undefined,
): UserRecord {
  const user = requireUser(platform, chatId);
  const chat = platform.state.chats.get(chatKey(bot.id, user.id));
  if (user.deactivated === true) throw new ApiRefusal(403, "user is deactivated");
  if (chat === undefined) {
    throw new ApiRefusal(403, "bot can't initiate conversation with a user");
  }
  if (chat.blocked) throw new ApiRefusal(403, "bot was blocked by the user");
  return user;
}

/** Shows a user as the Bot API does. */
export function apiUser(user: UserRecord) {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
    ...(user.languageCode === undefined ? {} : { language_code: user.languageCode }),
  };
}

/** Shows a bot as the Bot API does. */
export function apiBot(bot: BotRecord) {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

/** Shows a private chat as the Bot API does. */
export function apiChat(user: UserRecord) {
  return {
    id: user.id,
    type: "private",
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
  };
}
