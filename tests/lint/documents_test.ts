import assert from "node:assert/strict";
import { listDecisions } from "../../devkit/list_decisions.ts";
import {
  findDocuments,
  isCurrent,
  readDocument as read,
  tableRows,
  withoutCode,
} from "../../devkit/testing/documents.ts";

const DOCUMENTS = await findDocuments();
const ROOT = new URL("../../", import.meta.url);
/** A link or a picture that leads to a file of the repository, or to a chapter. */
const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)]*))?\)/g;

// Paths in the package of the local Telegram start at its own folder.
Deno.test.each(DOCUMENTS.filter((path) => isCurrent(path) && !path.startsWith("local-telegram/")))(
  "%s names only files and folders that exist",
  async (path) => {
    const text = await read(path);
    const inline = text.matchAll(
      /`((?:src|lint|tests|devkit|scripts|migrations|local-telegram)\/[\w./-]*)`/g,
    );
    for (const [, named] of inline) await Deno.stat(new URL(`../../${named}`, import.meta.url));
  },
);

Deno.test("docs/reliability.md names a test for each promise and each fault", async () => {
  const text = await read("docs/reliability.md");
  const promises = text.split("\n## Faults")[0]!.split(/\n### \d\. /).slice(1);
  assert.equal(promises.length, text.match(/^\| \d +\| /gm)?.length, "each promise has a chapter");
  const rows = text.split("\n## Faults\n")[1]!.split("\n## ")[0]!.trim().split("\n").slice(2);
  assert.ok(rows.length > 5);
  for (const each of [...promises, ...rows]) {
    assert.match(each, /`tests\/[\w/]+_test\.ts`/, each.slice(0, 60));
  }
});

/** The anchors of a document, as GitHub makes them: a title that comes again gets a number. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  const titles = withoutCode(text).matchAll(/^#+ (.*)$/gm);
  return [...titles].map(([, title]) => {
    const words = title!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const anchor = words.toLowerCase().replace(/[^\p{L}\d _-]/gu, "").replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

Deno.test.each(DOCUMENTS)("%s links only to documents and chapters that exist", async (path) => {
  // A link in code is text.
  const text = withoutCode(await read(path)).replace(/`[^`\n]*`/g, "");
  for (const [link, target = "", anchor] of text.matchAll(LINK)) {
    const file = new URL(target || path.split("/").at(-1)!, new URL(path, ROOT));
    await Deno.stat(file);
    if (anchor === undefined) continue;
    assert.ok(anchorsOf(await Deno.readTextFile(file)).includes(anchor), link);
  }
});

Deno.test("docs/dependencies.md has the versions of deno.lock, and every direct dependency", async () => {
  const { npm, workspace } = JSON.parse(await read("deno.lock"));
  const locked = new Set(Object.keys(npm).map((key) => key.replace(/(?<=.)_.*$/, "")));
  const text = await read("docs/dependencies.md");
  const rows = text.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| /gm);
  const groups = tableRows(text).flat().flatMap((cell) => [
    ...cell.matchAll(/`([^`]+)` (\d+\.\d+\.\d+)\b/g),
  ]);
  const listed = new Set([...rows, ...groups].map(([, name, version]) => `${name}@${version}`));
  for (const each of listed) assert.ok(locked.has(each), `${each} is in deno.lock`);
  const direct = Object.values<{ dependencies?: string[] }>(workspace.members)
    .flatMap(({ dependencies = [] }) => dependencies).concat(workspace.dependencies);
  for (const each of direct) {
    const [, dependency] = /^npm:(.*)$/.exec(each) ?? [];
    if (dependency !== undefined) assert.ok(listed.has(dependency), `${each} is listed`);
  }
});

Deno.test("docs/decisions/README.md lists every decision", async () => {
  assert.equal(
    await read("docs/decisions/README.md"),
    await listDecisions(),
    "run: deno run -P=docs devkit/list_decisions.ts > docs/decisions/README.md",
  );
});
