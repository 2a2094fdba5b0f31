import assert from "node:assert/strict";
import { sql } from "kysely";
import { productRef, readProductRef } from "../../src/domain/mod.ts";
import { findProductId } from "../../src/postgres/mod.ts";
import { ODD_IDS } from "../../devkit/testing/odd_ids.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

Deno.test("findProductId() finds each product by its reference", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const rows = ODD_IDS.map(({ id: product_id }) => ({ product_id }));
  await db.insertInto("products").values(rows as never).execute();
  for (const { id, kind } of ODD_IDS) {
    const named = readProductRef(productRef(id));
    assert.ok(named !== undefined, kind);
    const before = unit.statements.length;
    assert.equal(await findProductId(db, named), id, kind);
    const asked = unit.statements.length - before;
    assert.equal(asked, typeof named === "string" ? 0 : 1, "only a long id asks the database");
  }
  assert.equal(await findProductId(db, { idHash: "0".repeat(32) }), undefined);
  const asked = unit.statements.at(-1)!;
  const plan = await db.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    return await sql.raw(`explain (format json) ${asked.replace("$1", "''")}`).execute(tx);
  });
  assert.match(JSON.stringify(plan.rows), /products_long_id_hash/);
});
