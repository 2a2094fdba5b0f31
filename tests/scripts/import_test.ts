import assert from "node:assert/strict";
import { sql } from "kysely";
import { runScript } from "../../devkit/testing/command.ts";
import { isStored, type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

const small = { widthPx: 60, heightPx: 40 };
const COLUMNS = "product_id=id,title=name,price=price,currency=EUR,cover=image_path";

const run = (shop: LegacyShop, ...args: string[]) =>
  runScript("import", { args, env: shop.environment });

async function rowsOf({ db }: LegacyShop): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', product_id, title, price_minor, price_currency,
      case when withdrawn_at is not null then 'withdrawn' end) as row
    from products order by product_id collate "C"`.execute(db);
  return rows.map(({ row }) => row);
}

/** Everything that an import may write: to tell whether it wrote at all. */
async function versionsOf({ db }: LegacyShop): Promise<unknown[]> {
  const { rows } = await sql`
    select p.product_id, p.xmin::text, i.xmin::text as imported
    from products p left join imported_products i using (product_id) order by 1`.execute(db);
  return rows;
}

Deno.test("import brings in rows and pictures, and then what changed", async (t) => {
  await using shop = await openLegacyShop();
  const csv = `${shop.root}/items.csv`;
  const write = (...lines: string[]) =>
    Deno.writeTextFile(csv, ["id,name,price,image_path", ...lines, ""].join("\n"));
  await shop.file("pics/1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.file("pics/2.jpg", await photoJpeg({ ...small, seed: 2 }));
  await write("TBF-1,Chair,12.50,pics/1.jpg", '"TBF-2","Lamp, red",1 200,pics/2.jpg');

  await t.step("it proposes columns, and changes nothing", async () => {
    const proposed = await run(shop, "--from", csv);
    assert.equal(proposed.code, 1, proposed.stderr);
    assert.match(proposed.stdout, /^ {2}title +name +Chair +Lamp, red$/m);
    assert.match(proposed.stdout, /write yours in place of EUR/);
    const command = `  deno task import --from ${csv} --columns ${COLUMNS} --dry-run\n`;
    assert.ok(proposed.stdout.endsWith(command), proposed.stdout);
    assert.deepEqual(await rowsOf(shop), []);
  });

  await t.step("--dry-run says everything, and writes nothing", async () => {
    const args = ["--from", csv, "--columns", COLUMNS, "--root", shop.root, "--dry-run"];
    const dry = await run(shop, ...args);
    assert.equal(dry.code, 0, dry.stderr + dry.stdout);
    assert.match(dry.stdout, /^new +2$/m);
    assert.match(dry.stdout, /^ready +4$/m);
    assert.deepEqual(await rowsOf(shop), []);
    assert.equal(shop.b2.count("PUT"), 0);
  });

  const args = ["--from", csv, "--columns", COLUMNS, "--root", shop.root];
  await t.step("it imports rows and pictures", async () => {
    const first = await run(shop, ...args);
    assert.equal(first.code, 0, first.stderr + first.stdout);
    assert.match(first.stdout, /^new +2$/m);
    assert.match(first.stdout, /^migrated +4$/m);
    assert.deepEqual(await rowsOf(shop), ["TBF-1 Chair 1250 EUR", "TBF-2 Lamp, red 120000 EUR"]);
    assert.ok(await isStored(shop, "TBF-1") && await isStored(shop, "TBF-2"));
  });

  await t.step("a second run touches nothing", async () => {
    const before = await versionsOf(shop);
    const puts = shop.b2.count("PUT");
    const second = await run(shop, ...args);
    assert.equal(second.code, 0, second.stderr + second.stdout);
    assert.match(second.stdout, /^unchanged +2$/m);
    assert.deepEqual(await versionsOf(shop), before);
    assert.equal(shop.b2.count("PUT"), puts);
  });

  await t.step("what changed in the source comes in, and the shop's own changes stay", async () => {
    await shop.db.updateTable("products").set({ title: "Best chair" })
      .where("product_id", "=", "TBF-1").execute();
    await write("TBF-1,Chair,13.00,pics/1.jpg", 'TBF-3,"Desk ""old""",,');
    const third = await run(shop, ...args);
    assert.equal(third.code, 1, third.stderr);
    assert.match(third.stdout, /^changed +1$/m);
    assert.match(third.stdout, /^new +1$/m);
    assert.match(third.stdout, /^vanished +1 +see above$/m);
    assert.match(third.stdout, /^TBF-2, "Lamp, red": on sale, but no longer in the source/m);
    assert.match(third.stdout, /^1 product without a price: on request\.$/m);
    assert.deepEqual(await rowsOf(shop), [
      "TBF-1 Best chair 1300 EUR",
      "TBF-2 Lamp, red 120000 EUR",
      'TBF-3 Desk "old"',
    ]);
  });

  await t.step("what changed on both sides is told, and --prefer decides", async () => {
    await write("TBF-1,Armchair,13.00,pics/1.jpg", "TBF-2,Lamp,1200,pics/2.jpg", "TBF-3,Desk,,");
    const told = await run(shop, ...args);
    assert.equal(told.code, 1, told.stderr);
    assert.match(
      told.stdout,
      /^line 2, TBF-1: title is "Armchair" in the source and "Best chair" in the shop\. The shop's stays/m,
    );
    assert.equal((await rowsOf(shop))[0], "TBF-1 Best chair 1300 EUR");
    const kept = await run(shop, ...args, "--prefer", "shop");
    assert.equal(kept.code, 0, kept.stdout);
    assert.equal((await run(shop, ...args)).code, 0, "settled for good");
    assert.equal((await rowsOf(shop))[0], "TBF-1 Best chair 1300 EUR");
    await write("TBF-1,Sofa,13.00,pics/1.jpg", "TBF-2,Lamp,1200,pics/2.jpg", "TBF-3,Desk,,");
    const taken = await run(shop, ...args, "--prefer", "source");
    assert.equal(taken.code, 0, taken.stdout);
    assert.match(taken.stdout, /The source's was taken/);
    assert.equal((await rowsOf(shop))[0], "TBF-1 Sofa 1300 EUR");
  });
});
