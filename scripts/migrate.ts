/**
 * `deno task migrate`: updates the database schema.
 * @module
 */
import { migrateShop, type ShopMigration } from "../src/adoption/mod.ts";
import type { OptionValues } from "../src/command.ts";
import { describeLockHolder, type OnLockWait } from "../src/postgres/mod.ts";
import { readSettings } from "../src/settings.ts";
import { describeFurther } from "./migrate/further.ts";
import { openConfiguredDatabase } from "./support/database.ts";
import { printLines, printNote } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task migrate [--check]

Updates the schema of the database: applies the migrations that are missing.
Only one process at a time does so. It waits for the locks of other sessions,
and says which ones. Without DATABASE_URL, it uses the embedded database of
deno task start.

A table products of a legacy shop is adopted. Before that, a sale is tried and
undone. What would fail is mended where nothing is lost. Else all obstacles are
listed with the statements that help, and nothing is changed. Further pictures,
as in columns image_2, stay for deno task migrate-images, and you are told.

  --check   does the same, tries a sale in any case, and changes nothing.
            It locks the tables for a moment.

Exits 0 done, 1 failed or obstacles found, 2 wrong settings.`;

async function run(values: OptionValues): Promise<number> {
  const config = readSettings();
  const check = values.check === true;
  await using db = await openConfiguredDatabase(config);
  const { databaseSchema: schema, queueSchema } = config;
  const onLockWait: OnLockWait = (holder) => printNote(describeLockHolder(holder));
  const done = await migrateShop(db, { check, schema, queueSchema, onLockWait });
  printLines([...describe(done, check), ...await describeFurther(db, done)]);
  return 0;
}

function describe({ applied, mended, lookalikes }: ShopMigration, check: boolean): string[] {
  const [apply, change] = check ? ["Would apply", "Would change"] : ["Applied", "Changed"];
  return [
    ...applied.length === 0 ? ["The schema is up to date."] : [],
    ...mended.map((line) => `${change}: ${line}`),
    ...applied.map((name) => `${apply} ${name}`),
    ...lookalikes.flatMap((name) => [
      `There is a table ${name}. It is another one than products, and was not adopted.`,
      `To bring its products in: deno task import --table '${name}'`,
    ]),
    ...check ? ["A sale was tried and undone: nothing is in the way. Nothing was changed."] : [],
  ];
}

if (import.meta.main) {
  await runShopCommand({ help: HELP, options: { check: { type: "boolean" } }, run });
}
