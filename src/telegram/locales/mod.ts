/**
 * What the bot says, in every language. A new language is one file and one line here.
 * @module
 */
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import type { Language, Locale } from "./locale.ts";

export type { AnswerRefusal, Language, Locale } from "./locale.ts";
export { LANGUAGES } from "./locale.ts";

/** The texts of each language. */
export const LOCALES: Readonly<Record<Language, Locale>> = { en, fr };

/** The first of the tags (such as `fr-CA`) whose language the bot speaks; English if none. */
export function localeOf(...tags: readonly (string | null | undefined)[]): Locale {
  for (const tag of tags) {
    const language = tag?.toLowerCase().split(/[-_]/)[0];
    if (language === "en" || language === "fr") return LOCALES[language];
  }
  return en;
}
