/**
 * The wiring of the shop: it opens the parts in order and connects them, for main.ts and the tests. The operators' commands
 * use parts.ts. It must not decide anything that a part can decide.
 * @module
 */
import type { Api, Bot } from "grammy";
import type { Update } from "grammy/types";
import { botIdOf, type Config, defaultPublicUrl, type OutsideParts } from "./config.ts";
import { DEADLINES } from "./deadlines.ts";
import type { ConsoleShop } from "./console/mod.ts";
import { openShownCounts } from "./pictures/mod.ts";
import { createHttpApp, createShopChecks, openHttpServer } from "./http/mod.ts";
import {
  CHECK_RECONCILE,
  CHECK_VERIFY,
  createShopJobs,
  enqueueErasing,
  STORE_IMAGE,
} from "./jobs/mod.ts";
import { logger, named } from "./log.ts";
import {
  type Database,
  type DatabaseOptions,
  isTimedOut,
  isUnavailable,
  openDatabase,
} from "./postgres/mod.ts";
import { announceConsole, consoleOf } from "./open_console.ts";
import { summarizeDrift } from "./event_log/mod.ts";
import {
  createReport,
  createShowing,
  metricsRoute,
  type Observed,
  openObserved,
  watchApi,
  watchB2,
  watchDatabase,
  watchParts,
} from "./observed.ts";
import { furtherAddressesOf, openPictureParts, openRenderer, type ShopRenderer } from "./parts.ts";
import {
  askBucket,
  buildColumns,
  connectTelegram,
  prepareSchema,
  type Start,
  startJobs,
  together,
  warnOfLittleMemory,
  warnOfTrust,
  withPostgres,
  withTelegram,
} from "./start.ts";
import { createWarmUp } from "./warm_up.ts";
import { openWatchdog, type Watchdog, type WatchedLoop } from "./watchdog.ts";
import { type ObjectStoreOptions, openObjectStore, type SigningStore } from "./storage/mod.ts";
import {
  createBot,
  createCheckNotice,
  createFilePreview,
  createPhotoNotice,
  createPollingApi,
  createUpdateHandler,
  Inbox,
  type Limits,
  limitsFor,
  openLeftovers,
  openPolling,
  type OperatorReport,
  publishMenu,
  registerWebhook,
  removeWebhook,
  type ShopContext,
  type ShopDeps,
  type UpdateHandler,
} from "./telegram/mod.ts";

/** Undefined until Telegram has answered. The bot is not ready before that. */
interface Serving {
  updates: UpdateHandler | undefined;
  /** Resolves when no update is being handled any more. */
  ended?: Promise<void>;
  report?: () => Promise<OperatorReport>;
  console?: ConsoleShop;
  consoleUrl?: string | undefined;
  readonly isOnStage: boolean;
  /** The loops that run, and what watches over them once all of them do. */
  readonly loops: WatchedLoop[];
  watchdog?: Watchdog;
}

/** What runs, and the metrics that watch it. */
interface Inside {
  readonly serving: Serving;
  readonly observed: Observed | undefined;
}

/** The shop's connections, and others for work on the whole catalogue, which may take long. */
interface Databases {
  readonly db: Database;
  readonly long: Database;
}

/** What main.ts knows beside the settings, and what tests put in, to watch the shop and to be quick. */
export interface AppOptions extends Pick<DatabaseOptions, "onStatement" | "limits"> {
  readonly b2?: ObjectStoreOptions;
  /** Whether the whole shop runs on this machine: then its console needs no login. */
  readonly isOnStage?: boolean;
  /** Stays open. If absent, the shop opens its own. */
  readonly renderer?: ShopRenderer | undefined;
}

/** Opens every part. The shop serves until disposal. */
export async function openApp(
  config: Config,
  outside: OutsideParts,
  stopped: AbortSignal,
  observe: AppOptions = {},
): Promise<AsyncDisposable & { readonly httpPort: number }> {
  await using stack = new AsyncDisposableStack();
  const publicUrl = config.publicUrl ?? defaultPublicUrl(outside.b2);
  const start = { config, outside, stopped, publicUrl, stack };
  const isOnStage = observe.isOnStage ?? false;
  const serving: Serving = { updates: undefined, loops: [], isOnStage };
  // Disposed of last: all that an update can wait for is closed by then.
  stack.defer(() => serving.ended);
  const observed = await openObserved(stack, config);
  const store = stack.use(openObjectStore(outside.b2, { ...watchB2(observed), ...observe.b2 }));
  const { db, long } = openDatabases(start, observe);
  watchDatabase(observed, db, config.queueSchema);
  const http = openHttp(start, { db, long }, store, { serving, observed });
  warnOfLittleMemory();
  warnOfTrust(start);
  const { telegram: { api, botInfo } } = await together(start, {
    schema: (step) => prepareSchema(step, long),
    telegram: connectTelegram,
    bucket: (step) => askBucket(step, store),
  });
  await buildColumns(start, long, botInfo.id);
  const log = logger("start");
  watchApi(observed, api);
  const own = { db, long, store, renderer: observe.renderer ?? openRenderer(stack, config) };
  const shop = await openShop(start, own, api, { serving, observed });
  if (shop.operator) serving.report = shop.operator.report;
  const { token, apiRoot } = outside.telegram;
  const limits = limitsFor(config.production, apiRoot);
  const bot = createBot({ token, apiRoot, botInfo }, { ...shop, limits });
  watchApi(observed, bot.api);
  const watch = (each: Api) => watchApi(observed, each);
  await serveUpdates(start, { api, bot, db, limits, watch }, serving);
  serving.watchdog = stack.use(openWatchdog(serving.loops));
  await publishMenu(api, config.shopName);
  const { username } = botInfo;
  log.info("@{username} is open for business", named("open_for_business", { username }));
  const open = stack.move();
  return { httpPort: http.port, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** No statement of the shop may take long: a user waits for it. A replay or a migration takes as long as it takes. */
function openDatabases(
  { outside: { databaseUrl: url }, stack }: Start,
  observe: Pick<DatabaseOptions, "onStatement" | "limits">,
) {
  const limits = { longestMs: DEADLINES.statement.ms, ...observe.limits };
  return {
    db: stack.use(openDatabase({ ...observe, url, limits })),
    long: stack.use(openDatabase({ ...observe, url, maxConnections: 2 })),
  };
}

/** Opens first and closes last: probes see what the process is waiting for. */
function openHttp(
  start: Start,
  { db, long }: Databases,
  store: SigningStore,
  { serving, observed }: Inside,
) {
  const { outside: { telegram }, publicUrl, config, stack } = start;
  const { token: botToken, webhook } = telegram;
  const stalled = () => serving.watchdog?.stalled();
  const checks = createShopChecks({ db, store, publicUrl, botId: botIdOf(botToken), stalled });
  const handleUpdate = async (update: Update) => {
    if (serving.updates === undefined) return { refused: "not_ready" } as const;
    return await serving.updates.handle(update);
  };
  const served = webhook &&
    { path: new URL(webhook.url).pathname, secret: webhook.secret, handleUpdate };
  const { operatorToken: token } = config;
  const stats = () => serving.report?.();
  const verify = () => serving.report && summarizeDrift(long);
  const operator = token === undefined ? undefined : { token, stats, verify };
  const wiring = { config, telegram, isOnStage: serving.isOnStage, shop: () => serving.console };
  const pages = consoleOf(wiring);
  const metrics = metricsRoute(observed, config);
  const app = createHttpApp({ checks, webhook: served, metrics, operator, console: pages });
  // A container is probed from outside. A developer's machine needs no access from outside.
  const hostname = config.production ? "0.0.0.0" : "127.0.0.1";
  const server = { app, port: config.port, hostname, drainLimitMs: DEADLINES.lastAnswers.ms };
  const http = stack.use(openHttpServer(server));
  logger("start").info("HTTP: port {port}", named("http_listening", { port: http.port }));
  serving.consoleUrl = announceConsole(wiring, http.port);
  return http;
}

/** Opens what the bot needs, and starts the jobs. */
async function openShop(
  start: Start,
  { long, ...own }: Databases & { store: SigningStore; renderer: ShopRenderer },
  api: Api,
  { serving, observed }: Inside,
): Promise<ShopDeps> {
  const { config, outside, publicUrl, stack } = start;
  const open = () => openPictureParts(stack, { config, ...outside }, own, api);
  const parts = watchParts(observed, await withPostgres(start, open));
  const { db, fetchOriginal, renderer, bucketUrls } = parts;
  const shown = stack.use(openShownCounts(db));
  const showing = createShowing(observed, config.legacyImagesDir, parts, shown, own.renderer);
  const { healFileId, deliver, noteShown, bring, tally, find: findPicture, recent } = showing;
  const watch = (each: Api) => watchApi(observed, each);
  const warmUp = createWarmUp({ ...outside, config, parts, long, api, bring, watch });
  const shopJobs = createShopJobs({
    ...{ parts, long, queueSchema: config.queueSchema, times: config.checks },
    ...{ notifyRefused: createPhotoNotice(api, db), furtherAddresses: furtherAddressesOf(parts) },
    tell: createCheckNotice(api, db, config.adminIds),
  });
  const jobs = [...shopJobs, ...warmUp.jobs];
  const options = { databaseUrl: outside.databaseUrl, jobs, schema: config.queueSchema };
  const queue = stack.use(await withPostgres(start, () => startJobs(options)));
  await withPostgres(start, () => warmUp.begin(queue));
  serving.loops.push({ name: "jobs", limitMs: DEADLINES.jobsLoop.ms, idleMs: queue.idleMs });
  const enqueueStoreImage: ShopDeps["enqueueStoreImage"] = (tx, job) =>
    queue.enqueue(tx, STORE_IMAGE, job);
  const enqueueVerify: ConsoleShop["enqueueVerify"] = (tx) => queue.enqueue(tx, CHECK_VERIFY, {});
  serving.console = {
    ...{ parts, long, publicUrl, findPicture, queue, enqueueStoreImage, enqueueVerify },
    ...{ forgetFileId: (fileId) => recent.forget(fileId), flushShown: shown.flush },
    ...{ stopped: start.stopped, signAddress: (key) => own.store.sign(key) },
  };
  const report = createReport({ db, publicUrl, queue, tally });
  return {
    ...{ db, healFileId, deliver, noteShown, enqueueStoreImage },
    previewFile: createFilePreview({ fetchOriginal, renderer }),
    enqueueEraseProduct: (tx, product) => enqueueErasing({ queue, bucketUrls }, tx, product),
    currency: config.currency,
    ...(config.shopName !== undefined && { name: config.shopName }),
    operator: {
      ...{ adminIds: config.adminIds, report, consoleUrl: serving.consoleUrl },
      enqueueVerify,
      enqueueRepair: (tx, job) => queue.enqueue(tx, CHECK_RECONCILE, job),
    },
  };
}

/** Starts to take updates, by webhook or long polling. At the stop no more come in, and running ones end. */
async function serveUpdates(
  start: Start,
  { api, bot, db, limits, watch }: {
    readonly api: Api;
    readonly bot: Bot<ShopContext>;
    readonly db: Database;
    readonly limits: Limits;
    readonly watch: (api: Api) => void;
  },
  serving: Serving,
): Promise<void> {
  const { outside: { telegram }, stack } = start;
  const inbox = stack.use(new Inbox(db, bot.botInfo.id));
  const watched = { isTransient: isUnavailable, isTimedOut, limits, watch };
  const updates = createUpdateHandler(bot, watched);
  stack.defer(() => void (serving.ended = updates.end()));
  const { loops } = serving;
  loops.push({ name: "updates", limitMs: DEADLINES.oldestUpdate.ms, idleMs: updates.oldestMs });
  const { handle: handleUpdate } = updates;
  if (telegram.webhook === undefined) {
    await withTelegram(start, () => removeWebhook(api));
    await openInbox();
    const asking = createPollingApi(telegram);
    watch(asking);
    const { idleMs } = stack.use(openPolling({ api: asking, handleUpdate, inbox }));
    loops.push({ name: "polling", limitMs: DEADLINES.pollingLoop.ms, idleMs });
    return;
  }
  await openInbox();
  serving.updates = updates;
  stack.defer(() => {
    serving.updates = undefined;
    return updates.idle();
  });
  const { webhook } = telegram;
  await withTelegram(start, () => registerWebhook(api, webhook));

  /** What an earlier process has left comes before the updates that Telegram still has. */
  async function openInbox(): Promise<void> {
    stack.use(await withPostgres(start, () => openLeftovers({ inbox, handleUpdate })));
  }
}
