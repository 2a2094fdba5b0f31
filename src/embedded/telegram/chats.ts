import { ApiRefusal, badRequest } from "./errors.ts";
import type { Platform } from "./platform.ts";
import type { BotRecord, UserRecord } from "./records.ts";

/** The key of a user's chat with a bot. */
export function chatKey(botId: number, userId: number): string {
  return `${botId}:${userId}`;
}

/** The user behind a chat id; refuses an id that names nobody. Only private chats exist here. */
export function requireUser(platform: Platform, chatId: number | undefined): UserRecord {
  const user = chatId === undefined ? undefined : platform.state.users.get(String(chatId));
  if (user === undefined) throw badRequest("Chat not found");
  return user;
}

/** The user whom the bot may write to now; refuses as Telegram does when it may not. */
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

/** A user as the Bot API shows one. */
export function apiUser(user: UserRecord) {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
    ...(user.languageCode === undefined ? {} : { language_code: user.languageCode }),
  };
}

/** A bot as the Bot API shows one. */
export function apiBot(bot: BotRecord) {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

/** A private chat as the Bot API shows one. */
export function apiChat(user: UserRecord) {
  return {
    id: user.id,
    type: "private",
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
  };
}
