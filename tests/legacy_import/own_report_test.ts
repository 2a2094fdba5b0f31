import assert from "node:assert/strict";
import { openReport, problemOfReport } from "../../src/legacy_import/mod.ts";

const run = { root: "/old", dryRun: false, mappings: [] };

Deno.test.each<{ name: string; file: string; text: string }>([
  { name: "the CSV file of the shop", file: "shop.csv", text: "id,title\n1,Chair\n" },
  {
    name: "a page of the shop",
    file: "shop.html",
    text: "<!doctype html>\n<title>My shop</title>\n",
  },
  { name: "JSON lines of the shop", file: "shop.jsonl", text: '{"id":1}\n' },
])("problemOfReport() keeps a report out of $name", async ({ file, text }) => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/${file}`;
  await Deno.writeTextFile(path, text);
  assert.match(await problemOfReport(path) ?? "", /holds something else: name a file that is not/);
  if (file.endsWith(".jsonl")) {
    // The lines of a page lie beside it.
    assert.match(await problemOfReport(`${dir}/shop.html`) ?? "", /shop\.jsonl" holds something/);
  }
  assert.equal(await Deno.readTextFile(path), text);
  await Deno.remove(dir, { recursive: true });
});

Deno.test.each([
  ...["html", "csv", "jsonl"].flatMap((ending) => [
    { ending, language: "en" as const },
    { ending, language: "fr" as const },
  ]),
])("problemOfReport() lets a report go on: $ending in $language", async ({ ending, language }) => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/report.${ending}`;
  assert.equal(await problemOfReport(path), undefined);
  assert.deepEqual([...Deno.readDirSync(dir)], [], "it leaves no file behind");
  {
    await using report = await openReport(path, { run, language });
    await report.add([{ product: "1", image: "cover", outcome: "missing", reason: "not_found" }]);
  }
  assert.equal(await problemOfReport(path), undefined);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("problemOfReport() names a folder that is not there, and a file that cannot be written", async () => {
  const dir = await Deno.makeTempDir();
  assert.match(await problemOfReport(`${dir}/none/a.csv`) ?? "", /none" is no folder .*: make it/);
  await Deno.mkdir(`${dir}/a.csv`);
  assert.match(await problemOfReport(`${dir}/a.csv`) ?? "", /a\.csv" cannot be written, \w+: name/);
  await Deno.remove(dir, { recursive: true });
});
