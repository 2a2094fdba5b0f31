/**
 * Shared by the commands that read the event log.
 * @module
 */
import type { OptionValues } from "../../src/command.ts";
import { readSettings } from "../../src/settings.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { isKnownProduct } from "../../src/event_log/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "./database.ts";
import { untilPipeCloses } from "./lines.ts";
import { optionalText } from "./options.ts";
import { createProgress, type Progress } from "./progress.ts";

/** The arguments of a command that reads the event log. */
export interface LogCommand {
  /** Its schema is up to date. */
  readonly db: Database;
  /** The option `--product`. */
  readonly productId: string | undefined;
  /** The schema of the queue's tables, if a setting names it. */
  readonly queueSchema: string | undefined;
}

/**
 * Opens the configured database, runs a command on it, and returns the exit code.
 *
 * @throws {Error} when the settings are wrong, the schema is not up to date, or `--product` has neither a row nor events.
 */
export async function onEventLog(
  values: OptionValues,
  work: (command: LogCommand) => Promise<number>,
): Promise<number> {
  const config = readSettings();
  const productId = optionalText(values, "product");
  await using db = await openConfiguredDatabase(config);
  await assertMigrated(db);
  if (productId !== undefined && !(await isKnownProduct(db, productId))) {
    throw new Error(`There is no product ${productId}: it has neither a row nor events`);
  }
  return await untilPipeCloses(() => work({ db, productId, queueSchema: config.queueSchema }));
}

/** Seconds since `startedMs` of `performance.now`, and how many were done in a second. */
export function measure(startedMs: number, done: number): { seconds: number; perSecond: number } {
  const seconds = Math.max(1, Math.round(performance.now() - startedMs)) / 1000;
  return { seconds, perSecond: Math.round(done / seconds) };
}

/** A progress bar that starts once the number of products is known. Disposal ends its line. */
export function lateProgress(): Progress & { start(ofProducts: number): void } {
  let bar: Progress | undefined;
  return {
    start: (total) => void (bar ??= createProgress({ unit: "products", total })),
    update: (products) => bar?.update(products),
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}
