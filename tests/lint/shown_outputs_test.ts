import assert from "node:assert/strict";
import {
  codeBlocks,
  findDocuments,
  isCurrent,
  readDocument,
} from "../../devkit/testing/documents.ts";
import { readPrice } from "../../src/shop/price.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENTS = (await findDocuments()).filter(isCurrent);

/** Tests that compare a whole document with what was printed. */
const WHOLE = new Map([["docs/legacy.md", "tests/legacy_guide_test.ts"]]);

/** The sources of all tests that read what a document shows. */
async function comparing(folder = "tests/"): Promise<string> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) found.push(await comparing(`${folder}${name}/`));
    else if (name.endsWith("_test.ts")) {
      const source = await readDocument(`${folder}${name}`);
      if (source.includes("documented(")) found.push(source);
    }
  }
  return found.join("\n");
}

/** Whether a block shows a command and what it prints, and not commands alone. */
const showsOutput = (block: string) =>
  block.startsWith("$ ") && block.trim().split("\n").some((line) => !line.startsWith("$ "));

Deno.test("each output that a document shows is compared by a test with a real one", async () => {
  const tests = await comparing();
  let count = 0;
  for (const path of DOCUMENTS.filter((each) => !WHOLE.has(each))) {
    for (const chapter of (await readDocument(path)).split(/^## /m).slice(1)) {
      if (!codeBlocks(chapter, "text").some(showsOutput)) continue;
      const [title = ""] = chapter.split("\n");
      assert.ok(tests.includes(`"${title}"`), `no test compares the output in ${path}, ${title}`);
      count++;
    }
  }
  assert.ok(count > 10, String(count));
  for (const test of WHOLE.values()) assert.match(await readDocument(test), /documented\(/);
});

/**
 * Blocks of text without a command before them, by their document and chapter: the test that compares them with what is
 * printed. None where nobody prints it: what people write or look at.
 */
const WITHOUT_COMMAND: Readonly<Record<string, string | undefined>> = {
  "CONTRIBUTING.md: Your first change, in half an hour": "tests/lint/shown_outputs_test.ts",
  "README.md: Vitrine": undefined,
  "README.fr.md: Vitrine": undefined,
  "docs/architecture.md: Who may import whom": "tests/lint/docs_test.ts",
  "docs/deploy.md: 1. The bot": undefined,
  "docs/deploy.md: 3. The host: Railway": "tests/lint/deploy_doc_test.ts",
  "docs/deploy.md: Or: a server with systemd": undefined,
  "docs/operations.md: A legacy shop's pictures come in": "tests/scripts/held_lines_test.ts",
  "docs/operations.md: Operations": "tests/scripts/embedded_parts_test.ts",
  "docs/operations.md: The pictures move to another bucket": "tests/scripts/move_bucket_test.ts",
  "docs/try.md: Watch the demo": "tests/e2e/demo_test.ts",
  "local-telegram/README.md: The command and the chat page": "local-telegram/tests/command_test.ts",
};

Deno.test("each output without its command is compared by a test too", async () => {
  const found = new Set<string>();
  for (const path of DOCUMENTS) {
    for (const chapter of (await readDocument(path)).split(/^## /m)) {
      const [title = ""] = chapter.replace(/^# /, "").split("\n");
      const others = codeBlocks(chapter, "text").filter((block) => !block.startsWith("$ "));
      if (others.length > 0) found.add(`${path}: ${title}`);
    }
  }
  assert.deepEqual([...found].sort(), Object.keys(WITHOUT_COMMAND).sort());
  for (const [at, test] of Object.entries(WITHOUT_COMMAND)) {
    if (test === undefined) continue;
    const [path = ""] = at.split(": ");
    // The package of the local Telegram has one document, and a helper that reads it.
    const reads = path.startsWith("local-telegram/") ? "readmeBlocks(" : path;
    assert.ok((await readDocument(test)).includes(reads), `${test} does not read ${path}`);
  }
});

Deno.test("every command in the documents is a line that a shell can read", async () => {
  const blocks = await Promise.all(
    DOCUMENTS.map(async (path) =>
      codeBlocks(await readDocument(path), "sh").map((block) => `( # ${path}\n${block})\n`)
    ),
  );
  const text = blocks.flat().join("\n");
  assert.ok(blocks.flat().length > 20);
  const shell = new Deno.Command("bash", { args: ["-n"], stdin: "piped", stderr: "piped" }).spawn();
  const writer = shell.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stderr } = await shell.output();
  assert.ok(success, new TextDecoder().decode(stderr));
});

Deno.test("CONTRIBUTING.md leads to lines that exist, and shows what the test of the change prints", async () => {
  const guide = await readDocument("CONTRIBUTING.md");
  const [row = ""] = codeBlocks(guide, "ts");
  const [, text, price] = /^\{ text: "(.*)", price: "(.*)" \},\n$/.exec(row) ?? [];
  const read = readPrice(text!);
  // Whoever follows the guide has made the change, and runs this test too.
  assert.ok([undefined, price].includes(read && `${read.currency} ${read.minor}`), text!);
  const test = await readDocument("tests/shop/price_test.ts");
  const [table, name] = test.split("Deno.test.each").slice(1, 2)
    .flatMap((each) => /^(.*?)\]\)\("([^"]*)"/s.exec(each)!.slice(1));
  assert.match(table!, /\{ text: "[^"]*", price: "EUR \d+" \},/);
  const line = name!.replace("$text", text!);
  const outputs = codeBlocks(guide, "text");
  assert.deepEqual(outputs, [`${line} ... FAILED\n`, `${line} ... ok\n`]);
  assert.match(await readDocument("src/std/currencies.ts"), /^ {2}EUR: "/m);
});
