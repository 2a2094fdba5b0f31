import assert from "node:assert/strict";
import { LAYERS } from "../../lint/layers.ts";
import { type Deadline, DEADLINES } from "../../src/deadlines.ts";
import { CALL_POLICIES } from "../../src/storage/call_policies.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
const architecture = await read("docs/architecture.md");

function chapter(title: string): string {
  const [, rest] = architecture.split(`\n## ${title}\n`);
  assert.ok(rest !== undefined, `there is a chapter "${title}"`);
  return rest.split("\n## ")[0]!;
}

Deno.test("docs/architecture.md shows the layers of lint/layers.ts", () => {
  const [, table] = /```text\n(.*?)```/s.exec(chapter("Who may import whom")) ?? [];
  const rows = table?.trimEnd().split("\n").map((row) => row.split(/ +/));
  assert.deepEqual(rows, LAYERS);
});

interface DenoConfig {
  readonly imports: Readonly<Record<string, string>>;
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

Deno.test("docs/architecture.md lists every dependency with its version and a reason", async () => {
  const configs: DenoConfig[] = await Promise.all(
    ["deno.json", "local-telegram/deno.json"].map(async (path) => JSON.parse(await read(path))),
  );
  const pinned = configs.flatMap(({ imports, scopes = {} }) => [
    ...Object.values(imports),
    ...Object.values(scopes).flatMap((scope) => Object.values(scope)),
  ]).filter((specifier) => specifier.startsWith("npm:"));
  const listed = chapter("Dependencies")
    .matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| (\S.*?) +\|$/gm)
    .map(([, name, version]) => `npm:${name}@${version}`);
  assert.deepEqual([...listed].sort(), [...new Set(pinned)].sort());
});

Deno.test("docs/architecture.md names only files and folders that exist", async () => {
  const inline = architecture.matchAll(
    /`((?:src|lint|tests|devkit|scripts|migrations)\/[\w./]*)`/g,
  );
  const paths = [...inline].map(([, path]) => path!);
  assert.ok(paths.length > 5);
  for (const path of paths) await Deno.stat(new URL(`../../${path}`, import.meta.url));
});

Deno.test("docs/operations.md shows every limit of src/deadlines.ts", async () => {
  const [, text = ""] = (await read("docs/operations.md")).split(
    "\n## How long the process waits\n",
  );
  const rows = [...text.matchAll(/^\| (.*?) +\| (\d+ s) +\| (.*?) +\|$/gm)]
    .map(([, what, limit, why]) => [what, limit, why]);
  const limits = Object.values<Deadline>(DEADLINES);
  assert.deepEqual(rows, limits.map(({ what, ms, why }) => [what, `${ms / 1000} s`, why]));
});

Deno.test("src/deadlines.ts says how long calls to B2 take", () => {
  assert.equal(DEADLINES.b2View.ms, CALL_POLICIES.view.totalMs);
  assert.equal(DEADLINES.b2Job.ms, CALL_POLICIES.job.totalMs);
});
