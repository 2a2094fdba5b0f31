/** The languages of reports. */
export const LANGUAGES = ["en", "fr"] as const;

/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** The language of a setting such as `fr_FR.UTF-8`. Undefined for a language that reports do not speak. */
export function languageOf(setting: string): Language | undefined {
  const [code] = setting.toLowerCase().split(/[^a-z]/);
  return LANGUAGES.find((language) => language === code);
}
