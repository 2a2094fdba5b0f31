import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openSqliteSource, readMapping, writeMapping } from "../../src/product_import/mod.ts";
import { readTableName } from "../../src/product_import/source/table_source.ts";
import { isNothing, readPicture } from "../../src/product_import/values/picture.ts";

const COLUMNS = [
  "id",
  "Nom complet",
  "Prix, TTC",
  "prix_ttc",
  "photo",
  "bytes",
  'a"b',
  "EUR ",
  "Prix été",
  "PRIX_ETE",
]
  .map((name) => ({ name, kind: name === "bytes" ? "bytes" as const : "text" as const }));

Deno.test.each<{ columns: string; is: string | RegExp }>([
  { columns: "product_id=id,title=nom_complet", is: "product_id=id,title=Nom complet" },
  { columns: " product_id = ID , title = NOM COMPLET ", is: "product_id=id,title=Nom complet" },
  {
    columns: 'product_id=id,title=id,price="Prix, TTC",currency=EUR',
    is: 'product_id=id,title=id,price="Prix, TTC",currency=EUR ',
  },
  { columns: 'product_id=id,title="a""b"', is: 'product_id=id,title="a""b"' },
  {
    columns: "product_id=id,title=id,price=prix_ttc,currency=usd,seller_id=123456789",
    is: "product_id=id,title=id,price=prix_ttc,currency=usd,seller_id=123456789",
  },
  { columns: "title=id", is: /misses product_id/ },
  { columns: "product_id=id", is: /misses title/ },
  {
    columns: "product_id=id,title=titre",
    is: /no column titre for title\. The columns are id, Nom/,
  },
  {
    columns: "product_id=id,title=id,colour=id",
    is: /no field colour\. The fields are product_id/,
  },
  { columns: "product_id=id,title=id,title=id", is: /names title twice/ },
  {
    columns: "product_id=id,title=prix ete",
    is: /title=prix ete may be several columns: Prix été, PRIX_ETE/,
  },
  { columns: "product_id=id,title=id,cover=bytes", is: /holds bytes/ },
  { columns: "product_id=id,title=id,price_minor=prix_ttc", is: /misses currency/ },
  { columns: "product_id=id,title=id,on_sale=id,withdrawn=id", is: /both on_sale and withdrawn/ },
  { columns: "product_id", is: /must be like product_id=id,title=name/ },
  { columns: "product_id=id,title=id,description=EURO", is: /no column EURO/ },
])("readMapping($columns)", ({ columns, is }) => {
  if (typeof is === "string") assert.equal(writeMapping(readMapping(columns, COLUMNS)), is);
  else assert.throws(() => readMapping(columns, COLUMNS), is);
});

Deno.test("openSqliteSource() says which tables a file has", async () => {
  const path = await Deno.makeTempFile({ prefix: "vitrine-sqlite-" });
  const file = new DatabaseSync(path);
  file.exec('create table "my ""items""" (id int); create view goods as select 1 as id');
  file.close();
  assert.throws(
    () => openSqliteSource(path, undefined),
    /add --table NAME\. There are: goods, my "items"/,
  );
  assert.throws(
    () => openSqliteSource(path, "items"),
    /There is no table items in .*There are: goods/,
  );
  await using source = openSqliteSource(path, 'MY "items"');
  assert.deepEqual(await Array.fromAsync(source.rows()), []);
  await Deno.remove(path);
});

Deno.test.each<{ name: string; parts: string[] | undefined }>([
  { name: "items", parts: ["items"] },
  { name: "shop.items", parts: ["shop", "items"] },
  { name: '"My Shop"."a.b"', parts: ["My Shop", "a.b"] },
  { name: '"a""b"', parts: ['a"b'] },
  { name: "a.b.c", parts: undefined },
  { name: "a.", parts: undefined },
  { name: '"a', parts: undefined },
  { name: '"a"; drop table products', parts: undefined },
  { name: "", parts: undefined },
])("readTableName($name)", ({ name, parts }) => assert.deepEqual(readTableName(name), parts));

// tests/pictures/value_list_test.ts has the forms of lists.
Deno.test.each<{ text: string; first: string | null; further?: string[] }>([
  { text: " photos/a b, c.jpg ", first: "photos/a b, c.jpg" },
  { text: "a.jpg,b.png;c.webp", first: "a.jpg", further: ["b.png", "c.webp"] },
  { text: "[None, 'b.jpg']", first: "b.jpg" },
  { text: "{}", first: null },
  { text: "[]", first: null },
  { text: "None", first: null },
  { text: "", first: null },
])("readPicture($text)", ({ text, first, further = [] }) => {
  assert.deepEqual(readPicture(text), { first, further });
});

Deno.test("isNothing() knows what programs write for no value", () => {
  for (const text of ["", " ", "None", "NULL", "nan", "\\N", "N/A", "-"]) {
    assert.ok(isNothing(text), text);
  }
  for (const text of ["0", "Nan bread", "no"]) assert.ok(!isNothing(text), text);
});
