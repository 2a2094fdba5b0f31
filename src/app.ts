/**
 * The wiring of the shop: it opens the parts in order and connects them, for main.ts and the tests. The operators' commands
 * use parts.ts. It must not decide anything that a part can decide.
 * @module
 */
import type { Api, Bot } from "grammy";
import type { Update } from "grammy/types";
import { botIdOf, type Config, defaultPublicUrl, type OutsideParts } from "./config.ts";
import {
  createDelivery,
  createHealer,
  createPictureSources,
  createRecentIds,
  createTally,
  createTelegramFileIds,
  getLastReconcile,
  type PictureParts,
} from "./pictures/mod.ts";
import { createHttpApp, createShopChecks, openHttpServer } from "./http/mod.ts";
import { drawPlaceholder, LEAST_MEMORY_BYTES, memoryLimitBytes } from "./imaging/mod.ts";
import {
  createErasingJobs,
  createKeepHouseJob,
  createStoreImageJob,
  enqueueErasing,
  ERASE_AGAIN,
  ERASE_PRODUCT,
  type JobCounts,
  type JobQueue,
  type JobQueueOptions,
  openJobQueue,
  STORE_IMAGE,
} from "./jobs/mod.ts";
import { logger, named } from "./log.ts";
import { type Database, isTimedOut, isUnavailable, migrate, openDatabase } from "./postgres/mod.ts";
import { ensureProjection, summarizeDrift } from "./event_log/mod.ts";
import { loadStatistics } from "./shop/mod.ts";
import { openPictureParts } from "./parts.ts";
import { openWatch, waitFor } from "./wait_for.ts";
import {
  type ObjectStore,
  type ObjectStoreOptions,
  openObjectStore,
  StorageUnavailable,
} from "./storage/mod.ts";
import {
  createApi,
  createBot,
  createFilePreview,
  createPhotoNotice,
  createPollingApi,
  createUpdateHandler,
  isNetworkError,
  type Limits,
  limitsFor,
  openPolling,
  type OperatorReport,
  publishMenu,
  registerWebhook,
  removeWebhook,
  type ShopContext,
  type ShopDeps,
  type UpdateHandler,
} from "./telegram/mod.ts";

/** The HTTP server closes last. Updates and jobs have had their time by then, so a request that still runs hangs. */
const LAST_ANSWERS_MS = 1_000;

/** The arguments of each step of the start. */
interface Start {
  readonly config: Config;
  readonly outside: OutsideParts;
  /** Ends the wait for parts that are away. */
  readonly stopped: AbortSignal;
  readonly publicUrl: string;
  /** Disposal in reverse order is the graceful stop. */
  readonly stack: AsyncDisposableStack;
}

/** Undefined until Telegram has answered. The bot is not ready before that. */
interface Serving {
  updates: UpdateHandler | undefined;
  /** Resolves when no update is being handled any more. */
  ended?: Promise<void>;
  report?: () => Promise<OperatorReport>;
}

/** Opens every part. The shop serves until disposal. */
export async function openApp(
  config: Config,
  outside: OutsideParts,
  stopped: AbortSignal,
  observe: { readonly onStatement?: (sql: string) => void; readonly b2?: ObjectStoreOptions } = {},
): Promise<AsyncDisposable & { readonly httpPort: number }> {
  await using stack = new AsyncDisposableStack();
  const publicUrl = config.publicUrl ?? defaultPublicUrl(outside.b2);
  const start = { config, outside, stopped, publicUrl, stack };
  const serving: Serving = { updates: undefined };
  // Disposed of last: all that an update can wait for is closed by then.
  stack.defer(() => serving.ended);
  const store = stack.use(openObjectStore(outside.b2, observe.b2));
  const db = stack.use(openDatabase({ ...observe, url: outside.databaseUrl }));
  const http = openHttp(start, db, store, serving);
  warnOfLittleMemory();
  await prepareSchema(start, db);
  const { api, botInfo } = await connectTelegram(start);
  watchB2(start, store);
  await buildColumns(start, db, botInfo.id);
  const log = logger("start");
  const shop = await openShop(start, db, store, api);
  if (shop.operator) serving.report = shop.operator.report;
  const { token, apiRoot } = outside.telegram;
  const limits = limitsFor(config.production, apiRoot);
  const bot = createBot({ token, apiRoot, botInfo }, { ...shop, limits });
  await serveUpdates(start, api, bot, limits, serving);
  await publishMenu(api);
  const { username } = botInfo;
  log.info("@{username} is open for business", named("open_for_business", { username }));
  const open = stack.move();
  return { httpPort: http.port, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Opens first and closes last: probes see what the process is waiting for. */
function openHttp(start: Start, db: Database, store: ObjectStore, serving: Serving) {
  const { outside: { telegram: { token: botToken, webhook } }, publicUrl, config, stack } = start;
  const checks = createShopChecks({ db, store, publicUrl, botId: botIdOf(botToken) });
  const handleUpdate = async (update: Update) => {
    if (serving.updates === undefined) return { refused: "not_ready" } as const;
    return await serving.updates.handle(update);
  };
  const served = webhook &&
    { path: new URL(webhook.url).pathname, secret: webhook.secret, handleUpdate };
  const { operatorToken: token } = config;
  const stats = () => serving.report?.();
  const verify = () => serving.report && summarizeDrift(db);
  const operator = token === undefined ? undefined : { token, stats, verify };
  const app = createHttpApp({ checks, webhook: served, operator });
  // A container is probed from outside. A developer's machine needs no access from outside.
  const hostname = config.production ? "0.0.0.0" : "127.0.0.1";
  const server = { app, port: config.port, hostname, drainLimitMs: LAST_ANSWERS_MS };
  const http = stack.use(openHttpServer(server));
  logger("start").info("HTTP: port {port}", named("http_listening", { port: http.port }));
  return http;
}

/** The shop works with less, but refuses larger pictures. */
function warnOfLittleMemory(): void {
  const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
  const [has, needs] = [mebibytes(memoryLimitBytes()), mebibytes(LEAST_MEMORY_BYTES)];
  if (has >= needs) return;
  const little = named("little_memory", { has, needs });
  logger("start").warn("This machine has {has} MiB of memory, the shop needs {needs} MiB", little);
}

/** The shop can open without B2. The log says once that B2 is away, and once that it is back. */
function watchB2({ outside: { b2 }, stopped, stack }: Start, store: ObjectStore): void {
  stack.use(openWatch((signal) => store.check({ signal }), {
    name: `B2 at ${new URL(b2.endpoint).host}`,
    isTransient: (error) => error instanceof StorageUnavailable,
    signal: stopped,
  }));
}

/** Each step of the start that needs PostgreSQL can be repeated. It waits until PostgreSQL is there. */
async function withPostgres<T>({ outside, stopped }: Start, step: () => Promise<T>): Promise<T> {
  const { host } = new URL(outside.databaseUrl);
  const name = `PostgreSQL at ${host}`;
  return await waitFor(step, { name, isTransient: isUnavailable, signal: stopped });
}

/** Each step of the start that needs Telegram can be repeated too. */
async function withTelegram<T>({ outside, stopped }: Start, step: () => Promise<T>): Promise<T> {
  const name = `Telegram at ${outside.telegram.apiRoot}`;
  return await waitFor(step, { name, isTransient: isNetworkError, signal: stopped });
}

async function prepareSchema(start: Start, db: Database): Promise<void> {
  const applied = await withPostgres(start, () => migrate(db));
  if (applied.length === 0) return;
  logger("start").info("Schema: applied {applied}", { applied: applied.join(", ") });
}

async function buildColumns(start: Start, db: Database, botId: number): Promise<void> {
  const { publicUrl } = start;
  const built = await withPostgres(start, () => ensureProjection(db, { botId, publicUrl }));
  if (built === "unchanged") return;
  const rebuilt = named("projection_rebuilt", built);
  logger("start").info("Projection: rebuilt, {changed} rows changed", rebuilt);
}

async function connectTelegram(start: Start) {
  const { outside, stopped } = start;
  const { token, apiRoot } = outside.telegram;
  // This Api gives up on slow calls. Long polling has an Api of its own.
  const api = createApi({ token, apiRoot });
  // grammY's types want Node's AbortSignal, which is the same.
  const signal = stopped as unknown as Parameters<Api["getMe"]>[0];
  return { api, botInfo: await withTelegram(start, () => api.getMe(signal)) };
}

/** Opens what the bot needs, and starts the jobs. */
async function openShop(
  start: Start,
  db: Database,
  store: ObjectStore,
  api: Api,
): Promise<ShopDeps> {
  const { config, outside, publicUrl, stack } = start;
  const parts = await openPictureParts(stack, { config, ...outside }, { db, store }, api);
  const { fetchOriginal, renderer, bucketUrls } = parts;
  const jobs = [
    createStoreImageJob({ parts, notifyRefused: createPhotoNotice(api, db) }),
    ...createErasingJobs(parts),
    createKeepHouseJob(db),
  ];
  const { databaseUrl } = outside;
  const queue = stack.use(await withPostgres(start, () => startJobs({ databaseUrl, jobs })));
  const { healFileId, deliver, tally } = createShowing(start, parts);
  const report = async () => ({
    statistics: await loadStatistics(db, publicUrl),
    served: tally.counts(),
    jobs: {
      storeImage: await queue.counts(db, STORE_IMAGE),
      eraseProduct: await countErasing(queue, db),
    },
    lastReconcile: await getLastReconcile(db),
  });
  return {
    db,
    deliver,
    healFileId,
    previewFile: createFilePreview({ fetchOriginal, renderer }),
    enqueueStoreImage: (tx, job) => queue.enqueue(tx, STORE_IMAGE, job),
    enqueueEraseProduct: (tx, product) => enqueueErasing({ queue, bucketUrls }, tx, product),
    operator: { adminIds: config.adminIds, report },
  };
}

/** Opens the queues and starts to work on them. If that fails, nothing of them is left. */
async function startJobs(options: JobQueueOptions): Promise<JobQueue & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const queue = stack.use(await openJobQueue(options));
  await queue.work();
  stack.move();
  return queue;
}

/** A second look that waits is no work that is left. One that failed is. */
async function countErasing(queue: JobQueue, db: Database): Promise<JobCounts> {
  const { waiting, failed } = await queue.counts(db, ERASE_PRODUCT);
  return { waiting, failed: failed + (await queue.counts(db, ERASE_AGAIN)).failed };
}

/** What shows pictures, and heals their file ids. */
function createShowing({ config: { legacyImagesDir }, publicUrl }: Start, parts: PictureParts) {
  const fileIds = createTelegramFileIds(parts.db, parts.botId);
  const recent = createRecentIds();
  const healFileId = createHealer({ fileIds, recent });
  const tally = createTally();
  const find = createPictureSources({ ...parts, publicUrl, legacyImagesDir });
  const deliver = createDelivery({ fileIds, healFileId, recent, find, drawPlaceholder, tally });
  return { healFileId, deliver, tally };
}

/** Starts to take updates, by webhook or long polling. At the stop no more come in, and running ones end. */
async function serveUpdates(
  start: Start,
  api: Api,
  bot: Bot<ShopContext>,
  limits: Limits,
  serving: Serving,
): Promise<void> {
  const { outside: { telegram }, stack } = start;
  const updates = createUpdateHandler(bot, { isTransient: isUnavailable, isTimedOut, limits });
  stack.defer(() => void (serving.ended = updates.end()));
  if (telegram.webhook === undefined) {
    await withTelegram(start, () => removeWebhook(api));
    const asking = createPollingApi(telegram);
    stack.use(openPolling({ api: asking, handleUpdate: updates.handle }));
    return;
  }
  serving.updates = updates;
  stack.defer(() => {
    serving.updates = undefined;
    return updates.idle();
  });
  const { webhook } = telegram;
  await withTelegram(start, () => registerWebhook(api, webhook));
}
