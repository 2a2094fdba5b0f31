/**
 * What the commands that read the event log have in common.
 * @module
 */
import { type OptionValues, readSettings } from "../../src/command.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { isKnownProduct } from "../../src/event_log/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "./database.ts";
import { untilPipeCloses } from "./lines.ts";
import { optionalText } from "./options.ts";
import { createProgress, type Progress } from "./progress.ts";

/** What a command that reads the event log is given. */
export interface LogCommand {
  /** The configured database; its schema is up to date. */
  readonly db: Database;
  /** `--product`. */
  readonly productId: string | undefined;
}

/**
 * Opens the configured database and works on it; returns the exit code.
 *
 * @throws {Error} if the settings are wrong, the schema is not up to date, or neither shop nor log know the product
 * that was asked for.
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
    throw new Error(`There is no product ${productId}, and no event speaks of one`);
  }
  return await untilPipeCloses(() => work({ db, productId }));
}

/** Seconds since a moment of `performance.now`, to the millisecond, and how many a second that makes. */
export function measure(startedMs: number, done: number): { seconds: number; perSecond: number } {
  const seconds = Math.max(1, Math.round(performance.now() - startedMs)) / 1000;
  return { seconds, perSecond: Math.round(done / seconds) };
}

/** Progress over products, once it is known how many there are; disposing of it ends the line. */
export function lateProgress(): Progress & { start(ofProducts: number): void } {
  let bar: Progress | undefined;
  return {
    start: (total) => void (bar ??= createProgress({ unit: "products", total })),
    update: (products) => bar?.update(products),
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}
