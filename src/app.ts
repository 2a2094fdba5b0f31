/**
 * The only wiring: every part of the shop is opened here, in the order in which it is needed. main.ts, the operators'
 * commands and the tests use it. It decides nothing that a part can decide.
 * @module
 */
import type { Api, Bot } from "grammy";
import type { Update } from "grammy/types";
import {
  botIdOf,
  type Config,
  defaultPublicUrl,
  type OutsideParts,
  type TelegramSettings,
} from "./config.ts";
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
import { drawPlaceholder, openImageRenderer, RENDER_DEADLINE_MS } from "./imaging/mod.ts";
import {
  createEraseProductJob,
  createKeepHouseJob,
  createStoreImageJob,
  enqueueErasing,
  ERASE_PRODUCT,
  openJobQueue,
  STORE_IMAGE,
} from "./jobs/mod.ts";
import { logger } from "./log.ts";
import { type Database, isTimedOut, isUnavailable, migrate, openDatabase } from "./postgres/mod.ts";
import { ensureProjection, summarizeDrift } from "./event_log/mod.ts";
import { loadStatistics } from "./shop/mod.ts";
import { openWatch, waitFor } from "./wait_for.ts";
import {
  type B2Settings,
  createBucketUrls,
  type ObjectStore,
  type ObjectStoreOptions,
  openDiskCache,
  openObjectStore,
  StorageUnavailable,
} from "./storage/mod.ts";
import {
  createApi,
  createBot,
  createFetchOriginal,
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

/** When the HTTP server closes, updates and jobs have had their share: what still runs hangs. */
const LAST_ANSWERS_MS = 1_000;

/** What every step of the start is given. */
interface Start {
  readonly config: Config;
  readonly outside: OutsideParts;
  /** Ends the waiting for what is away. */
  readonly stopped: AbortSignal;
  /** Base of the URLs in the columns. */
  readonly publicUrl: string;
  /** Disposed of in reverse order: that is the graceful stop. */
  readonly stack: AsyncDisposableStack;
}

/** Absent until Telegram has answered: the bot is not ready before. */
interface Serving {
  updates: UpdateHandler | undefined;
  report?: () => Promise<OperatorReport>;
}

/** Opens every part and serves until disposed of. */
export async function openApp(
  config: Config,
  outside: OutsideParts,
  stopped: AbortSignal,
  observe: { readonly onStatement?: (sql: string) => void; readonly b2?: ObjectStoreOptions } = {},
): Promise<AsyncDisposable & { readonly httpPort: number }> {
  await using stack = new AsyncDisposableStack();
  const publicUrl = config.publicUrl ?? defaultPublicUrl(outside.b2);
  const start = { config, outside, stopped, publicUrl, stack };
  const store = stack.use(openObjectStore(outside.b2, observe.b2));
  const db = stack.use(openDatabase({ ...observe, url: outside.databaseUrl }));
  const serving: Serving = { updates: undefined };
  const http = openHttp(start, db, store, serving);
  await prepareSchema(start, db);
  const { api, botInfo } = await connectTelegram(start);
  watchB2(start, store);
  const built = await ensureProjection(db, { botId: botInfo.id, publicUrl });
  const log = logger("start");
  if (built !== "unchanged") log.info("Projection: rebuilt, {changed} rows changed", built);
  const shop = await openShop(start, db, store, api);
  if (shop.operator) serving.report = shop.operator.report;
  const { token, apiRoot } = outside.telegram;
  const limits = limitsFor(config.production, apiRoot);
  const bot = createBot({ token, apiRoot, botInfo }, { ...shop, limits });
  await serveUpdates(start, api, bot, limits, serving);
  await publishMenu(api);
  log.info("@{username} is open for business", { username: botInfo.username });
  const open = stack.move();
  return { httpPort: http.port, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Opened before all else and closed after all else: what looks after the process sees what it waits for. */
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
  // Probes come from outside of a container; on a developer's machine nobody else needs to reach it.
  const hostname = config.production ? "0.0.0.0" : "127.0.0.1";
  const server = { app, port: config.port, hostname, drainLimitMs: LAST_ANSWERS_MS };
  const http = stack.use(openHttpServer(server));
  logger("start").info("HTTP: port {port}", { port: http.port });
  return http;
}

/** The shop opens without B2; that it is away is said once, and that it is back. */
function watchB2({ outside: { b2 }, stopped, stack }: Start, store: ObjectStore): void {
  stack.use(openWatch((signal) => store.check({ signal }), {
    name: `B2 at ${new URL(b2.endpoint).host}`,
    isTransient: (error) => error instanceof StorageUnavailable,
    signal: stopped,
  }));
}

async function prepareSchema({ outside, stopped }: Start, db: Database): Promise<void> {
  const { host } = new URL(outside.databaseUrl);
  const options = { name: `PostgreSQL at ${host}`, isTransient: isUnavailable, signal: stopped };
  const applied = await waitFor(() => migrate(db), options);
  if (applied.length === 0) return;
  logger("start").info("Schema: applied {applied}", { applied: applied.join(", ") });
}

async function connectTelegram({ outside, stopped }: Start) {
  const { token, apiRoot } = outside.telegram;
  // A call that gets no answer is given up; only asking for updates takes long, and it has an Api of its own.
  const api = createApi({ token, apiRoot });
  // grammY's types name a signal of Node's; ours is the same thing.
  const signal = stopped as unknown as Parameters<Api["getMe"]>[0];
  const name = `Telegram at ${apiRoot}`;
  const options = { name, isTransient: isNetworkError, signal: stopped };
  const botInfo = await waitFor(() => api.getMe(signal), options);
  return { api, botInfo };
}

/** What pictures are opened on. */
export interface PictureSettings {
  readonly config: Pick<Config, "cache" | "imageEngine" | "publicUrl">;
  readonly b2: B2Settings;
  readonly telegram: TelegramSettings;
}

/** Opens the parts of the pictures: for the shop, and for the commands that repair it. */
export async function openPictureParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: PictureSettings,
  { db, store }: { readonly db: Database; readonly store: ObjectStore },
  api: Api = createApi(telegram),
): Promise<PictureParts> {
  const { imageEngine: engine } = config;
  const publicUrl = config.publicUrl ?? defaultPublicUrl(b2);
  return {
    botId: botIdOf(telegram.token),
    db,
    store,
    bucket: b2.bucket,
    bucketUrls: createBucketUrls([publicUrl, defaultPublicUrl(b2)], b2),
    cache: stack.use(await openDiskCache(config.cache)),
    renderer: stack.use(openImageRenderer({ engine, deadlineMs: RENDER_DEADLINE_MS })),
    fetchOriginal: createFetchOriginal(api, telegram),
  };
}

/** What the bot stands on; the jobs begin to work. */
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
    createEraseProductJob(parts),
    createKeepHouseJob(db),
  ];
  const queue = stack.use(await openJobQueue({ databaseUrl: outside.databaseUrl, jobs }));
  await queue.work();
  const { healFileId, deliver, tally } = createShowing(start, parts);
  const report = async () => ({
    statistics: await loadStatistics(db, publicUrl),
    served: tally.counts(),
    jobs: {
      storeImage: await queue.counts(db, STORE_IMAGE),
      eraseProduct: await queue.counts(db, ERASE_PRODUCT),
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

/** Lets updates in, by webhook or by asking for them. On the way out they stop first, and what runs ends. */
async function serveUpdates(
  { outside: { telegram }, stack }: Start,
  api: Api,
  bot: Bot<ShopContext>,
  limits: Limits,
  serving: Serving,
): Promise<void> {
  const updates = createUpdateHandler(bot, { isTransient: isUnavailable, isTimedOut, limits });
  if (telegram.webhook === undefined) {
    await removeWebhook(api);
    const asking = createPollingApi(telegram);
    stack.use(openPolling({ api: asking, handleUpdate: updates.handle }));
    return;
  }
  serving.updates = updates;
  stack.defer(() => {
    serving.updates = undefined;
    return updates.idle();
  });
  await registerWebhook(api, telegram.webhook);
}
