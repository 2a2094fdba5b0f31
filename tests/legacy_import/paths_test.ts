import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import { LegacyFiles } from "../../src/legacy_import/mod.ts";
import type { FoundLegacyFile } from "../../src/legacy_import/paths/legacy_files.ts";
import { FolderIndex, pathOf } from "../../src/legacy_import/paths/folder_index.ts";
import { recogniseMappings } from "../../src/legacy_import/paths/recognise.ts";
import { NOTHING_PATTERN, readLegacyPicture, readLegacyValue } from "../../src/storage/mod.ts";
import { MOVED_CASES, NOTHING_CASES } from "./moved_path_cases.ts";
import { type PathCase, WRITTEN_CASES } from "./path_cases.ts";

const MAX_BYTES = 1000;

/** A folder with these files. Each contains its own path. */
async function openFolder(files: readonly string[]) {
  const root = await Deno.makeTempDir({ prefix: "vitrine-paths-" });
  for (const file of files) {
    await Deno.mkdir(`${root}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${root}/${file}`, file);
  }
  return { root, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

/** Rows with one value each. None is done. */
function rowsOf(values: readonly string[]) {
  const rows = async function* (each: readonly string[]) {
    for (const value of each) yield await Promise.resolve([value]);
  };
  return { done: rows([]), open: rows(values) };
}

/** Looks for a value as a run does: first all rows for mappings, then the files. */
async function find({ value, others = [], map, ...given }: PathCase) {
  await using folder = await openFolder(given.files);
  const files = new LegacyFiles({ root: folder.root, ...(map && { given: map }) });
  const values = [value, ...others];
  if (map === undefined) {
    const found = await recogniseMappings(files, rowsOf(values));
    files.use(found.filter(({ state }) => state === "recognised"));
  }
  return describe(await files.read(value, MAX_BYTES));
}

function describe(found: FoundLegacyFile): string {
  if ("left" in found) {
    const { outcome, reason, similar = [] } = found.left;
    return [outcome, reason, ...similar].join(" ");
  }
  const read = new TextDecoder().decode(found.bytes);
  assert.equal(read, found.search.file, "it read the file that it names");
  return `file ${read}`;
}

Deno.test.each<PathCase>([...WRITTEN_CASES, ...MOVED_CASES])(
  "a legacy path: $name",
  async (each) => assert.equal(await find(each), each.expected, each.source),
);

Deno.test("readLegacyPicture() reads the forms of a path without a search, for views", async () => {
  const forms = WRITTEN_CASES.filter(({ name }) => !/case|file: URL/.test(name));
  for (const { value, files, expected, source } of forms) {
    await using folder = await openFolder(files);
    const file = await readLegacyPicture({ root: folder.root, value, maxBytes: MAX_BYTES });
    assert.ok(file !== undefined && "bytes" in file, source);
    assert.equal(`file ${new TextDecoder().decode(file.bytes)}`, expected, source);
  }
});

Deno.test("values that mean no picture are told alike in TypeScript and in PostgreSQL", async () => {
  await using folder = await openFolder([]);
  await using unit = await openUnit({ db: "empty" });
  const files = new LegacyFiles(folder);
  for (const { value, source } of NOTHING_CASES) {
    assert.equal(describe(await files.read(value, MAX_BYTES)), "no_picture none_value", source);
    const view = { root: folder.root, value, maxBytes: MAX_BYTES };
    assert.equal(await readLegacyPicture(view), undefined, source);
  }
  const pictures = ["none.jpg", "null/a.jpg", "00.jpg", "--.png", "a", "[a]", "na/1.jpg"];
  for (const value of [...NOTHING_CASES.map(({ value }) => value), ...pictures]) {
    const { rows } = await sql<{ nothing: boolean }>`
      select ${value}::text ~* ${NOTHING_PATTERN} as nothing`.execute(unit.db);
    assert.equal(rows[0]!.nothing, readLegacyValue(value).is === "nothing", value);
  }
});

Deno.test("a legacy path is never read outside the folder, by no link and in no spelling", async () => {
  await using outside = await openFolder(["key.jpg", "folder/key.jpg"]);
  await using folder = await openFolder(["images/a.jpg"]);
  await Deno.symlink(`${outside.root}/key.jpg`, `${folder.root}/out.jpg`);
  await Deno.symlink(`${outside.root}/folder`, `${folder.root}/linked`);
  const files = new LegacyFiles({ root: folder.root, given: [{ from: "/app", to: "linked" }] });
  const found = async (value: string) => describe(await files.read(value, MAX_BYTES));
  for (const value of ["out.jpg", "OUT.jpg", "linked/key.jpg", "/linked/key.jpg", "/app/key.jpg"]) {
    assert.equal(await found(value), "hostile outside_root", value);
  }
  for (
    const value of ["LINKED/key.jpg", `${outside.root}/key.jpg`, `file://${outside.root}/key.jpg`]
  ) {
    assert.match(await found(value), /^missing not_found/, value);
  }
});

Deno.test("a folder with too many files is not searched: paths count as they are written", async () => {
  await using folder = await openFolder(["a/1.jpg", "a/2.jpg", "b/3.jpg"]);
  assert.equal(await FolderIndex.read(folder.root, 5), undefined, "three folders and three files");
  const index = await FolderIndex.read(folder.root, 6);
  assert.deepEqual(index?.at("A/1.JPG").map(pathOf), ["a/1.jpg"]);
});

Deno.test("a mapping that most rows prove is used although a few rows speak against it", async () => {
  const names = Array.from({ length: 30 }, (_, n) => `images/${n}.jpg`);
  await using folder = await openFolder(names);
  const files = new LegacyFiles({ root: folder.root });
  const values = [...names.map((name) => `/app/${name}`), "/Users/dev/images/7.jpg"];
  assert.deepEqual(await recogniseMappings(files, rowsOf(values)), [
    { from: "/app", to: "", state: "recognised", rows: 30 },
    { from: "/Users/dev", to: "", state: "unclear", rows: 1 },
  ]);
});
