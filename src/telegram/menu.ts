import type { Api } from "grammy";
import { describeError, logger } from "../log.ts";
import { type Locale, LOCALES } from "./locales/mod.ts";

/**
 * Publishes the commands menu and the bot's description in every language; English is the default. That Telegram
 * does not take them now is no reason to keep the shop closed: the next start publishes them again.
 */
export async function publishMenu(api: Api): Promise<void> {
  await orWarn(async () => {
    for (const locale of Object.values(LOCALES)) await publishIn(api, locale);
  });
}

/** Gives a chat the menu of the language that its user has chosen, whatever Telegram says of the user. */
export async function publishMenuTo(api: Api, chatId: number, locale: Locale): Promise<void> {
  const scope = { type: "chat", chat_id: chatId } as const;
  await orWarn(() => api.setMyCommands(menuOf(locale), { scope }));
}

async function publishIn(api: Api, locale: Locale): Promise<void> {
  const { language, about } = locale;
  const where = language === "en" ? {} : { language_code: language };
  await api.setMyCommands(menuOf(locale), where);
  await api.setMyDescription(about, where);
  await api.setMyShortDescription(about, where);
}

function menuOf({ commands }: Locale) {
  return Object.entries(commands).map(([command, description]) => ({ command, description }));
}

async function orWarn(publish: () => Promise<unknown>): Promise<void> {
  try {
    await publish();
  } catch (error) {
    logger("telegram").warn("The commands menu could not be published: {error}", {
      error: describeError(error),
    });
  }
}
