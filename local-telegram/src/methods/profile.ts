import * as v from "valibot";
import { apiBot, apiChat, requireUser } from "../chats/chats.ts";
import { badRequest } from "../errors.ts";
import { type Platform, recordEvent } from "../state/platform.ts";
import { characterCount } from "../text/formatted_text.ts";
import { type Call, method } from "./method.ts";
import { chatId, text } from "./params.ts";

/** Describes the bot (core.telegram.org/bots/api#getme). */
export function getMe({ bot }: Call) {
  return {
    ...apiBot(bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: true,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

/** Describes a chat (core.telegram.org/bots/api#getchat). */
export const getChat = method(
  v.object({ chat_id: chatId }),
  ({ platform }, { chat_id }) => ({
    ...apiChat(requireUser(platform, chat_id)),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {},
  }),
);

/** The texts of a bot's profile. */
export type ProfileText = "name" | "description" | "short_description";

const MAX_CHARACTERS: Readonly<Record<ProfileText, number>> = {
  name: 64,
  description: 512,
  short_description: 120,
};

/** Makes `setMyName`, `setMyDescription` or `setMyShortDescription`. */
export function setProfileText(which: ProfileText) {
  return method(
    v.object({ [which]: v.optional(text, ""), language_code: v.optional(text, "") }),
    ({ platform, bot }, { language_code: language = "", [which]: value = "" }) => {
      if (characterCount(value) > MAX_CHARACTERS[which]) {
        throw badRequest(`BOT_${which.toUpperCase()}_TOO_LONG`);
      }
      platform.state.profileTexts.set(`${bot.id}:${which}:${language}`, value);
      // An empty chat shows it.
      recordEvent(platform);
      return true;
    },
  );
}

/** Makes `getMyName`, `getMyDescription` or `getMyShortDescription`. */
export function getProfileText(which: ProfileText) {
  return method(
    v.object({ language_code: v.optional(text, "") }),
    ({ platform, bot }, { language_code }) => ({
      [which]: profileText(platform, bot.id, which, language_code) ??
        (which === "name" ? bot.firstName : ""),
    }),
  );
}

/** Returns a text of a bot's profile in a language, or else in the default one. */
export function profileText(
  { state }: Platform,
  botId: number,
  which: ProfileText,
  language = "",
): string | undefined {
  return state.profileTexts.get(`${botId}:${which}:${language}`) ??
    state.profileTexts.get(`${botId}:${which}:`);
}
