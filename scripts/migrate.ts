/**
 * `deno task migrate`: brings the schema up to date and says what it did.
 * @module
 */
import { readSettings, runCommand } from "../src/command.ts";
import { migrate } from "../src/postgres/mod.ts";
import { openConfiguredDatabase } from "./support/database.ts";

const HELP = `deno task migrate

Applies the migrations that the database of DATABASE_URL is missing, under a lock; without
DATABASE_URL, to the embedded database of deno task start. Exits 0 done, 1 failed, 2 wrong settings.`;

async function run(): Promise<number> {
  await using db = await openConfiguredDatabase(readSettings());
  const applied = await migrate(db);
  if (applied.length === 0) console.log("The schema is up to date.");
  for (const name of applied) console.log(`Applied ${name}`);
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, run });
