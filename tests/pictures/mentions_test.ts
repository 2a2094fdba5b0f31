import assert from "node:assert/strict";
import { sql } from "kysely";
import { findMentioned, mentionsOf } from "../../src/pictures/mentions.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const KEYS = Array.from({ length: 50 }, (_, n) => `products/OLD-${n}/cover/blue teapot-${n}.jpg`);

interface Plan {
  readonly "Node Type": string;
  readonly "Actual Rows": number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: readonly Plan[];
}

/** How often a row of the table was compared with a form of a key. */
function comparisons(plan: Plan): number {
  const own = plan["Node Type"] === "Nested Loop"
    ? (plan["Rows Removed by Join Filter"] ?? 0) + plan["Actual Rows"]
    : 0;
  return (plan.Plans ?? []).reduce((sum, each) => sum + comparisons(each), own);
}

Deno.test("findMentioned() compares keys only with rows that may mention one", async () => {
  await using work = await openUnit({ db: "projected", fresh: true });
  const { db } = work;
  await sql`insert into products (product_id, cover_image_url, thumbnail_url)
    select 'TBF-' || n, 'https://cdn.example/products/' || n || '/cover-0123.jpg', 'x/' || n || '.jpg'
    from generate_series(1, 2000) n`.execute(db);
  const counts: number[] = [];
  for (const more of [0, 2000]) {
    await sql`insert into products (product_id, cover_image_url)
      select 'MORE-' || n, 'other/' || n || '.jpg' from generate_series(1, ${more}::integer) n`
      .execute(db);
    const { rows } = await sql<{ "QUERY PLAN": readonly { readonly Plan: Plan }[] }>`
      explain (analyze, format json) ${mentionsOf(KEYS)}`.execute(db);
    counts.push(comparisons(rows[0]!["QUERY PLAN"][0]!.Plan));
  }
  assert.deepEqual(counts, [0, 0], "no row holds a part of a key");
  await sql`insert into products (product_id, cover_image_url, thumbnail_url) values
    ('A', ${`["${encodeURI(KEYS[3]!)}"]`}, null), ('B', null, ${KEYS[7]!.toUpperCase()})`.execute(
    db,
  );
  assert.deepEqual(await findMentioned(work, KEYS), new Set([KEYS[3], KEYS[7]]));
});
