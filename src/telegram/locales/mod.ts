/**
 * The texts of the bot in every language. A new language is a file beside `en.ts`, and a line in `languages.ts`.
 * @module
 */
import type { Locale } from "./en.ts";
import * as languages from "./languages.ts";

export type { Locale } from "./en.ts";

/** The code of a language that the bot speaks. */
export type Language = keyof typeof languages;

/** The texts of each language. */
export const LOCALES: Readonly<Record<Language, Locale>> = languages;

/** The codes of all languages. */
export const LANGUAGES = Object.keys(LOCALES) as readonly Language[];

/** The language of users who speak none of the others. */
export const DEFAULT_LANGUAGE: Language = "en";

/** Returns the first of the tags (such as `fr-CA`) that the bot speaks, else its default language. */
export function localeOf(...tags: readonly (string | null | undefined)[]): Locale {
  for (const tag of tags) {
    const code = tag?.toLowerCase().split(/[-_]/)[0];
    const known = LANGUAGES.find((language) => language === code);
    if (known !== undefined) return LOCALES[known];
  }
  return LOCALES[DEFAULT_LANGUAGE];
}
