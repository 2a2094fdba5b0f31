/**
 * `deno task migrate`: brings the schema up to date and says what it did.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { readConfig } from "../src/config.ts";
import { isPermitted } from "../src/hosts.ts";
import { migrate } from "../src/postgres/mod.ts";
import { openConfiguredDatabase } from "./support/database.ts";

const HELP = `deno task migrate

Applies the migrations that the database of DATABASE_URL is missing, under a lock; without
DATABASE_URL, to the embedded database of deno task start. Exits 0 done, 1 failed, 2 wrong settings.`;

async function run(): Promise<number> {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) {
    console.error(["The settings are wrong:", ...settings.problems].join("\n  - "));
    return 2;
  }
  await using db = await openConfiguredDatabase(settings.config);
  const applied = await migrate(db);
  if (applied.length === 0) console.log("The schema is up to date.");
  for (const name of applied) console.log(`Applied ${name}`);
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, run });
