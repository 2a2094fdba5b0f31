/**
 * The steps of the start that wait for PostgreSQL, Telegram and B2. Each can be repeated. app.ts calls them in order.
 * @module
 */
import type { Api } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { migrateShop } from "./adoption/mod.ts";
import type { Config, OutsideParts } from "./config.ts";
import { ensureProjection } from "./event_log/mod.ts";
import { LEAST_MEMORY_BYTES, memoryLimitBytes } from "./imaging/mod.ts";
import { logger, named } from "./log.ts";
import { type Database, isUnavailable } from "./postgres/mod.ts";
import { type ObjectStore, StorageUnavailable } from "./storage/mod.ts";
import { createApi, isNetworkError } from "./telegram/mod.ts";
import { openWatch, waitFor } from "./wait_for.ts";

/** The arguments of each step of the start. */
export interface Start {
  readonly config: Config;
  readonly outside: OutsideParts;
  /** Ends the wait for parts that are away. */
  readonly stopped: AbortSignal;
  readonly publicUrl: string;
  /** Disposal in reverse order is the graceful stop. */
  readonly stack: AsyncDisposableStack;
}

/** Each step of the start that needs PostgreSQL can be repeated. It waits until PostgreSQL is there. */
export async function withPostgres<T>(
  { outside, stopped }: Start,
  step: () => Promise<T>,
): Promise<T> {
  const { host } = new URL(outside.databaseUrl);
  const name = `PostgreSQL at ${host}`;
  return await waitFor(step, { name, isTransient: isUnavailable, signal: stopped });
}

/** Each step of the start that needs Telegram can be repeated too. */
export async function withTelegram<T>(
  { outside, stopped }: Start,
  step: () => Promise<T>,
): Promise<T> {
  const name = `Telegram at ${outside.telegram.apiRoot}`;
  return await waitFor(step, { name, isTransient: isNetworkError, signal: stopped });
}

/** The shop works with less, but refuses larger pictures. */
export function warnOfLittleMemory(): void {
  const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
  const [has, needs] = [mebibytes(memoryLimitBytes()), mebibytes(LEAST_MEMORY_BYTES)];
  if (has >= needs) return;
  const little = named("little_memory", { has, needs });
  logger("start").warn("This machine has {has} MiB of memory, the shop needs {needs} MiB", little);
}

/** Applies the missing migrations, and adopts the table of a legacy shop. */
export async function prepareSchema(start: Start, db: Database): Promise<void> {
  const { databaseSchema: schema, queueSchema } = start.config;
  const { applied, mended } = await withPostgres(
    start,
    () => migrateShop(db, { schema, queueSchema }),
  );
  if (applied.length === 0) return;
  const log = logger("start");
  for (const change of mended) log.info("Legacy table: {change}", { change });
  log.info("Schema: applied {applied}", { applied: applied.join(", ") });
}

/** Rebuilds the picture columns if they were built for another bot or bucket. */
export async function buildColumns(start: Start, db: Database, botId: number): Promise<void> {
  const { publicUrl } = start;
  const built = await withPostgres(start, () => ensureProjection(db, { botId, publicUrl }));
  if (built === "unchanged") return;
  const rebuilt = named("projection_rebuilt", built);
  logger("start").info("Projection: rebuilt, {changed} rows changed", rebuilt);
}

/** Asks Telegram who the bot is. The Api that it returns gives up on slow calls: long polling has an Api of its own. */
export async function connectTelegram(start: Start): Promise<{ api: Api; botInfo: UserFromGetMe }> {
  const { outside, stopped } = start;
  const { token, apiRoot } = outside.telegram;
  const api = createApi({ token, apiRoot });
  // grammY's types want Node's AbortSignal, which is the same.
  const signal = stopped as unknown as Parameters<Api["getMe"]>[0];
  return { api, botInfo: await withTelegram(start, () => api.getMe(signal)) };
}

/** The shop can open without B2. The log says once that B2 is away, and once that it is back. */
export function watchB2({ outside: { b2 }, stopped, stack }: Start, store: ObjectStore): void {
  stack.use(openWatch((signal) => store.check({ signal }), {
    name: `B2 at ${new URL(b2.endpoint).host}`,
    isTransient: (error) => error instanceof StorageUnavailable,
    signal: stopped,
  }));
}
