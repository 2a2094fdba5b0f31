import assert from "node:assert/strict";
import { formatText } from "@vitrine/local-telegram";
import { IMAGE_REFUSALS } from "../../src/imaging/refusal.ts";
import { localeOf, LOCALES } from "../../src/telegram/locales/mod.ts";

const { en, fr } = LOCALES;

/** Every text of a locale by its path; functions are called with values that are as long as may be. */
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

Deno.test("both languages have the same texts, and none has another's", () => {
  const paths = (locale: unknown) => flatten(locale).map(([path]) => path).sort();
  assert.deepEqual(paths(fr), paths(en));
  const same = flatten(en).filter(([path, text]) => new Map(flatten(fr)).get(path) === text)
    .map(([path]) => path);
  const alike = ["button.description", "button.next", "button.photo", "button.previous"];
  assert.deepEqual(same.sort(), alike, "what is the same is so on purpose");
});

Deno.test("every text is Telegram HTML, and none is empty", () => {
  for (const { name, text } of TEXTS) {
    const { text: shown } = formatText({ text, parseMode: "HTML" });
    assert.ok(shown.trim().length > 0, name);
    assert.ok(shown.length <= 1024, name);
  }
});

Deno.test("what is shown without markup has none, and fits: notes 200, descriptions 120", () => {
  const notes = /^(failed|staleButton|cancelled|chooseLanguage|languageChosen|about|slowDown)$/;
  const groups =
    /^(product\.(unknown|withdrawn|noMore|not_yours)|contact\.(told|own|unreachable|already))$/;
  const others = /^(sell\.(draftGone|chooseEdit)|edit\.withdraw\w+|button\.\w+|commands\.\w+)$/;
  for (const { name, path, text } of TEXTS) {
    if (![notes, groups, others].some((pattern) => pattern.test(path))) continue;
    assert.doesNotMatch(text, /[<>&]/, name);
    assert.ok(text.length <= (path === "about" ? 120 : 200), name);
  }
});

Deno.test("French has a no-break space before ; : ! ? and before units", () => {
  for (const [path, text] of flatten(fr)) {
    const shown = text.replace(/<[^>]+>/g, "");
    assert.doesNotMatch(shown, /[^\u00a0\s][;:!?»](?=\s|$)/, `${path}: a space is missing`);
    assert.doesNotMatch(shown, /[ \u202f][;:!?»€]/, `${path}: it may break`);
    assert.doesNotMatch(shown, /\d (Mo|€|\d{3})/, `${path}: it may break`);
    assert.doesNotMatch(shown, /'/, `${path}: an apostrophe is ’`);
  }
});

Deno.test("every reason for refusing a picture has a text", () => {
  for (const refusal of IMAGE_REFUSALS) {
    for (const { refusal: texts } of [en, fr]) assert.ok(texts[refusal].length > 0);
  }
});

Deno.test.each<{ tags: (string | null | undefined)[]; language: string }>([
  { tags: [], language: "en" },
  { tags: [undefined], language: "en" },
  { tags: ["fr"], language: "fr" },
  { tags: ["fr-CA"], language: "fr" },
  { tags: ["FR_be"], language: "fr" },
  { tags: ["de"], language: "en" },
  { tags: ["frr"], language: "en" },
  { tags: [null, "fr"], language: "fr" },
  { tags: ["en", "fr"], language: "en" },
  { tags: ["de", "fr"], language: "fr" },
])("localeOf() of $tags is $language", ({ tags, language }) => {
  assert.equal(localeOf(...tags).language, language);
});
