/**
 * `deno task migrate-images`: imports the pictures of a legacy shop into B2 and the event log.
 * @module
 */
import { type OptionValues, terminalColumns } from "../src/command.ts";
import { openLog } from "../src/log.ts";
import { stopSignal } from "../src/stop.ts";
import { assertMayFetch } from "./migrate_images/elsewhere.ts";
import { importAllPictures } from "./migrate_images/import_all.ts";
import { HELP, type MigrateImagesOptions, OPTIONS, readOptions } from "./migrate_images/options.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { runShopCommand } from "./support/shop_command.ts";

const MAX_CONNECTIONS = 10;

async function run(values: OptionValues): Promise<number> {
  const options = await readOptions(values);
  if (options.fetch) assertMayFetch();
  const needed = { b2: "migrate-images puts the pictures there" };
  return await withParts(needed, (config) => migrateAll(config, options));
}

async function migrateAll(config: CommandConfig, options: MigrateImagesOptions): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(
    await openLog({
      level: "warning",
      format,
      columns: terminalColumns(),
      secrets: config.secrets,
    }),
  );
  const maxConnections = Math.min(options.concurrency, MAX_CONNECTIONS);
  const db = await openDatabaseOfShop(stack, config, { maxConnections });
  return await importAllPictures(stack, { db, config, signal: stopSignal() }, options);
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run,
    stopsItself: () => true,
  });
}
