/**
 * The search finds what a comparison with each title finds, in the same order, whichever of its ways it takes.
 * @module
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

/** A number for each of 6,000 titles, over four blocks of 65,536. */
const numbers = Array.from({ length: 6_000 }, (_, n) => 1 + n * 40);

/** Words that are frequent everywhere, only among old or only among a few titles, rare, or together in no title. */
function titleOf(number: number, n: number): string {
  const words = [
    n % 2 === 0 ? "red lamp" : "blue chair",
    n < 3_000 && n % 3 === 0 ? "christmas" : "",
    n > 1_500 && n < 1_700 ? "sale" : "",
    n % 97 === 0 ? "椅子" : "",
    n % 900 === 5 ? "xylophone" : "",
    n % 150 === 7 ? "50%_a\\b" : "",
    // The pieces of "green bench" are in all of them, the text itself in three.
    n % 25 === 3 ? "green big bench" : "",
    [40, 41, 5_500].includes(n) ? "green bench" : "",
    `no ${number}`,
  ];
  return words.filter((word) => word !== "").join(" ");
}

const TITLES = numbers.map((number, n) => ({ number, title: titleOf(number, n) }));

const QUERIES = [
  ..."e|z|椅|re|zz|椅子|lam|red lamp|blue lamp|christmas|lamp christmas|mas no|sale|chair sale"
    .split("|"),
  ..."green bench|green b|xylophone|red xylophone|no 4|no 40|p c|50%_a\\b|%|_|\\|%%%|_a\\|LAMP|x"
    .split("|"),
  "",
  "lamp ".repeat(30).trim(),
];

Deno.test("search_titles() finds what a comparison with each title finds", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  await fill(unit.db);
  for (const query of QUERIES) {
    await t.step(JSON.stringify(query).slice(0, 30), async () => {
      for (const before of [null, 1, 2, 40_000, 70_001, 130_000, 200_000, 10 ** 15]) {
        const found = await search(unit.db, query, before);
        assert.deepEqual(found, naive(query, before), `before ${before}`);
      }
    });
  }
});

Deno.test("search_titles() of an empty catalogue finds nothing, wherever it begins", async () => {
  await using unit = await openUnit({ db: "migrated" });
  assert.deepEqual(await search(unit.db, "lamp", null), []);
  assert.deepEqual(await search(unit.db, "", 10 ** 15), []);
});

async function fill(db: Database): Promise<void> {
  await sql`
    insert into titles_on_sale (number, product_id, title) overriding system value
    select number, number::text, title
    from jsonb_to_recordset(${JSON.stringify(TITLES)}::jsonb) t (number bigint, title text)`
    .execute(db);
}

async function search(db: Database, query: string, before: number | null): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select number from search_titles(${query}, ${before}::bigint, 21)`.execute(db);
  return rows.map(({ number }) => number);
}

function naive(query: string, before: number | null): number[] {
  return TITLES
    .filter(({ number, title }) =>
      number < (before ?? Infinity) && title.includes(query.toLowerCase())
    )
    .map(({ number }) => number).toReversed().slice(0, 21);
}
