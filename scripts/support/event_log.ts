/**
 * What the commands that read the event log have in common.
 * @module
 */
import { type OptionValues, UsageError } from "../../src/command.ts";
import { readConfig } from "../../src/config.ts";
import { isPermitted } from "../../src/hosts.ts";
import { type Database, isKnownProduct, pendingMigrations } from "../../src/postgres/mod.ts";
import { openConfiguredDatabase } from "./database.ts";
import { untilPipeCloses } from "./lines.ts";
import { createProgress, type Progress } from "./progress.ts";

/** What a command that reads the event log is given. */
export interface LogCommand {
  /** The configured database; its schema is up to date. */
  readonly db: Database;
  /** `--product`. */
  readonly productId: string | undefined;
}

/**
 * Opens the configured database and works on it; returns the exit code: 2 if the settings are wrong.
 *
 * @throws {Error} if the schema is not up to date, or neither shop nor log know the product that was asked for.
 */
export async function onEventLog(
  values: OptionValues,
  work: (command: LogCommand) => Promise<number>,
): Promise<number> {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) {
    console.error(["The settings are wrong:", ...settings.problems].join("\n  - "));
    return 2;
  }
  const productId = optionalText(values, "product");
  await using db = await openConfiguredDatabase(settings.config);
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    throw new Error(`The schema is not up to date (${pending[0]} is missing): deno task migrate`);
  }
  if (productId !== undefined && !(await isKnownProduct(db, productId))) {
    throw new Error(`There is no product ${productId}, and no event speaks of one`);
  }
  return await untilPipeCloses(() => work({ db, productId }));
}

/** The text of an option; undefined if it was not given. */
export function optionalText(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  if (value === "") throw new UsageError(`--${name} must not be empty`);
  return typeof value === "string" ? value : undefined;
}

/** The whole number of an option, at least 0; undefined if it was not given. */
export function optionalPosition(values: OptionValues, name: string): number | undefined {
  const text = optionalText(values, name);
  if (text === undefined) return undefined;
  const position = readPosition(text);
  if (position === undefined) throw new UsageError(`--${name} must be a position, is ${text}`);
  return position;
}

/** A position of the log: a whole number, at least 0. */
export function readPosition(text: string): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
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
