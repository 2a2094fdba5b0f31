import assert from "node:assert/strict";
import type { OddEncoding, Outcome } from "../../devkit/testing/odd/encoding.ts";
import { ODD_ENCODINGS } from "../../devkit/testing/odd/odd_encodings.ts";
import { REFERENCES } from "../../devkit/testing/odd/references.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

/** The row of a picture in docs/pictures.md. `tests/imaging/odd_encodings_test.ts` shows that it is true. */
function rowOf({ encoding, by, file, change, sharp, imagescript }: OddEncoding): string[] {
  return [encoding, by, worded(sharp), worded(imagescript), reference(file, change !== undefined)];
}

function worded(outcome: Outcome): string {
  const isStored = outcome === "stored" || outcome === "other colours";
  return isStored ? outcome : `refused: \`${outcome}\``;
}

function reference(file: string, isChanged: boolean): string {
  if (isChanged) return `as \`${file}\``;
  const nearness = REFERENCES[file];
  if (nearness === undefined) return "";
  const { decoder, sharp, imagescript } = nearness;
  return [`${decoder}: ${sharp}`, imagescript].filter((part) => part !== undefined).join(", ");
}

Deno.test("docs/pictures.md shows every odd picture that is tested, and what happens to it", async () => {
  const [, tried] = (await read("docs/pictures.md")).split("## What was tried");
  const rows = [...tried!.matchAll(/^\| (?!Picture |-)(.*) \|$/gm)]
    .map(([, cells]) => cells!.split(/ *\| */).map((cell) => cell.trim()));
  assert.deepEqual(rows, ODD_ENCODINGS.map(rowOf));
  assert.ok(rows.length > 30);
});

Deno.test("no two odd pictures are the same", () => {
  const names = ODD_ENCODINGS.map(({ encoding, by }) => `${encoding}, ${by}`);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("tests/imaging/odd_pictures holds no other files, and small ones", async () => {
  const used = new Set(ODD_ENCODINGS.map(({ file }) => file));
  const folder = new URL("../imaging/odd_pictures/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    if (name === "README.md" || name === "make.sh") continue;
    assert.ok(used.has(name), name);
    assert.ok((await Deno.stat(new URL(name, folder))).size <= 3072, name);
  }
});
