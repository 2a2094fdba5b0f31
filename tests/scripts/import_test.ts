import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { OPTIONS, readOptions } from "../../scripts/import/options.ts";
import { type OptionValues, UsageError } from "../../src/command.ts";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import {
  type CommandResult,
  outputOf,
  runScript,
  spawnScript,
} from "../../devkit/testing/command.ts";
import { isStored, type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { openTableSource } from "../../src/product_import/mod.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const small = { widthPx: 60, heightPx: 40 };
/** More than two transactions of rows. */
const ROWS = 500;
const PICTURES = 12;
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

/** A shop, and a file of items beside its pictures. */
interface Items {
  readonly shop: LegacyShop;
  readonly csv: string;
  /** Writes the file anew. */
  write(...lines: string[]): Promise<void>;
  /** Imports rows and pictures. */
  run(...further: string[]): Promise<CommandResult>;
}

async function makeItems(shop: LegacyShop): Promise<Items> {
  const csv = `${shop.root}/items.csv`;
  const write = (...lines: string[]) =>
    Deno.writeTextFile(csv, ["id,name,price,image_path", ...lines, ""].join("\n"));
  for (const [seed, name] of ["1", "2", "new"].entries()) {
    await shop.file(`pics/${name}.jpg`, await photoJpeg({ ...small, seed }));
  }
  await write("TBF-1,Chair,12.50,pics/1.jpg", '"TBF-2","Lamp, red",1 200,pics/2.jpg');
  const args = ["--from", csv, "--columns", COLUMNS, "--root", shop.root];
  return { shop, csv, write, run: (...further) => run(shop, ...args, ...further) };
}

const STEPS: Readonly<Record<string, (items: Items) => Promise<void>>> = {
  "it proposes columns, and changes nothing": async ({ shop, csv }) => {
    const proposed = await run(shop, "--from", csv);
    assert.equal(proposed.code, 1, proposed.stderr);
    assert.match(proposed.stdout, /^ {2}title +name +Chair +Lamp, red$/m);
    assert.match(proposed.stdout, /write yours in place of EUR/);
    const command = `  deno task import --from ${csv} --columns ${COLUMNS} --dry-run\n`;
    assert.ok(proposed.stdout.endsWith(command), proposed.stdout);
    assert.deepEqual(await rowsOf(shop), []);
  },

  "--dry-run says everything, and writes nothing": async ({ shop, run }) => {
    const dry = await run("--dry-run");
    assert.equal(dry.code, 0, dry.stderr + dry.stdout);
    assert.match(dry.stdout, /^new +2$/m);
    assert.match(dry.stdout, /^ready +4$/m);
    assert.deepEqual(await rowsOf(shop), []);
    assert.equal(shop.b2.count("PUT"), 0);
  },

  "it imports rows and pictures": async ({ shop, run }) => {
    const first = await run();
    assert.equal(first.code, 0, first.stderr + first.stdout);
    assert.match(first.stdout, /^new +2$/m);
    assert.match(first.stdout, /^migrated +4$/m);
    assert.deepEqual(await rowsOf(shop), ["TBF-1 Chair 1250 EUR", "TBF-2 Lamp, red 120000 EUR"]);
    assert.ok(await isStored(shop, "TBF-1") && await isStored(shop, "TBF-2"));
  },

  "a second run touches nothing": async ({ shop, run }) => {
    const before = await versionsOf(shop);
    const puts = shop.b2.count("PUT");
    const second = await run();
    assert.equal(second.code, 0, second.stderr + second.stdout);
    assert.match(second.stdout, /^unchanged +2$/m);
    assert.deepEqual(await versionsOf(shop), before);
    assert.equal(shop.b2.count("PUT"), puts);
  },

  "what changed in the source comes in, pictures too": async ({ shop, write, run }) => {
    const before = await loadImages(shop.db, "TBF-1");
    await write("TBF-1,Armchair,13.00,pics/new.jpg", 'TBF-3,"Desk ""old""",,', "TBF-4,,1,");
    const third = await run("--report", `${shop.root}/report.jsonl`);
    assert.equal(third.code, 1, third.stderr);
    assert.match(third.stdout, /^line 4, TBF-4: name is ""\. The title is empty\./m);
    assert.match(third.stdout, /^TBF-2, "Lamp, red": on sale, but no longer in the source/m);
    assert.match(
      third.stdout,
      /^new +1\nchanged +1\nbad +1 +see above\nvanished +1 +see above$/m,
    );
    assert.match(third.stdout, /^1 product without a price: on request\.$/m);
    assert.match(third.stdout, /^migrated +2$/m);
    assert.deepEqual(await rowsOf(shop), [
      "TBF-1 Armchair 1300 EUR",
      "TBF-2 Lamp, red 120000 EUR",
      'TBF-3 Desk "old"',
    ]);
    assert.ok(await isStored(shop, "TBF-1"));
    const { cover } = (await loadImages(shop.db, "TBF-1")).images;
    assert.notEqual(cover.stored?.sha256, before.images.cover.stored?.sha256);
  },

  "further pictures come in once, from a list and from a table": async ({ shop, write }) => {
    const { root } = shop;
    await write("TBF-6,Sofa,9,\"['pics/1.jpg', 'pics/2.jpg']\"", "TBF-7,Bed,9,pics/1.jpg");
    const table = `${root}/pictures.csv`;
    await Deno.writeTextFile(
      table,
      "product_id,path,position\nTBF-7,pics/new.jpg,2\nTBF-7,pics/1.jpg,1\nTBF-7,pics/none.jpg,3\n",
    );
    const args = ["--from", `${root}/items.csv`, "--columns", COLUMNS, "--pictures", table];
    const report = `${root}/further.csv`;
    const told = await run(shop, ...args, "--root", root, "--report", report, "--lang", "en");
    assert.equal(told.code, 1, told.stderr);
    assert.match(told.stdout, /^migrated +8$/m);
    assert.match(told.stdout, /^Pictures of the table: 1 product$/m);
    assert.match(
      told.stdout,
      /^Further pictures: 3 pictures of 2 products, 3 in the source of an import$/m,
    );
    assert.match(told.stdout, /^ {2}TBF-7 "Bed": picture 3 missing not_found, pics\/none\.jpg/m);
    const lines = (await Deno.readTextFile(report)).split("\n");
    assert.ok(lines.some((line) => /TBF-6,Sofa,cover,migrated,.*,2$/.test(line)), lines.join("\n"));
    const again = await run(shop, ...args, "--root", root);
    assert.match(again.stdout, /^missing +1 +left$/m);
    assert.ok(!/^migrated/m.test(again.stdout), "nothing comes in twice");
  },

  "a picture that is not there leaves the old one, and is told in each run": async (
    { shop, write, run },
  ) => {
    await write(
      "TBF-1,Armchair,13.00,pics/none.jpg",
      "TBF-2,Lamp,1200,pics/2.jpg",
      "TBF-3,Desk,,",
    );
    for (let n = 0; n < 2; n++) {
      const told = await run();
      assert.equal(told.code, 1, told.stderr);
      assert.match(told.stdout, /^TBF-1: the source has another picture, "pics\/none\.jpg"/m);
      assert.match(told.stdout, /^missing +\d +left$/m);
      assert.ok(await isStored(shop, "TBF-1"));
    }
  },
};

longTest("import brings in rows and pictures, and then what changed", async (t) => {
  await using shop = await openLegacyShop();
  const items = await makeItems(shop);
  for (const [name, step] of Object.entries(STEPS)) await t.step(name, () => step(items));
});

longTest(
  "import, killed between rows and between pictures, goes on and does nothing twice",
  async () => {
    await using shop = await openLegacyShop();
    const csv = `${shop.root}/items.csv`;
    const lines = ["id,name,price,image_path"];
    for (let n = 0; n < ROWS; n++) {
      const id = `TBF-${String(n).padStart(4, "0")}`;
      const picture = n < PICTURES ? `${n}.jpg` : "";
      if (picture !== "") await shop.file(picture, await photoJpeg({ ...small, seed: n }));
      lines.push(`${id},Chair ${n},${n}.25,${picture}`);
    }
    await Deno.writeTextFile(csv, lines.join("\n"));
    const args = ["--from", csv, "--columns", COLUMNS, "--root", shop.root, "--concurrency", "2"];
    const start = () => spawnScript("import", { args, env: shop.environment });

    // Somebody holds an id of the third transaction, so the import stands still in the middle of it.
    const held = await shop.db.startTransaction().execute();
    await held.insertInto("products").values({ product_id: "TBF-0450" } as never).execute();
    const first = start();
    await until("the import waits for a row", async () => {
      const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(shop.db);
      return rows.length > 0;
    });
    first.kill("SIGKILL");
    assert.equal((await outputOf(first)).code, 137);
    await held.rollback().execute();
    assert.equal((await rowsOf(shop)).length, 400, "two transactions");

    for (const puts of [3, 9]) {
      const next = start();
      await until("some pictures", () => shop.b2.count("PUT") >= puts, { everyMs: 2 });
      next.kill("SIGKILL");
      assert.equal((await outputOf(next)).code, 137);
    }
    const last = await outputOf(start());
    assert.equal(last.code, 0, last.stderr + last.stdout);
    assert.match(last.stdout, new RegExp(`^unchanged +${ROWS}$`, "m"));
    assert.deepEqual(
      await rowsOf(shop),
      lines.slice(1).map((line, n) => {
        const [id, title] = line.split(",");
        return `${id} ${title} ${n * 100 + 25} EUR`;
      }),
    );
    for (let n = 0; n < PICTURES; n++) {
      assert.ok(await isStored(shop, `TBF-${String(n).padStart(4, "0")}`));
    }
    const { rows } = await sql<{ count: number }>`select count(*) from image_events`.execute(
      shop.db,
    );
    assert.equal(rows[0]!.count, PICTURES * IMAGE_TYPES.length, "no event twice");
  },
);

/** Rows that no run writes in a moment. */
const MANY = 5000;

longTest("import stops at Ctrl+C with whole transactions, and goes on", async () => {
  await using shop = await openLegacyShop();
  await sql`create schema "Old Shop"`.execute(shop.db);
  await sql`create table "Old Shop"."Items" (id integer, "Name" text, price money)`.execute(
    shop.db,
  );
  await sql`insert into "Old Shop"."Items"
    select n, 'Chair ' || n, n::numeric::money from generate_series(1, ${MANY}::int) n`.execute(
    shop.db,
  );
  const args = [
    ...["--table", '"Old Shop".Items'],
    ...["--columns", "product_id=id,title=name,price=price"],
  ];
  const held = await shop.db.startTransaction().execute();
  await held.insertInto("products").values({ product_id: "250" } as never).execute();
  const child = spawnScript("import", { args, env: shop.environment });
  await until("the import waits for a row", async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(shop.db);
    return rows.length > 0;
  });
  child.kill("SIGINT");
  await held.rollback().execute();
  const stopped = await outputOf(child);
  assert.equal(stopped.code, 1, stopped.stderr);
  assert.match(stopped.stdout, /^Stopped before the end\. Run it again to continue\.$/m);
  // The signal may come after the transaction that waited, but before thousands of rows.
  const done = (await rowsOf(shop)).length;
  assert.equal(done % 200, 0, `${done} rows`);
  assert.ok(done >= 400 && done < MANY, `${done} rows`);
  const again = await run(shop, ...args, "--root", shop.root, "--concurrency", "1");
  assert.equal(again.code, 0, again.stdout + again.stderr);
  const counts = again.stdout.replaceAll(",", "");
  assert.match(counts, new RegExp(`^new +${MANY - done}\nunchanged +${done}$`, "m"));
});

Deno.test("import reads a table of another database, and shows no password", async () => {
  await using shop = await openLegacyShop();
  await using other = await openUnit({ db: "empty" });
  await sql.raw(
    "create table products (id int, name text); insert into products values (7, 'Lamp')",
  )
    .execute(other.db);
  const env = { ...shop.environment, SOURCE_DATABASE_URL: other.url };
  const args = ["--table", "products", "--columns", "product_id=id,title=name"];
  const { code, stdout, stderr } = await runScript("import", { args, env });
  assert.equal(code, 0, stderr + stdout);
  assert.deepEqual(await rowsOf(shop), ["7 Lamp"]);
  const wrong = await runScript("import", {
    args: ["--table", "goods"],
    env: { ...shop.environment, SOURCE_DATABASE_URL: other.url },
  });
  assert.equal(wrong.code, 1);
  assert.equal(wrong.stderr.trim(), "There is no table goods. There are: products");
});

Deno.test("openTableSource() says what to do with a table that has the name of the shop's own", async () => {
  await using own = await openUnit({ db: "migrated" });
  await using other = await openUnit({ db: "empty" });
  await sql`create table products (id serial, name text, price numeric, image_path text)`
    .execute(other.db);
  const open = ({ db }: typeof own, isShop: boolean) => openTableSource(db, "products", { isShop });
  await assert.rejects(open(own, true), /is the shop's own table: .*run deno task migrate-images/);
  await assert.rejects(open(other, true), /alter table public\.products rename to old_products/);
  await using source = await open(other, false);
  assert.equal(source.columns.length, 4);
});

Deno.test.each<{ args: string[]; says: RegExp }>([
  { args: [], says: /^Name a source: --from FILE/ },
  { args: ["--table", "b", "--encoding", "utf-8"], says: /^--encoding and --delimiter belong/ },
  { args: ["--from", "a.csv", "--encoding", "klingon"], says: /^--encoding must be a name/ },
  { args: ["--from", "a.csv", "--delimiter", "ab"], says: /^--delimiter must be one character/ },
  { args: ["--from", "a.csv", "--prefer", "me"], says: /^--prefer must be source or shop/ },
  { args: ["--from", "a.csv", "--report", "a.txt"], says: /^--report must end in \.html/ },
  { args: ["--from", "a.csv", "--root", "/nowhere"], says: /^--root must be a readable folder/ },
  {
    args: ["--table", "b", "--source-url", "mysql://root:secret@host/db"],
    says: /^The source's URL must begin with postgres:\/\/.*use --from\n/,
  },
])("import $args says what is wrong, and exits with 2", async ({ args, says }) => {
  const values = parseArgs({ args, options: OPTIONS, strict: true }).values;
  const error = await readOptions(values as OptionValues, undefined).catch((error) => error);
  assert.ok(error instanceof UsageError, String(error));
  assert.match(`${error.message}\n`, says);
  assert.doesNotMatch(error.message, /secret/);
});
