/**
 * `deno task migrate`: updates the database schema.
 * @module
 */
import { readSettings } from "../src/command.ts";
import { migrate } from "../src/postgres/mod.ts";
import { openConfiguredDatabase } from "./support/database.ts";
import { printLines } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task migrate

Updates the schema of the database: applies the migrations that are missing.
Only one process at a time does so. Without DATABASE_URL, it uses the embedded
database of deno task start.

Exits 0 done, 1 failed, 2 wrong settings.`;

async function run(): Promise<number> {
  await using db = await openConfiguredDatabase(readSettings());
  const applied = await migrate(db);
  if (applied.length === 0) printLines(["The schema is up to date."]);
  printLines(applied.map((name) => `Applied ${name}`));
  return 0;
}

if (import.meta.main) await runShopCommand({ help: HELP, run });
