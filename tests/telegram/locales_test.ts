import assert from "node:assert/strict";
import { formatText } from "@vitrine/local-telegram";
import { IMAGE_REFUSALS } from "../../src/imaging/refusal.ts";
import {
  DEFAULT_LANGUAGE,
  type Language,
  LANGUAGES,
  localeOf,
  LOCALES,
} from "../../src/telegram/locales/mod.ts";

/** Every text of a locale by its path. Functions are called with the longest values. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const texts = value.length === 1 ? ["12"] : ["12", "34"];
    return [[path, String(value(...texts))]];
  }
  return Object.entries(value as object)
    .flatMap(([key, inner]) => flatten(inner, path === "" ? key : `${path}.${key}`));
}

const TEXTS = Object.values(LOCALES)
  .flatMap((locale) =>
    flatten(locale).map(([path, text]) => ({ name: `${locale.language} ${path}`, path, text }))
  );

/** Texts that are the same in two languages on purpose. */
const ALIKE = ["button.description", "button.next", "button.photo", "button.previous"];

const others = LANGUAGES.filter((language) => language !== DEFAULT_LANGUAGE);

Deno.test("the bot speaks English and French, and English in every other language", () => {
  assert.ok(LANGUAGES.includes("en") && LANGUAGES.includes("fr"));
  assert.equal(DEFAULT_LANGUAGE, "en");
});

Deno.test.each(LANGUAGES.map((language) => ({ language })))(
  "the locale of $language has its own code and name",
  ({ language }) => {
    assert.equal(LOCALES[language].language, language);
    const same = LANGUAGES.filter((other) =>
      LOCALES[other].languageName === LOCALES[language].languageName
    );
    assert.deepEqual(same, [language]);
  },
);

Deno.test.each(others.map((language) => ({ language })))(
  "$language has every text of the default language, in its own words",
  ({ language }) => {
    const defaults = new Map(flatten(LOCALES[DEFAULT_LANGUAGE]));
    const texts = flatten(LOCALES[language]);
    assert.deepEqual(texts.map(([path]) => path).sort(), [...defaults.keys()].sort());
    const same = texts.filter(([path, text]) => defaults.get(path) === text).map(([path]) => path);
    assert.deepEqual(same.filter((path) => !ALIKE.includes(path)), []);
  },
);

Deno.test("every text is Telegram HTML, and none is empty", () => {
  for (const { name, text } of TEXTS) {
    const { text: shown } = formatText({ text, parseMode: "HTML" });
    assert.ok(shown.trim().length > 0, name);
    assert.ok(shown.length <= 1024, name);
  }
});

Deno.test("plain texts have no markup, and fit: alerts 200 characters, descriptions 120", () => {
  const notes = /^(failed|staleButton|cancelled|chooseLanguage|languageChosen|about|slowDown)$/;
  const groups =
    /^(product\.(unknown|withdrawn|sold|noMore)|notOwn\.\w+|contact\.(told|own|unreachable|already))$/;
  const others =
    /^(sell\.(draftGone|listedAlready|chooseEdit)|edit\.(withdraw\w+|sold\w+|putBack|deleteAsk\w*)|button\.\w+|commands\.\w+|pictures\.(firstNow|remove\w+)|refusal\.(last_picture|no_first_picture))$/;
  let checked = 0;
  for (const { name, path, text } of TEXTS) {
    if (![notes, groups, others].some((pattern) => pattern.test(path))) continue;
    checked++;
    assert.doesNotMatch(text, /[<>&]/, name);
    assert.ok(text.length <= (path === "about" ? 120 : 200), name);
  }
  assert.ok(checked >= LANGUAGES.length * 50, `only ${checked} were checked`);
});

Deno.test("French has a no-break space before ; : ! ? and before units", () => {
  for (const [path, text] of flatten(LOCALES.fr)) {
    const shown = text.replace(/<[^>]+>/g, "");
    assert.doesNotMatch(shown, /[^\u00a0\s][;:!?»](?=\s|$)/, `${path}: a space is missing`);
    assert.doesNotMatch(shown, /[ \u202f][;:!?»€]/, `${path}: it may break`);
    assert.doesNotMatch(shown, /\d (Mo|€|\d{3})/, `${path}: it may break`);
    assert.doesNotMatch(shown, /'/, `${path}: an apostrophe is ’`);
  }
});

Deno.test("every reason for refusing a picture has a text", () => {
  for (const refusal of IMAGE_REFUSALS) {
    for (const { refusal: texts } of Object.values(LOCALES)) assert.ok(texts[refusal].length > 0);
  }
});

Deno.test.each<{ tags: (string | null | undefined)[]; language: Language }>([
  { tags: [], language: "en" },
  { tags: [undefined], language: "en" },
  { tags: ["fr"], language: "fr" },
  { tags: ["fr-CA"], language: "fr" },
  { tags: ["FR_be"], language: "fr" },
  { tags: ["xx"], language: "en" },
  { tags: ["frr"], language: "en" },
  { tags: ["constructor"], language: "en" },
  { tags: [null, "fr"], language: "fr" },
  { tags: ["en", "fr"], language: "en" },
  { tags: ["xx", "fr"], language: "fr" },
])("localeOf() of $tags is $language", ({ tags, language }) => {
  assert.equal(localeOf(...tags).language, language);
});
