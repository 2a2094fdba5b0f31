import assert from "node:assert/strict";
import { sql } from "kysely";
import { runScript } from "../../devkit/testing/command.ts";
import { dumpSchema } from "../../devkit/testing/schema_dump.ts";
import { documented } from "../../devkit/testing/transcript.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { openShopProcess } from "../../devkit/world/shop_process.ts";

/** A seller who must be in a table of users, as older shops have it. */
const SELLER_FK = `
  create table users (telegram_id bigint primary key, username text);
  insert into users values (42, 'anna');
  create table products (product_id text primary key, title text not null,
    seller_id bigint not null references users (telegram_id), thumbnail_url text);
  insert into products values ('TBF-OLD001', 'Lamp', 42, null)`;

const REMEDY = "alter table products drop constraint products_seller_id_fkey";

Deno.test("migrate --check names what is in the way, and changes nothing; migrate then adopts", async () => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(SELLER_FK).execute(legacy.db);
  const before = await dumpSchema(legacy.db);
  const env = { DATABASE_URL: legacy.url };
  const migrate = (...args: string[]) => runScript("migrate", { args, env });

  const refused = await migrate("--check");
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout, "");
  const shown = (await documented("A legacy shop's table comes in")).split(
    "$ deno task migrate --check\n",
  );
  assert.equal(refused.stderr, shown[1]);
  assert.deepEqual(await dumpSchema(legacy.db), before);

  await sql.raw(REMEDY).execute(legacy.db);
  const fits = await migrate("--check");
  assert.deepEqual([fits.code, fits.stderr], [0, ""]);
  assert.ok(fits.stdout.startsWith(shown[2]!), fits.stdout);
  assert.match(
    fits.stdout,
    /A sale was tried and undone: nothing is in the way\. Nothing was changed\.\n$/,
  );

  await sql`alter table products add image_2 text, add gallery jsonb`.execute(legacy.db);
  await sql`update products set image_2 = 'lamp/2.jpg'`.execute(legacy.db);
  const { stdout } = await migrate();
  assert.match(stdout, /^Changed: products\.title .*\nChanged: .*\nApplied 001_products\n/);
  assert.match(stdout, /Products have further pictures: the columns image_2\.\n.*migrate-images/s);
  assert.equal((await migrate()).stdout, "The schema is up to date.\n");
});

Deno.test("main.ts does not start on a table in which no sale works, and its log tells what helps", async () => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(SELLER_FK).execute(legacy.db);
  const before = await dumpSchema(legacy.db);
  const nowhere = "http://127.0.0.1:1";
  const environment = {
    DATABASE_URL: legacy.url,
    TELEGRAM_BOT_TOKEN: `7000000001:${"A".repeat(35)}`,
    TELEGRAM_API_ROOT: nowhere,
    B2_ENDPOINT: nowhere,
    B2_REGION: "us-west-004",
    B2_BUCKET: "pictures",
    B2_KEY_ID: "key",
    B2_APPLICATION_KEY: "application-key",
    PORT: "0",
  };
  await using shop = await openShopProcess({ environment, early: true });
  assert.equal(await shop.ended(), 1);
  const said = shop.log.map(({ message }) => message);
  assert.match(said.find((line) => line.includes("Vitrine cannot run"))!, /1 obstacle/);
  assert.ok(said.includes(`   This helps: ${REMEDY};`), said.join("\n"));
  assert.deepEqual(await dumpSchema(legacy.db), before);
});

Deno.test("a command shows PostgreSQL's detail and hint", async () => {
  await using legacy = await openUnit({ db: "empty" });
  await sql`create domain image_events as text`.execute(legacy.db);
  const { code, stderr } = await runScript("migrate", { env: { DATABASE_URL: legacy.url } });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^Cannot migrate 002_image_events: type "image_events" already exists\. Hint: A relation has an associated type of the same name, .*\.\n$/,
  );
});

Deno.test("a command with a wrong option says so in a few lines", async () => {
  const { code, stderr } = await runScript("migrate", { args: ["--chek"] });
  assert.equal(code, 2);
  const [problem, ...rest] = stderr.trimEnd().split("\n");
  assert.match(problem!, /^Unknown option '--chek'/);
  assert.deepEqual(rest, ["", "deno task migrate [--check]", "--help lists the options."]);
});
