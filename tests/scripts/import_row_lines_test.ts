import assert from "node:assert/strict";
import { openRowLines, rowsFileOf } from "../../scripts/import/row_lines.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

Deno.test("import names the first bad rows, counts the rest, and lists all in a file", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-rows-" });
  await using shop = await openUnit({ db: "projected" });
  const rows = Array.from({ length: 1000 }, (_, n) => `TBF-${n},Lamp ${n},many`);
  const csv = `${dir}/items.csv`;
  await Deno.writeTextFile(csv, ["id,name,price", ...rows, ""].join("\n"));
  const columns = "product_id=id,title=name,price=price,currency=EUR";
  const run = (...args: string[]) =>
    runScript("import", {
      args: ["--from", csv, "--columns", columns, ...args],
      env: { DATABASE_URL: shop.url },
    });
  const bare = await run();
  assert.equal(bare.code, 1, bare.stderr);
  const lines = bare.stdout.split("\n");
  assert.equal(lines.filter((line) => line.includes('price is "many"')).length, 20);
  assert.ok(lines.includes("… and 980 more problems"), bare.stdout);
  assert.ok(lines.includes("--report FILE lists all of them."));
  assert.match(bare.stdout, /^bad +1,000 +see above$/m);
  const told = await run("--report", `${dir}/out.html`);
  assert.match(told.stdout, new RegExp(`All of them: ${dir}/out-rows\\.txt`));
  const all = (await Deno.readTextFile(`${dir}/out-rows.txt`)).trimEnd().split("\n");
  assert.equal(all.length, 1000);
  assert.match(all[999]!, /TBF-999: price is "many"/);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("openRowLines() says nothing of a rest that is not there", () => {
  using lines = openRowLines(undefined);
  assert.deepEqual(lines.rest(), []);
  assert.equal(rowsFileOf("a.b/out.jsonl"), "a.b/out-rows.txt");
});
