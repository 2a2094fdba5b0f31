import assert from "node:assert/strict";
import { sql } from "kysely";
import { searchSimilar } from "../../src/shop/mod.ts";
import { isNearly, wordsOf } from "../../src/shop/nearly.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows } from "../../devkit/testing/use_cases.ts";

const TITLES = [
  "Blue teapot",
  "Red teapot",
  "Stehlampe",
  "Théière ancienne",
  "Fauteuil en cuir",
  "Teaspoon",
  "Велосипед",
  "Old chair",
];

const CASES: readonly { query: string; found: string[] }[] = [
  { query: "teapt", found: ["Red teapot", "Blue teapot"] },
  { query: "teapott", found: ["Red teapot", "Blue teapot"] },
  { query: "taepot", found: ["Red teapot", "Blue teapot"] },
  { query: "tepaot", found: ["Red teapot", "Blue teapot"] },
  { query: "tezpot", found: ["Red teapot", "Blue teapot"] },
  { query: "blue taepot", found: ["Blue teapot"] },
  { query: "bleu teapot", found: ["Blue teapot"] },
  { query: "TEAPT", found: ["Red teapot", "Blue teapot"] },
  { query: "Sthelampe", found: ["Stehlampe"] },
  { query: "stehlmape", found: ["Stehlampe"] },
  { query: "fauteiul cuir", found: ["Fauteuil en cuir"] },
  { query: "велосепед", found: ["Велосипед"] },
  { query: "green teapt", found: [] },
  { query: "tea", found: [] },
  { query: "xyzzy", found: [] },
  { query: "", found: [] },
  { query: "💡💡💡💡", found: [] },
  { query: "%%%%%%", found: [] },
];

/** What only the comparison with each title finds: accents, both ends mistyped, short words in another order. */
const IN_A_SMALL_SHOP: typeof CASES = [
  { query: "theiere", found: ["Théière ancienne"] },
  { query: "teheire", found: ["Théière ancienne"] },
  { query: "cuir fautuiel", found: ["Fauteuil en cuir"] },
  { query: "old tea", found: [] },
  { query: "cuir en", found: ["Fauteuil en cuir"] },
];

Deno.test("searchSimilar() finds words with a typing mistake", async (t) => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  await insertRows(db, [
    ...TITLES.map((title, index) => ({ product_id: `TBF-${index}`, title })),
    { product_id: "TBF-SOLD", title: "Green teapot", withdrawn_at: new Date() },
  ]);
  const check = (cases: typeof CASES) =>
    t.step(cases.map(({ query }) => query).join(", "), async () => {
      for (const { query, found } of cases) {
        const products = await searchSimilar(db, query, 8);
        assert.deepEqual(products.map(({ title }) => title), found, query);
      }
    });
  await check([...CASES, ...IN_A_SMALL_SHOP]);
  // So many newer products that the others are found by parts of their titles.
  await sql`insert into products (product_id, title, listed_at)
    select 'TBF-NEW' || n, 'Shoe ' || n, now() from generate_series(1, 600) n`.execute(db);
  await check(CASES);
});

Deno.test.each<{ query: string; title: string; is: boolean }>([
  { query: "theiere", title: "Théière", is: true },
  { query: "chiar", title: "Chair", is: true },
  { query: "char", title: "Chair", is: true },
  { query: "cat", title: "Cut", is: false },
  { query: "table", title: "Cables", is: false },
  { query: "bycicle", title: "Bicycle", is: true },
  { query: "chiars", title: "Bikes", is: false },
  { query: "bycicles", title: "Bicycles", is: true },
])("isNearly() of $query and $title is $is", ({ query, title, is }) => {
  assert.equal(isNearly(wordsOf(query), wordsOf(title)), is);
});
