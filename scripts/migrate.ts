/**
 * `deno task migrate`: brings the schema up to date and says what it did.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { readConfig } from "../src/config.ts";
import { describeError } from "../src/log.ts";
import { migrate, openDatabase } from "../src/postgres/mod.ts";

const HELP = `deno task migrate

Applies the migrations that the database of DATABASE_URL is missing, under a lock; without
DATABASE_URL, to the embedded database of deno task start. Exits 0 done, 1 failed, 2 wrong settings.`;

async function run(): Promise<number> {
  const settings = readConfig(Deno.env.toObject());
  if ("problems" in settings) {
    console.error(["The settings are wrong:", ...settings.problems].join("\n  - "));
    return 2;
  }
  await using stack = new AsyncDisposableStack();
  try {
    const { databaseUrl, dataDir } = settings.config;
    const url = databaseUrl ?? await embedded(stack, dataDir);
    const applied = await migrate(stack.use(openDatabase({ url, maxConnections: 2 })));
    if (applied.length === 0) console.log("The schema is up to date.");
    for (const name of applied) console.log(`Applied ${name}`);
    return 0;
  } catch (error) {
    console.error(describeError(error).message);
    return 1;
  }
}

async function embedded(stack: AsyncDisposableStack, dataDir: string): Promise<string> {
  const { openEmbeddedPostgres } = await import("../src/embedded/postgres.ts");
  const server = stack.use(await openEmbeddedPostgres({ dir: `${dataDir}/postgres` }));
  console.log(`PostgreSQL: embedded, ${server.address} (DATABASE_URL is not set)`);
  return server.url;
}

if (import.meta.main) await runCommand(HELP, run);
