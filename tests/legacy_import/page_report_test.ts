import assert from "node:assert/strict";
import { type ImageOutcome, openReport } from "../../src/legacy_import/mod.ts";
import { LANGUAGES } from "../../src/legacy_import/report/language.ts";
import { wordsOf } from "../../src/legacy_import/report/page/words.ts";
import { leftBy } from "../../src/legacy_import/outcome.ts";
import { FOREIGN_HINTS } from "../../src/legacy_import/foreign_hints.ts";
import { hintOf } from "../../src/legacy_import/report/hints.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const root = "/old/shop";
const run = { root, dryRun: false, mappings: [] };

/** A folder for one page, and what the page says now. */
async function openFolder() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-page-" });
  return {
    dir,
    path: `${dir}/shop.html`,
    page: () => Deno.readTextFile(`${dir}/shop.html`),
    /** The text between tags, in one line. */
    text: async () =>
      (await Deno.readTextFile(`${dir}/shop.html`)).replace(/<style>.*<\/style>/s, "")
        .replace(/<[^>]*>/g, " ").replace(/\s+/g, " "),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

const done = (product: string): ImageOutcome => ({
  product,
  image: "thumb",
  outcome: "migrated",
  key: `products/${product}/thumb-1.jpg`,
  file: `${product}.jpg`,
});
const missing = (product: string, more: Partial<ImageOutcome> = {}): ImageOutcome => ({
  product,
  title: `Chair ${product}`,
  image: "cover",
  outcome: "missing",
  reason: "not_found",
  value: `gone/${product}.jpg`,
  ...more,
});

Deno.test("a page shows totals, mappings, pictures, and what to mend with titles and ids", async () => {
  await using folder = await openFolder();
  const mappings = [
    { from: "/app", to: "", state: "recognised", rows: 1234 },
    { from: "/srv", to: "new", state: "unclear", rows: 2 },
  ] as const;
  const previews = () => Promise.resolve({ before: "data:image/png;base64,AA", after: undefined! });
  {
    await using report = await openReport(folder.path, {
      run: { ...run, mappings },
      now,
      previews,
    });
    await report.add([done("TBF-1")]);
    await report.add([missing("TBF-2", { similar: ["images/A.jpg", "images/b.jpg"] })]);
    const pictureless = { count: 7, products: [{ product: "TBF-3", title: "Empty" }] };
    await report.end({ complete: true, pictureless, held: { web: 340 }, broughtIn: 1200 });
  }
  const text = await folder.text();
  for (
    const part of [
      "1,200 Pictures brought in, by all runs 1 Pictures to mend 7 Products without any picture",
      "/app --root/ recognised and used 1,234",
      "/srv --root/new not used: other files fit too If it is right, run again with --map for each that is right, here --map &quot;/srv=new&quot; 2",
      "Not found, but a similar file is there 1",
      "1 Did you mean images/A.jpg or images/b.jpg? Correct the column, or rename the file. Product",
      "Chair TBF-2 TBF-2 cover gone/TBF-2.jpg",
      "Empty TBF-3",
      "--fetch brings it in 340",
      "… and 6 more. shop.jsonl has all of them.",
      "Last run: 2 January 2026 at 03:04 UTC",
    ]
  ) assert.ok(text.includes(part), `${part}\n${text}`);
  assert.match(await folder.page(), /<img src="data:image\/png;base64,AA" alt="Old file"/);
  assert.match(text, /Shop no preview TBF-1 TBF-1.jpg/);
});

Deno.test("a page needs nothing else, runs nothing, and escapes what strangers wrote", async () => {
  await using folder = await openFolder();
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202e`;
  {
    await using report = await openReport(folder.path, { run, now });
    await report.add([missing("TBF-1", { title: hostile, value: hostile, tried: [hostile] })]);
    await report.end({ complete: true });
  }
  const page = await folder.page();
  assert.doesNotMatch(page, /<(script|img|link|iframe|object|form|base)\b/i);
  assert.doesNotMatch(page, /https?:/);
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x"));
  assert.ok(page.includes("\\u202e"), "an invisible character of a value is shown");
  const [, policy] = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
  const [, style] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const allowed = `sha256-${new Uint8Array(hash).toBase64()}`;
  assert.equal(
    policy?.replaceAll("&#39;", "'"),
    `default-src 'none'; style-src '${allowed}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});

Deno.test("a page is written anew from all runs: a kill, a stop and a complete run", async () => {
  await using folder = await openFolder();
  // A killed run has no end, and its last line is cut.
  const killed = [{ run }, done("TBF-1"), missing("TBF-2"), missing("TBF-3")];
  const lines = killed.map((line) => `${JSON.stringify({ at: now(), ...line })}\n`).join("");
  await Deno.writeTextFile(`${folder.dir}/shop.jsonl`, `${lines}{"at":"2026-01-`);
  {
    await using stopped = await openReport(folder.path, { run, now });
    await stopped.add([{ ...done("TBF-2"), image: "cover" }]);
    await stopped.end({ complete: false });
  }
  assert.match(await folder.text(), /2 Pictures brought in, by all runs 1 Pictures to mend/);
  assert.match(await folder.text(), /was stopped .* Chair TBF-3/);
  {
    await using broken = await openReport(folder.path, { run, now });
    await broken.add([missing("TBF-4")]);
  }
  assert.match(await folder.text(), /was stopped .* 2 Pictures to mend .* TBF-3 .* TBF-4/);
  {
    await using complete = await openReport(folder.path, { run, now });
    await complete.add([missing("TBF-4", { reason: "corrupt", outcome: "unreadable" })]);
    await complete.end({ complete: true });
  }
  const text = await folder.text();
  assert.match(text, /2 Pictures brought in, by all runs 1 Pictures to mend/);
  assert.match(text, /File is damaged 1 .* Chair TBF-4/);
  assert.doesNotMatch(text, /TBF-3/, "the row was mended or removed by hand");
});

Deno.test("a page lists some pictures of a cause and counts all, in French too", async () => {
  await using folder = await openFolder();
  {
    await using report = await openReport(folder.path, { run, now, language: "fr" });
    const lines = Array.from({ length: 3000 }, (_, n) => missing(`TBF-${n}`));
    await report.add(lines);
    await report.end({ complete: true });
  }
  const text = await folder.text();
  assert.match(text, /3\s?000 Images à réparer/);
  assert.match(text, /… et 2\s?500 de plus\. shop\.jsonl les contient toutes\./);
  assert.equal([...text.matchAll(/Chair TBF-\d+/g)].length, 500);
});

Deno.test("a page folds its lists if they are long together, and does not break an option", async () => {
  for (const each of [8, 15]) {
    await using folder = await openFolder();
    await using report = await openReport(folder.path, { run, now, language: "fr" });
    const of = (reason: string) =>
      Array.from({ length: each }, (_, n) => missing(`${reason}${n}`, { reason }));
    await report.add([...of("not_found"), ...of("telegram_link_ended")]);
    await report.end({ complete: true, held: { inline: 1 } });
    const page = await folder.page();
    assert.equal([...page.matchAll(/<details[^>]* open>/g)].length, each === 8 ? 2 : 0);
    assert.ok(page.includes('texte\u00a0: <span class="option">--root</span> ou'), page);
    assert.equal(page.split("Les liens de Telegram expirent").length, 2, "a hint is said once");
  }
});

Deno.test("every refusal of a file has a heading and a hint in each language", () => {
  const refusals = [
    "not_found",
    "outside_root",
    "not_a_file",
    "too_many_bytes",
    "not_readable",
    "empty",
    "corrupt",
    "timed_out",
    "unsupported_type",
    "unsupported_coding",
    "animated",
    "too_many_pixels",
    "needs_memory",
    "bad_dimensions",
  ] as const;
  for (const language of LANGUAGES) {
    const hints = refusals.map((refusal) =>
      hintOf({ product: "TBF-1", image: "cover", ...leftBy(refusal) }, language)
    );
    assert.equal(new Set(hints).size, refusals.length, "each has its own");
    for (const refusal of refusals) assert.ok(wordsOf(language).causes[refusal], refusal);
  }
  for (const reason of Object.keys(FOREIGN_HINTS.en)) {
    for (const language of LANGUAGES) assert.ok(wordsOf(language).causes[reason], reason);
  }
  const [one, other] = LANGUAGES.map((language) => Object.keys(wordsOf(language).causes));
  assert.deepEqual(one, other);
});

Deno.test("a page tells a further picture by its number, and one beyond ten", async () => {
  for (const [language, words] of [["en", "picture"], ["fr", "image"]] as const) {
    await using folder = await openFolder();
    {
      await using report = await openReport(folder.path, { run, now, language });
      await report.add([
        missing("TBF-1", { picture: 3 }),
        missing("TBF-1", { picture: 12, outcome: "surplus", reason: "more_than_ten" }),
      ]);
      await report.end({ complete: true });
    }
    const text = await folder.text();
    assert.match(text, new RegExp(`${words} 3`));
    assert.match(text, new RegExp(`${words} 12`));
    assert.ok(text.includes(wordsOf(language).causes.more_than_ten!), text);
    const left = language === "en" ? /1 Pictures to mend/ : /1 Images à réparer/;
    assert.match(text, left, "more than ten is nothing to mend");
  }
});
