import assert from "node:assert/strict";
import { describeProposal } from "../../scripts/import/describe.ts";
import { openTableSource, propose } from "../../src/product_import/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { sql } from "kysely";

Deno.test("import names columns of bytes, which may be the pictures, and a table of pictures", async () => {
  await using unit = await openUnit({ db: "empty" });
  await sql.raw("create table old_shop (id int, title text, photo bytea)").execute(unit.db);
  await sql.raw(String.raw`insert into old_shop values (1, 'Chair', '\xffd8')`).execute(unit.db);
  await sql.raw("create table old_images (id int, path text, product_id int, sort_order int)")
    .execute(unit.db);
  await using source = await openTableSource(unit.db, "old_shop", { isShop: true });
  const said = describeProposal(await propose(source), source, ["--table", "old_shop"]);
  assert.ok(
    said.includes(
      "Further pictures: the table old_images (product_id, path, in the order of sort_order)",
    ),
    said.join("\n"),
  );
  assert.match(said.at(-1)!, / --pictures old_images --dry-run$/);
  assert.match(
    said.join("\n"),
    /^Not used, because it holds bytes: photo\. If they are pictures,$/m,
  );
});
