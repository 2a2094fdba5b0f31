import assert from "node:assert/strict";
import {
  findDocuments,
  isCurrent,
  readDocument,
  tableRows,
} from "../../devkit/testing/documents.ts";

interface Task {
  readonly description?: string;
  readonly command: string;
}

const { tasks }: { tasks: Readonly<Record<string, Task>> } = JSON.parse(
  await readDocument("deno.json"),
);
const DOCUMENTS = (await findDocuments()).filter(isCurrent);

/** `deno task NAME …`, up to the end of the command. */
const COMMAND = /deno(?:@[\d.]+)? task (?:(?:-q|--quiet) )?([a-z][\w:-]*)([^`\n|>&;#"\]]*)/g;

/** The sources of a command: its own, and those of the folder of its name. */
async function sourcesOf({ command }: Task): Promise<string> {
  const [path] = command.match(/[\w/-]+\.ts$/) ?? [];
  if (path === undefined) return command;
  const folder = path.replace(/\.ts$/, "/");
  const files = await Array.fromAsync(
    Deno.readDir(new URL(`../../${folder}`, import.meta.url)),
    ({ name }) => folder + name,
  ).catch(() => []);
  const sources = [path, ...files.filter((file) => file.endsWith(".ts"))].map(readDocument);
  return (await Promise.all(sources)).join("\n");
}

/** Asserts that a command exists, and knows the options that a document gives it. */
async function assertKnown(name: string, rest: string): Promise<void> {
  const task = tasks[name];
  assert.ok(task !== undefined, `there is no deno task ${name}`);
  const options = rest.match(/(?<=[\s[(])--[a-z][\w-]*/g) ?? [];
  if (options.length === 0) return;
  const sources = `${await sourcesOf(task)} --help`;
  for (const option of options) assert.ok(sources.includes(option), `${name} takes no ${option}`);
}

Deno.test("deno.json describes every task", () => {
  const silent = Object.entries(tasks).filter(([, { description }]) => !description);
  assert.deepEqual(silent, []);
});

Deno.test("the documents name only tasks that exist, with options that they take", async () => {
  let count = 0;
  for (const path of [...DOCUMENTS, "railway.json", "deploy/compose.yaml"]) {
    const text = (await readDocument(path)).replaceAll('", "', " ");
    for (const [, name, rest] of text.matchAll(COMMAND)) {
      count++;
      await assertKnown(name!, rest!).catch((error) => assert.fail(`${path}: ${error.message}`));
    }
  }
  assert.ok(count > 100, String(count));
});

Deno.test("docs/commands.md has every task, with options that it takes", async () => {
  const rows = tableRows(await readDocument("docs/commands.md"));
  const cells = rows.map(([command]) => command!).filter((cell) => !cell.startsWith("`deno task"));
  const named = cells.flatMap((cell) => {
    const names = [...cell.matchAll(/`([a-z][\w:-]*)/g)].map(([, name]) => name!);
    // `list`, `show` and others after the first name are words of the same command.
    return names.filter((name, at) => at === 0 || name in tasks);
  });
  assert.deepEqual([...named].sort(), Object.keys(tasks).sort());
  for (const cell of cells) await assertKnown(/`([\w:-]+)/.exec(cell)![1]!, cell);
});

/** Commands of @BotFather that the documents tell operators to send. */
const OF_BOTFATHER = ["newbot", "revoke", "setinline", "setinlinefeedback", "setuserpic"];
/** Where the shop's addresses begin. */
const PATHS = ["console", "healthz", "metrics", "operator", "readyz", "telegram"];

/** The commands that the bot answers, as its features name them. */
async function commandsOfBot(): Promise<string[]> {
  const folder = "src/telegram/features/";
  const files = await Array.fromAsync(Deno.readDir(new URL(`../../${folder}`, import.meta.url)));
  const sources = await Promise.all(files.map(({ name }) => readDocument(folder + name)));
  return sources.flatMap((source) => [...source.matchAll(/\.command\(\[?((?:"\w+",? ?)+)/g)])
    .flatMap(([, names]) => names!.match(/\w+/g)!);
}

Deno.test("the documents name only commands of the bot that it answers", async () => {
  const known = new Set([...await commandsOfBot(), ...OF_BOTFATHER, ...PATHS]);
  for (const name of ["start", "list", "help", "stats"]) assert.ok(known.has(name), name);
  let count = 0;
  for (const path of DOCUMENTS) {
    for (const [, name] of (await readDocument(path)).matchAll(/`\/([a-z]+)(?=[` ])/g)) {
      count++;
      assert.ok(known.has(name!), `${path}: the bot does not know /${name}`);
    }
  }
  assert.ok(count > 40, String(count));
});
