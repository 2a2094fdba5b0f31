import type { Language } from "../language.ts";
import type { PageWords } from "./page_words.ts";
import { ENGLISH } from "./words_en.ts";
import { FRENCH } from "./words_fr.ts";

const WORDS: Readonly<Record<Language, PageWords>> = { en: ENGLISH, fr: FRENCH };

/** The words of a language. */
export function wordsOf(language: Language): PageWords {
  return WORDS[language];
}
