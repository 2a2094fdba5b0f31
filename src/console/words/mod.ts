/**
 * The texts of the console, in each language.
 * @module
 */
import { EN, type Words } from "./en.ts";
import { FR } from "./fr.ts";

export type { Words } from "./en.ts";

const LANGUAGES: Readonly<Record<string, Words>> = { en: EN, fr: FR };

/** The texts in the language that a person has chosen, else in the first one of `Accept-Language` that is there. */
export function wordsFor(chosen: string | undefined, acceptLanguage = ""): Words {
  const wanted = acceptLanguage.split(",").map((each) => {
    const [tag = "", ...rest] = each.trim().toLowerCase().split(";");
    const quality = Number(/q=([0-9.]+)/.exec(rest.join(";"))?.[1] ?? 1);
    return { language: tag.slice(0, 2), quality };
  }).filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  const names = [chosen ?? "", ...wanted.map(({ language }) => language)];
  const found = names.find((name) => Object.hasOwn(LANGUAGES, name));
  return LANGUAGES[found ?? "en"]!;
}
