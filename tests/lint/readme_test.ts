import assert from "node:assert/strict";
import { codeBlocks, readDocument, withoutCode } from "../../devkit/testing/documents.ts";

const english = await readDocument("README.md");
const french = await readDocument("README.fr.md");

/** Where the links and pictures of a document lead. */
function linksOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);
}

Deno.test("README.md and README.fr.md show the same commands, in the same order", () => {
  const commands = codeBlocks(english, "sh");
  assert.ok(commands.includes("npx --yes deno@2.9.6 task test\n"));
  assert.deepEqual(codeBlocks(french, "sh"), commands);
});

Deno.test("README.md and README.fr.md lead to the same places, and to each other", () => {
  // The French one shows the same scene in French.
  const inEnglish = linksOf(english).filter((target) => !target.endsWith(".png"));
  const inFrench = linksOf(french).filter((target) => !target.endsWith(".png"));
  assert.deepEqual(
    inFrench.map((target) => target === "README.md" ? "README.fr.md" : target),
    inEnglish,
  );
});

Deno.test("README.fr.md has the chapters of README.md", () => {
  const levels = (text: string) => withoutCode(text).match(/^#+(?= )/gm);
  assert.deepEqual(levels(french), levels(english));
});
