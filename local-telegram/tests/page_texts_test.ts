import assert from "node:assert/strict";
import { FRENCH } from "../src/page/french.js";

const PAGE = new URL("../src/page/", import.meta.url);
/** Names, and what the page fills in. */
const SAME_IN_ALL = ["English", "français", "Deutsch", "/", "⋮"];

function textsOfHtml(html: string): string[] {
  const body = html.slice(html.indexOf("<body>")).replace(/<!--.*?-->/gs, "");
  const labels = body.matchAll(/ (?:aria-label|placeholder|title)="([^"]*)"/g);
  const texts = body.replace(/<[^>]*>/g, "\n").split("\n");
  return [...labels.map(([, label]) => label!), ...texts.map((text) => text.trim())]
    .filter((text) => text !== "" && !SAME_IN_ALL.includes(text));
}

/** The texts in `say("…")`, and both in `say(condition ? "…" : "…")`. */
function textsOfScript(script: string): string[] {
  const calls = script.matchAll(/(?<!\.)\bsay\(\s*(?:[\w.#]+ \? "([^"]+)" : )?"([^"]+)"/g);
  return [...calls.flatMap(([, first, second]) => first ? [first, second!] : [second!])];
}

async function textsOfPage(): Promise<Set<string>> {
  const texts = new Set<string>();
  for await (const { name } of Deno.readDir(PAGE)) {
    const source = await Deno.readTextFile(new URL(name, PAGE));
    const found = name.endsWith(".html")
      ? textsOfHtml(source)
      : name.endsWith(".js")
      ? textsOfScript(source)
      : [];
    for (const text of found) texts.add(text);
  }
  return texts;
}

Deno.test("each text of the page is there in French, and no other text", async () => {
  const texts = await textsOfPage();
  assert.ok(texts.size > 50, `only ${texts.size} texts were found`);
  assert.deepEqual([...texts].sort(), Object.keys(FRENCH).sort());
});

Deno.test("each text has the same values in French", () => {
  const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();
  for (const [english, french] of Object.entries(FRENCH)) {
    assert.deepEqual(values(french), values(english), english);
  }
});
