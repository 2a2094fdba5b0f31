import assert from "node:assert/strict";
import { openSource } from "../../scripts/import/open_source.ts";
import type { Database } from "../../src/postgres/mod.ts";

/** A file is opened without the shop. */
const shop = undefined as unknown as Database;

const open = async (from: string) => {
  await using stack = new AsyncDisposableStack();
  return (await openSource(stack, { from, table: undefined, csv: {} }, shop)).columns;
};

Deno.test.each<{ name: string; text: string; says: RegExp }>([
  { name: "JSON", text: '[\n  {"id": 1, "title": "Chair"}]', says: /is JSON\. Convert it to CSV/ },
  { name: "JSON lines", text: '{"id":1}\n{"id":2}\n', says: /is JSON\. Convert it to CSV/ },
  { name: "a dump of SQL", text: "-- MySQL dump 10.13\n", says: /holds SQL\. Load it into/ },
  { name: "a dump of phpMyAdmin", text: "CREATE TABLE `p` (id int);", says: /holds SQL\./ },
  { name: "a page", text: "<!DOCTYPE html><table>", says: /is a page or XML\. Open it in/ },
  { name: "a workbook", text: "PK\u0003\u0004xx", says: /is a workbook or an archive\./ },
])("import says what to do with $name", async ({ text, says }) => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, text);
  await assert.rejects(open(path), says);
  await Deno.remove(path);
});

Deno.test("import reads no folder and no device, which may have no end", async () => {
  await assert.rejects(open("docs"), /Cannot read docs: it is a folder or a device/);
  await assert.rejects(open("/dev/zero"), /Cannot read \/dev\/zero: it is a folder or a device/);
});

Deno.test("import takes a CSV file whose first name begins as a word of SQL", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, "created,id,title\n2020-01-01,1,Chair\n");
  assert.deepEqual((await open(path)).map(({ name }) => name), ["created", "id", "title"]);
  await Deno.remove(path);
});
