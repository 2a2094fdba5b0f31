/**
 * The composition root: settings → parts → run until told to stop.
 *
 * Exit codes: 0 told to stop, 1 failed, 2 wrong settings.
 * @module
 */
import type { Api, Bot } from "grammy";
import type { Update } from "grammy/types";
import { type Config, defaultPublicUrl, secretsOf } from "./src/config.ts";
import {
  createDelivery,
  createPictureSources,
  createTally,
  createTelegramFileIds,
} from "./src/delivery/mod.ts";
import type { OutsideParts, Say } from "./src/embedded/mod.ts";
import { createHttpApp, createShopChecks, openHttpServer } from "./src/http/mod.ts";
import { drawPlaceholder, openImageRenderer, RENDER_DEADLINE_MS } from "./src/imaging/mod.ts";
import { eraseProduct, openJobQueue, storeImage } from "./src/jobs/mod.ts";
import { describeError, logger, named, openLog } from "./src/log.ts";
import {
  type Database,
  ensureProjection,
  forgetOldUpdates,
  getLastReconcile,
  isTimedOut,
  isUnavailable,
  loadStatistics,
  migrate,
  openDatabase,
  summarizeDrift,
} from "./src/postgres/mod.ts";
import { readSettings, runCommand } from "./src/command.ts";
import { openWatch, retryUntilDone } from "./src/retry.ts";
import { endsInTime, stopSignal, untilAborted } from "./src/stop.ts";
import {
  createBucketUrls,
  keysOfUrls,
  type ObjectStore,
  type ObjectStoreOptions,
  openDiskCache,
  openObjectStore,
  StorageUnavailable,
} from "./src/storage/mod.ts";
import {
  createApi,
  createBot,
  createFetchOriginal,
  createFilePreview,
  createPhotoNotice,
  createPollingApi,
  createUpdateHandler,
  isNetworkError,
  isUnauthorized,
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
} from "./src/telegram/mod.ts";

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

/** What is known only once Telegram has answered; until then the bot is not ready. */
interface Serving {
  botId: number;
  updates: UpdateHandler | undefined;
  report?: () => Promise<OperatorReport>;
  /** Resolves when no update is being handled any more. */
  ended?: Promise<void>;
}

/** Opens every part and serves until disposed of. */
export async function openVitrine(
  config: Config,
  outside: OutsideParts,
  stopped: AbortSignal,
  observe: { readonly onStatement?: (sql: string) => void; readonly b2?: ObjectStoreOptions } = {},
): Promise<AsyncDisposable & { readonly httpPort: number }> {
  await using stack = new AsyncDisposableStack();
  const publicUrl = config.publicUrl ?? defaultPublicUrl(outside.b2);
  const start = { config, outside, stopped, publicUrl, stack };
  const serving: Serving = { botId: 0, updates: undefined };
  // Disposed of last: all that an update can wait for is closed by then, so that it ends.
  stack.defer(() => serving.ended);
  const store = stack.use(openObjectStore(outside.b2, observe.b2));
  const db = stack.use(openDatabase({ ...observe, url: outside.databaseUrl }));
  const http = openHttp(start, db, store, serving);
  await prepareSchema(start, db);
  const { api, botInfo } = await connectTelegram(start);
  serving.botId = botInfo.id;
  watchB2(start, store);
  const built = await ensureProjection(db, { botId: botInfo.id, publicUrl });
  const log = logger("start");
  if (built !== "unchanged") {
    log.info("Projection: rebuilt, {changed} rows changed", named("projection_rebuilt", built));
  }
  const shop = await openShop(start, db, store, api, botInfo.id);
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

/** Opened before all else and closed after all else: what looks after the process sees what it waits for. */
function openHttp(start: Start, db: Database, store: ObjectStore, serving: Serving) {
  const { outside: { telegram: { webhook } }, publicUrl, config, stack } = start;
  const checks = createShopChecks({ db, store, publicUrl, botId: () => serving.botId });
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
  logger("start").info("HTTP: port {port}", named("http_listening", { port: http.port }));
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
  const applied = await retryUntilDone(() => migrate(db), options);
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
  const botInfo = await retryUntilDone(() => api.getMe(signal), options);
  return { api, botInfo };
}

/** What the bot stands on; the jobs begin to work. */
async function openShop(
  { config, outside, publicUrl, stack }: Start,
  db: Database,
  store: ObjectStore,
  api: Api,
  botId: number,
): Promise<ShopDeps> {
  const { imageEngine: engine, legacyImagesDir } = config;
  const renderer = stack.use(openImageRenderer({ engine, deadlineMs: RENDER_DEADLINE_MS }));
  const cache = stack.use(await openDiskCache(config.cache));
  const queue = stack.use(await openJobQueue({ databaseUrl: outside.databaseUrl }));
  const fileIds = createTelegramFileIds(db, botId);
  const fetchOriginal = createFetchOriginal(api, outside.telegram);
  const tally = createTally();
  const find = createPictureSources({ store, cache, renderer, publicUrl, legacyImagesDir });
  const deliver = createDelivery({ fileIds, find, drawPlaceholder, tally });
  const notify = createPhotoNotice(api, db);
  const bucketUrls = createBucketUrls([publicUrl, defaultPublicUrl(outside.b2)], outside.b2);
  const { bucket } = outside.b2;
  const deps = { botId, db, store, bucket, bucketUrls, cache, renderer, fetchOriginal };
  await queue.work({
    storeImage: async (job, attempt) => {
      const outcome = await storeImage(deps, job, attempt);
      if ("refused" in outcome) await notify(job.productId, outcome.refused, attempt.signal);
      return outcome;
    },
    eraseProduct: (job, signal) => eraseProduct(deps, job, signal),
    keepHouse: async () => void await forgetOldUpdates(db),
  });
  const report = async () => ({
    statistics: await loadStatistics(db, publicUrl),
    served: tally.counts(),
    jobs: await queue.counts(db),
    lastReconcile: await getLastReconcile(db),
  });
  const operator = { adminIds: config.adminIds, report };
  const { enqueueStoreImage } = queue;
  const enqueueEraseProduct: ShopDeps["enqueueEraseProduct"] = (tx, { productId, addresses }) =>
    queue.enqueueEraseProduct(tx, { productId, keys: keysOfUrls(bucketUrls, addresses) });
  const enqueue = { enqueueStoreImage, enqueueEraseProduct };
  const previewFile = createFilePreview({ fetchOriginal, renderer });
  return { db, deliver, fileIds, previewFile, ...enqueue, operator };
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
  stack.defer(() => void (serving.ended = updates.end()));
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

const HELP = `deno task start

Runs the bot on whatever is configured, and on embedded parts for the rest: see the settings in
README.md. Stops on SIGINT and SIGTERM. Exits 0 told to stop, 1 failed, 2 wrong settings.`;

async function run(): Promise<number> {
  const config = readSettings();
  await using stack = new AsyncDisposableStack();
  stack.use(
    await openLog({
      level: config.logLevel,
      format: Deno.stderr.isTerminal() ? "text" : "json",
      secrets: secretsOf(config),
    }),
  );
  const stopped = stopSignal();
  const log = logger("start");
  try {
    const outside = stack.use(
      await openOutside(config, (line, about = {}) => log.info(line, about)),
    );
    const vitrine = stack.use(await openVitrine(config, outside, stopped));
    await untilAborted(stopped);
    log.info("Stopping", named("stopping", {}));
    if (!await endsInTime(vitrine)) log.warn("Cut off: what hangs is left to the next process");
    await stack.disposeAsync();
    return 0;
  } catch (error) {
    if (error === stopped.reason) return 0;
    log.fatal("Vitrine cannot run: {error}", { error: describeError(error) });
    return isUnauthorized(error) ? 2 : 1;
  }
}

/** Embedded parts are loaded only when something is missing: a production image has none. */
async function openOutside(
  config: Config,
  say: Say,
): Promise<OutsideParts & AsyncDisposable> {
  const { databaseUrl, telegram, b2 } = config;
  if (databaseUrl !== undefined && telegram !== undefined && b2 !== undefined) {
    return { databaseUrl, telegram, b2, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const { openMissingParts } = await import("./src/embedded/mod.ts");
  return await openMissingParts(config, say);
}

if (import.meta.main) await runCommand({ help: HELP, run });
