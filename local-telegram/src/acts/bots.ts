import type { BotSummary, NewBot } from "../control/control.ts";
import { refused } from "../errors.ts";
import { profileText } from "../methods/profile.ts";
import { chosenBot, type Platform } from "../state/platform.ts";
import type { BotRecord, State } from "../state/records.ts";
import type { ControlPart } from "./control_part.ts";

/** Adds a bot, or changes the one with the same id. A new token replaces the old one. */
export function putBot(state: State, { token, username, firstName = username }: NewBot): BotRecord {
  const [, digits] = /^(\d{1,15}):[\w-]+$/.exec(token) ?? [];
  if (digits === undefined) throw refused("Cannot add the bot: its token is not <number>:<secret>");
  const id = Number(digits);
  const bot = { ...state.bots.get(String(id)), id, token, username, firstName };
  state.bots.set(String(id), bot);
  return bot;
}

/** Serves more bots and lists them. */
export function createBotControl(platform: Platform): ControlPart<"addBot" | "bots"> {
  const { state } = platform;
  return {
    addBot: (bot) => summaryOf(platform, putBot(state, bot)),
    bots: ({ userId } = {}) => {
      const first = chosenBot(platform);
      const others = state.bots.values().filter((bot) => bot.id !== first.id);
      const language = state.users.get(String(userId))?.languageCode?.slice(0, 2).toLowerCase();
      return [first, ...others].map((bot) => summaryOf(platform, bot, language));
    },
  };
}

function summaryOf(
  platform: Platform,
  { id, username, firstName }: BotRecord,
  language?: string,
): BotSummary {
  return {
    id,
    username,
    firstName: profileText(platform, id, "name", language) ?? firstName,
    description: profileText(platform, id, "description", language) ?? "",
    shortDescription: profileText(platform, id, "short_description", language) ?? "",
  };
}
