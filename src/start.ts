/**
 * The steps of the start that wait for PostgreSQL, Telegram and B2. Each can be repeated. app.ts calls them in order.
 * @module
 */
import type { Api } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import type { Config, OutsideParts } from "./config.ts";
import { ensureProjection, type RebuildReason } from "./event_log/mod.ts";
import { type JobQueue, type JobQueueOptions, openJobQueue } from "./jobs/mod.ts";
import { LEAST_MEMORY_BYTES, memoryLimitBytes } from "./imaging/mod.ts";
import { describeError, logger, named } from "./log.ts";
import { recordPublicUrl } from "./pictures/mod.ts";
import {
  assertWrites,
  type Database,
  describeLockHolder,
  describeMissingRights,
  doubtOfUrl,
  isOnlyReads,
  isUnavailable,
  type LockHolder,
  missingToRun,
  pendingMigrations,
  remedyOf,
} from "./postgres/mod.ts";
import { SettingsRefused } from "./settings_refused.ts";
import {
  checkBuckets,
  type ObjectStore,
  StorageCapExceeded,
  StorageUnavailable,
} from "./storage/mod.ts";
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

/** Steps of the start that do not need each other, and what they return. */
type Steps = Readonly<Record<string, (start: Start) => Promise<unknown>>>;
type Returned<S extends Steps> = { readonly [Name in keyof S]: Awaited<ReturnType<S[Name]>> };

/** Takes steps at the same time. When one fails, the others stop to wait, and its error is thrown when they have ended. */
export async function together<const S extends Steps>(
  start: Start,
  steps: S,
): Promise<Returned<S>> {
  const failed = new AbortController();
  const stopped = AbortSignal.any([start.stopped, failed.signal]);
  const running = Object.entries(steps).map(async ([name, step]) => {
    const startedMs = performance.now();
    const value = await step({ ...start, stopped });
    const about = { name, ms: Math.round(performance.now() - startedMs) };
    logger("start").debug("The start's step {name} took {ms} ms", about);
    return [name, value];
  });
  try {
    return Object.fromEntries(await Promise.all(running));
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}

/** Each step of the start that needs PostgreSQL can be repeated. It waits until PostgreSQL is there. */
export async function withPostgres<T>(
  { outside, stopped }: Start,
  step: () => Promise<T>,
): Promise<T> {
  const { host } = new URL(outside.databaseUrl);
  const name = `PostgreSQL at ${host}`;
  // Whoever waits for a wrong setting waits for ever.
  const isTransient = (error: unknown) => isUnavailable(error) && remedyOf(error) === undefined;
  try {
    const stateOf = (error: unknown) => isOnlyReads(error) ? "only reads" : undefined;
    return await waitFor(step, { name, isTransient, stateOf, signal: stopped });
  } catch (error) {
    const remedy = remedyOf(error);
    if (remedy === undefined) throw error;
    const problem = `${name} refuses (${describeError(error).message}): ${remedy}`;
    throw new SettingsRefused([problem], { cause: error });
  }
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
export function warnOfLittleMemory(memoryBytes: number = memoryLimitBytes()): void {
  const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
  const [has, needs] = [mebibytes(memoryBytes), mebibytes(LEAST_MEMORY_BYTES)];
  if (has >= needs) return;
  const little = named("little_memory", { has, needs });
  logger("start").warn("This machine has {has} MiB of memory, the shop needs {needs} MiB", little);
}

/** A connection that proves nothing works, and so it would stay. */
export function warnOfTrust({ outside }: Start): void {
  const problem = doubtOfUrl(outside.databaseUrl);
  if (problem !== undefined) {
    logger("start").warn("{problem}", named("setting_doubtful", { problem }));
  }
}

/**
 * Applies the missing migrations, and adopts the table of a legacy shop. The role must also have every right to run the
 * shop later: nothing is changed for a shop that cannot run.
 *
 * @throws {SettingsRefused} when a right is missing.
 */
export async function prepareSchema(start: Start, db: Database): Promise<void> {
  const { databaseSchema: schema, queueSchema } = start.config;
  // A replica has all tables, and would fail at the first update. It may become the primary.
  await withPostgres(start, () => assertWrites(db));
  await assertRights(start, db);
  if ((await withPostgres(start, () => pendingMigrations(db))).length === 0) return;
  // Most starts migrate nothing, so they do not load this.
  const { migrateShop } = await import("./adoption/mod.ts");
  const { applied, mended } = await withPostgres(
    start,
    () => migrateShop(db, { schema, queueSchema, onLockWait: logLockWait }),
  );
  if (applied.length === 0) return;
  const log = logger("start");
  for (const change of mended) log.info("Legacy table: {change}", { change });
  log.info("Schema: applied {applied}", { applied: spanOf(applied) });
  // Another role may own what it has made.
  await assertRights(start, db);
}

/** `017_update_inbox`, or `001_products to 022_last (22 migrations)`. */
function spanOf(applied: readonly string[]): string {
  const [first, ...others] = applied;
  const count = applied.length;
  return count === 1 ? first! : `${first} to ${others.at(-1)} (${count} migrations)`;
}

function logLockWait(holder: LockHolder): void {
  const about = named("schema_waits", { ...holder, advice: describeLockHolder(holder) });
  logger("start").warn("Schema: {advice}", about);
}

async function assertRights(start: Start, db: Database): Promise<void> {
  const missing = await withPostgres(start, () => missingToRun(db, start.config.queueSchema));
  if (missing.length > 0) throw new SettingsRefused(describeMissingRights(missing));
}

const REASONS: Readonly<Record<RebuildReason, string>> = {
  first: "for the first time",
  bot: "for another bot",
  public_url: "for another public URL",
  unfinished: "because the last rebuild did not end",
};

/** Rebuilds the picture columns if they were built for another bot or bucket. */
export async function buildColumns(start: Start, db: Database, botId: number): Promise<void> {
  const { publicUrl, outside: { b2: { bucket } } } = start;
  // Before the columns have it: then processes with the former one know it.
  await withPostgres(start, () => recordPublicUrl(db, { bucket, publicUrl }));
  const built = await withPostgres(start, () => ensureProjection(db, { botId, publicUrl }));
  if (built === "unchanged") return;
  const rebuilt = named("projection_rebuilt", { ...built, why: REASONS[built.reason] });
  logger("start").info("Projection: rebuilt {why}, {changed} rows changed", rebuilt);
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

/**
 * Asks the bucket for all that the shop does with it. A refusal ends the start. The shop can open without B2: then the log
 * says once that B2 is away, and once that it is back.
 *
 * @throws {SettingsRefused} when the bucket or its key refuses.
 */
export async function askBucket(start: Start, store: ObjectStore): Promise<void> {
  const { outside: { b2 }, stopped, stack } = start;
  const ask = async (signal: AbortSignal) => {
    const problems = await checkBuckets(store, b2, { signal });
    if (problems.length > 0) throw new SettingsRefused(problems);
  };
  const isTransient = (error: unknown) =>
    error instanceof StorageUnavailable || error instanceof StorageCapExceeded;
  try {
    await ask(stopped);
  } catch (error) {
    if (!isTransient(error)) throw error;
    const name = `B2 at ${new URL(b2.endpoint).host}`;
    stack.use(openWatch(ask, { name, isTransient, signal: stopped }));
  }
}

/** Opens the queues and starts to work on them. If that fails, nothing of them is left. */
export async function startJobs(options: JobQueueOptions): Promise<JobQueue & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const queue = stack.use(await openJobQueue(options));
  await queue.work();
  stack.move();
  return queue;
}
