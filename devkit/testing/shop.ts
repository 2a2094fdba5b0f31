/**
 * A whole shop on real parts: PostgreSQL, an S3 server that behaves as B2, a local Telegram. {@link openShop} runs it
 * in this process, which is quick, or as main.ts in a process of its own, which can be killed.
 *
 * ```ts
 * await using shop = await openShop();
 * const productId = await sell(shop.seller);
 * await untilStored(shop, productId);
 * ```
 *
 * Tests of rooms without a shop use `unit.ts`, tests of several processes `replicas.ts`. The fault matrix opens its
 * shops by `devkit/faults/shop.ts`, which calls this.
 * @module
 */
import {
  createPerson,
  type LocalTelegram,
  openLocalTelegram,
  type Person,
} from "@vitrine/local-telegram";
import { isStored } from "../../src/domain/mod.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { HANG_MS } from "../world/hang.ts";
import {
  type B2Settings,
  type ObjectStore,
  type ObjectStoreOptions,
  openObjectStore,
} from "../../src/storage/mod.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import { sellAs } from "../world/sale.ts";
import type { LogLine, ShopProcess } from "../world/shop_process.ts";
import { openTestDatabase } from "./database.ts";
import { countOpenJobs, STORING } from "./job_rows.ts";
import { photoJpeg } from "./pictures.ts";
import { openPostgresProxy, type PostgresProxy } from "./postgres_proxy.ts";
import { type RunningShop, startParts, startProcess } from "./running_shop.ts";
import { until } from "./until.ts";

/** How a shop is opened. */
export interface ShopOptions {
  /** `parts`, the default: in this process, which is quick. `process`: main.ts on its own, which can be killed. */
  readonly as?: "parts" | "process";
  /** Settings besides those of the world. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs the shop; only as a `process`. */
  readonly by?: readonly string[];
  /** How the shop calls B2; only as `parts`. */
  readonly b2?: ObjectStoreOptions;
  /** A folder for a PostgreSQL server of the shop's own, which may be stopped. If absent, all tests share one. */
  readonly postgresDir?: string;
  /** Puts a proxy before PostgreSQL. */
  readonly proxy?: boolean;
  /** Sets the folder of a legacy shop. */
  readonly legacy?: boolean;
  /** Whether a person waits for all that was said before he speaks again. As a `process`, he does. */
  readonly inTurn?: boolean;
  /** Opens the world alone: the test calls `start()`. */
  readonly closed?: boolean;
}

/** A shop and its world. */
export interface Shop extends AsyncDisposable {
  /** The shop's database, past the shop. */
  readonly db: Database;
  /** The SQL that the shop has sent; only as `parts`. */
  readonly statements: string[];
  /** The local Telegram. Its users can be controlled, and it can fail. */
  readonly telegram: LocalTelegram;
  /** Before the S3 server: it counts requests, and can fail. */
  readonly b2: S3Front;
  /** How a store reaches the front. */
  readonly b2Settings: B2Settings;
  /** Reads B2 past the shop, through the front, with much patience. */
  readonly store: ObjectStore;
  /** Reads an object from behind the front, which does not count it. */
  object(key: string): Promise<Uint8Array>;
  /** The folder of the disk cache. */
  readonly cacheDir: string;
  /** Where the paths of a legacy shop start. */
  readonly legacyDir: string;
  /** All settings, as a process gets them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the shop has logged in all its lives. A process adds its lines when it ends. */
  readonly log: readonly LogLine[];
  /** A seller who speaks English. */
  readonly seller: Person;
  /** A buyer who speaks English. */
  readonly buyer: Person;
  /** Starts the shop and waits until it is open. */
  start(): Promise<void>;
  /** Stops it as a host does that gives it time. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL; only as a `process`. */
  kill(): Promise<void>;
  /** Ends it, a process with SIGKILL, and starts it anew. What a process had not confirmed is delivered by then. */
  restart(): Promise<void>;
}

/** A shop in a process of its own. */
export interface ProcessShop extends Shop {
  /** The process that was started last. */
  readonly process: ShopProcess;
}

/** A way to the database that can be cut. */
export interface Proxied {
  /** The shop's way. `db` goes past it. */
  readonly proxy: PostgresProxy;
  /** May write whatever the database's settings are. */
  readonly admin: Database;
}

const BUCKET = "pictures";
/** The name of the sessions behind a proxy. */
export const PROXIED_SESSIONS = "by-proxy";

/** Opens a shop that is a process. */
export function openShop(options: ShopOptions & { as: "process" }): Promise<ProcessShop>;
/** Opens a shop behind a proxy. */
export function openShop(options: ShopOptions & { proxy: true }): Promise<Shop & Proxied>;
/** Opens a shop. */
export function openShop(options?: ShopOptions): Promise<Shop>;
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  await using stack = new AsyncDisposableStack();
  const world = await openWorldOf(stack, options);
  const people = await definePeople(world.telegram, options);
  const [log, statements]: [LogLine[], string[]] = [[], []];
  let running: RunningShop | undefined;
  let process: ShopProcess | undefined;
  const isProcess = options.as === "process";
  const start = async () => {
    running = isProcess
      ? await startProcess(world.environment, log, options.by)
      : await startParts(world.environment, { log, statements, b2: options.b2 });
    process = running.process;
  };
  const end = async (how: "stop" | "kill") => {
    const ending = running;
    running = undefined;
    await ending?.[how]();
  };
  stack.defer(() => end(isProcess ? "kill" : "stop"));
  if (options.closed !== true) await start();
  const parts = stack.move();
  const shop = {
    ...world,
    ...people,
    log,
    statements,
    get process() {
      return process;
    },
    start,
    stop: () => end("stop"),
    kill: () => end("kill"),
    restart: async () => {
      await end(isProcess ? "kill" : "stop");
      await start();
      if (isProcess) await world.telegram.control.waitForIdle();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
  return shop;
}

/** As a process, a person waits for what was said before: a new process may say it again. */
async function definePeople(
  { control }: LocalTelegram,
  { as, inTurn = as === "process" }: ShopOptions,
) {
  const person = (id: number, firstName: string, name: { username?: string } = {}) =>
    createPerson(control, { id, firstName, languageCode: "en", ...name }, { inTurn });
  return { seller: await person(101, "Sam"), buyer: await person(202, "Bea", { username: "bea" }) };
}

async function openWorldOf(stack: AsyncDisposableStack, options: ShopOptions) {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-shop-" });
  stack.defer(() => removeFolder(dir));
  const { db, databaseUrl, ...proxied } = await openDatabaseOf(stack, options);
  const telegram = stack.use(await openLocalTelegram({ botUsername: "vitrine_bot" }));
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: BUCKET }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const { region, bucket, keyId, applicationKey } = s3;
  const b2Settings = { endpoint: b2.endpoint, region, bucket, keyId, applicationKey };
  const store = stack.use(openObjectStore(b2Settings));
  const [cacheDir, legacyDir] = [`${dir}/cache`, `${dir}/legacy`];
  await Deno.mkdir(legacyDir);
  const environment = {
    DATABASE_URL: databaseUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    B2_ENDPOINT: b2.endpoint,
    B2_REGION: region,
    B2_BUCKET: bucket,
    B2_KEY_ID: keyId,
    B2_APPLICATION_KEY: applicationKey,
    IMAGE_CACHE_DIR: cacheDir,
    // The other engine takes three times as long. Tests in tests/imaging compare both.
    IMAGE_ENGINE: "sharp",
    ...(options.legacy && { LEGACY_IMAGES_DIR: legacyDir }),
    PORT: "0",
    ...options.environment,
  };
  const object = async (key: string) =>
    await (await fetch(`${s3.endpoint}/${BUCKET}/${key}`)).bytes();
  const outside = { telegram, b2, b2Settings, store, object };
  return { db, ...proxied, ...outside, cacheDir, legacyDir, environment };
}

async function openDatabaseOf(stack: AsyncDisposableStack, { postgresDir, proxy }: ShopOptions) {
  const own = postgresDir === undefined ? {} : { dir: postgresDir };
  const { db, url } = stack.use(await openTestDatabase({ schema: "none", ...own }));
  if (!proxy) return { db, databaseUrl: url };
  const way = stack.use(await openPostgresProxy(url));
  // What a client asks for at its start outweighs the settings of a database.
  const asks = encodeURIComponent(
    "-c default_transaction_read_only=off -c statement_timeout=0 -c synchronous_commit=on",
  );
  const admin = stack.use(
    openDatabase({ url: `${url}?options=${asks}`, maxConnections: 3, connectTimeoutMs: HANG_MS }),
  );
  const databaseUrl = `${way.url}?application_name=${PROXIED_SESSIONS}`;
  return { db, databaseUrl, proxy: way, admin };
}

/** Removes a folder. A test may have taken away the right to write to what is in it. */
async function removeFolder(dir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) await Deno.chmod(`${dir}/${name}`, 0o700);
  }
  await Deno.remove(dir, { recursive: true });
}

/** Sells something and returns its product id. Its picture may not be stored yet. */
export async function sell(
  person: Person,
  options: { photo?: Uint8Array; title?: string } = {},
): Promise<string> {
  const photo = options.photo ?? await photoJpeg({ widthPx: 640, heightPx: 480, seed: 1 });
  return await sellAs(person, { photo, title: options.title ?? "Lamp" });
}

/** Waits until the product's pictures are in B2, and the jobs that brought them there have ended. */
export async function untilStored({ db }: Pick<Shop, "db">, productId: string): Promise<void> {
  await until(`the picture of ${productId} stored`, async () => {
    if (!isStored(await loadImages(db, productId))) return false;
    return await countOpenJobs(db, { ...STORING, productIds: [productId] }) === 0;
  });
}
