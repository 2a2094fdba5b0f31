import type { Api } from "grammy";
import type { BotCommand } from "grammy/types";
import { describeError, logger } from "../log.ts";
import { DEFAULT_LANGUAGE, type Language, LANGUAGES, type Locale, LOCALES } from "./locales/mod.ts";

/** The language of texts in Telegram. Empty: all that have none of their own. */
interface Where {
  readonly language_code?: Language;
}

/**
 * Publishes the commands menu, the bot's descriptions, and its name if the shop has one, in every language. Only what
 * Telegram does not say already is sent: it allows few changes a day. If Telegram does not take them now, the shop opens
 * all the same: the next start publishes them again.
 */
export async function publishMenu(api: Api, name?: string): Promise<void> {
  await orWarn(async () => {
    const texts = [publishCommands, publishDescription, publishShortDescription];
    const calls = await Promise.allSettled([
      ...texts.map((publish) => inEachLanguage((locale, where) => publish(api, locale, where))),
      name !== undefined && inEachLanguage((_, where) => publishName(api, name, where)),
    ]);
    const failed = calls.find((call) => call.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  });
}

/** Gives a chat the menu in the language that its user has chosen. */
export async function publishMenuTo(api: Api, chatId: number, locale: Locale): Promise<void> {
  const scope = { type: "chat", chat_id: chatId } as const;
  await orWarn(() => api.setMyCommands(menuOf(locale), { scope }));
}

/** The default language first: Telegram answers with its text where another language has none of its own. */
async function inEachLanguage(
  publish: (locale: Locale, where: Where) => Promise<void>,
): Promise<void> {
  for (const language of LANGUAGES) {
    await publish(
      LOCALES[language],
      language === DEFAULT_LANGUAGE ? {} : { language_code: language },
    );
  }
}

async function publishCommands(api: Api, locale: Locale, where: Where): Promise<void> {
  const menu = menuOf(locale);
  if (!isSame(await api.getMyCommands(where), menu)) await api.setMyCommands(menu, where);
}

async function publishDescription(api: Api, { intro }: Locale, where: Where): Promise<void> {
  const { description } = await api.getMyDescription(where);
  if (description !== intro) await api.setMyDescription(intro, where);
}

async function publishShortDescription(api: Api, { about }: Locale, where: Where): Promise<void> {
  const { short_description } = await api.getMyShortDescription(where);
  if (short_description !== about) await api.setMyShortDescription(about, where);
}

async function publishName(api: Api, name: string, where: Where): Promise<void> {
  if ((await api.getMyName(where)).name !== name) await api.setMyName(name, where);
}

function menuOf({ commands }: Locale): BotCommand[] {
  return Object.entries(commands).map(([command, description]) => ({ command, description }));
}

function isSame(published: readonly BotCommand[], menu: readonly BotCommand[]): boolean {
  return published.length === menu.length &&
    menu.every(({ command, description }, index) =>
      published[index]?.command === command && published[index].description === description
    );
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
