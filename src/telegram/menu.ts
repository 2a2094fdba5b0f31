import type { Api } from "grammy";
import { describeError, logger } from "../log.ts";
import { DEFAULT_LANGUAGE, type Language, LANGUAGES, type Locale, LOCALES } from "./locales/mod.ts";

/**
 * Publishes the commands menu and the bot's description in every language. If Telegram does not take them now, the shop
 * opens all the same: the next start publishes them again.
 */
export async function publishMenu(api: Api): Promise<void> {
  await orWarn(async () => {
    const calls = await Promise.allSettled(LANGUAGES.flatMap((each) => publishIn(api, each)));
    const failed = calls.find((call) => call.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  });
}

/** Gives a chat the menu in the language that its user has chosen. */
export async function publishMenuTo(api: Api, chatId: number, locale: Locale): Promise<void> {
  const scope = { type: "chat", chat_id: chatId } as const;
  await orWarn(() => api.setMyCommands(menuOf(locale), { scope }));
}

function publishIn(api: Api, language: Language): Promise<true>[] {
  const locale = LOCALES[language];
  const where = language === DEFAULT_LANGUAGE ? {} : { language_code: language };
  return [
    api.setMyCommands(menuOf(locale), where),
    api.setMyDescription(locale.about, where),
    api.setMyShortDescription(locale.about, where),
  ];
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
