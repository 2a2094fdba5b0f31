/**
 * The parts outside of a shop that `shop.ts` opens: database, local Telegram, S3 server, folders, and what is put
 * between them and the shop to break it.
 * @module
 */
import { type LocalTelegram, openLocalTelegram } from "@vitrine/local-telegram";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { openS3Front } from "../s3/front.ts";
import { HANG_MS } from "../world/hang.ts";
import { logged, type LogLine } from "../world/shop_process.ts";
import { openTestDatabase } from "./database.ts";
import { type Front, openFront } from "./front.ts";
import { withInbox } from "./inbox_idle.ts";
import { openPostgresProxy, type PostgresProxy } from "./postgres_proxy.ts";

/** How the world of a shop is opened. */
export interface ShopWorldOptions {
  /** Settings besides those of the world. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder for a PostgreSQL server of the shop's own, which may be stopped. If absent, all tests share one. */
  readonly postgresDir?: string;
  /** Puts a proxy before PostgreSQL. */
  readonly proxy?: boolean;
  /** Puts a front before the Bot API and its files (`api`), or before the shop's webhook (`webhook`). */
  readonly front?: "api" | "webhook";
  /** Puts a TCP proxy before B2, and before the Bot API and its files. */
  readonly wires?: boolean;
  /** Sets the folder of a legacy shop. */
  readonly legacy?: boolean;
  /** Whether the database is empty, so that the first start makes the schema. True if absent. */
  readonly isNew?: boolean;
}

/** The shop's connection to PostgreSQL, which can be cut. */
export interface Proxied {
  /** The shop connects through it. `db` does not. */
  readonly proxy: PostgresProxy;
  /** Can write, whatever the database's settings are. */
  readonly admin: Database;
}

/** HTTP between the shop and Telegram, which can be broken. */
export interface Fronted {
  readonly front: Front;
}

/** The connections of the shop to B2 and Telegram, which can go silent. */
export interface Wired {
  readonly wires: { readonly b2: PostgresProxy; readonly telegram: PostgresProxy };
}

const BUCKET = "pictures";
/** The `application_name` of sessions that come through the proxy. */
export const PROXIED_SESSIONS = "by-proxy";

/** Opens the world of a shop on a stack. */
export async function openShopWorld(stack: AsyncDisposableStack, options: ShopWorldOptions) {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-shop-" });
  stack.defer(() => removeFolder(dir));
  const { db, databaseUrl, ...proxied } = await openDatabaseOf(stack, options);
  const local = stack.use(await openLocalTelegram({ botUsername: "vitrine_bot" }));
  const telegram = withInbox(local, db);
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: BUCKET }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const { region, bucket, keyId, applicationKey } = s3;
  const b2Settings = { endpoint: b2.endpoint, region, bucket, keyId, applicationKey };
  const fronted = await openFrontOf(stack, options, telegram);
  const apiRoot = options.front === "api" ? fronted.front!.url : telegram.url;
  const wired = await openWires(stack, options, { b2: b2.endpoint, telegram: apiRoot });
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
    ...frontSettings(options, fronted),
    ...(wired.wires && {
      TELEGRAM_API_ROOT: new URL(wired.wires.telegram.url).origin,
      B2_ENDPOINT: new URL(wired.wires.b2.url).origin,
    }),
    ...(options.legacy && { LEGACY_IMAGES_DIR: legacyDir }),
    PORT: "0",
    ...options.environment,
  };
  const object = async (key: string) =>
    await (await fetch(`${s3.endpoint}/${BUCKET}/${key}`)).bytes();
  const outside = { telegram, b2, b2Settings, behind: s3, store, object, ...wired };
  return { db, ...proxied, ...fronted, ...outside, cacheDir, legacyDir, environment };
}

async function openFrontOf(
  stack: AsyncDisposableStack,
  options: ShopWorldOptions,
  { url }: LocalTelegram,
): Promise<Partial<Fronted>> {
  if (options.front === undefined) return {};
  const front = stack.use(await openFront());
  if (options.front === "api") front.target = url;
  return { front };
}

async function openWires(
  stack: AsyncDisposableStack,
  { wires }: ShopWorldOptions,
  urls: { readonly b2: string; readonly telegram: string },
): Promise<Partial<Wired>> {
  if (!wires) return {};
  const b2 = stack.use(await openPostgresProxy(urls.b2));
  return { wires: { b2, telegram: stack.use(await openPostgresProxy(urls.telegram)) } };
}

function frontSettings({ front: place }: ShopWorldOptions, { front }: Partial<Fronted>) {
  if (front === undefined) return {};
  return place === "api"
    ? { TELEGRAM_API_ROOT: front.url }
    : { TELEGRAM_WEBHOOK_URL: `${front.url}/telegram/webhook` };
}

/**
 * Points a front at the webhook of a shop that starts now, as soon as its log says where it listens. Telegram delivers
 * waiting updates before the shop is open.
 */
export async function whileAiming(
  front: Front,
  log: readonly LogLine[],
  start: () => Promise<void>,
): Promise<void> {
  const from = log.length;
  const aiming = setInterval(() => {
    const port = log.slice(from).find(logged("http_listening"))?.port;
    if (port !== undefined) front.target = `http://127.0.0.1:${port}`;
  }, 10);
  try {
    await start();
  } finally {
    clearInterval(aiming);
  }
}

async function openDatabaseOf(
  stack: AsyncDisposableStack,
  { postgresDir, proxy, isNew = true }: ShopWorldOptions,
) {
  const own = postgresDir === undefined ? {} : { dir: postgresDir };
  const schema = isNew ? "none" : "shop";
  const { db, url } = stack.use(await openTestDatabase({ schema, ...own }));
  if (!proxy) return { db, databaseUrl: url };
  const way = stack.use(await openPostgresProxy(url));
  // What a client asks for at its start wins over the settings of the database.
  const asks = encodeURIComponent(
    "-c default_transaction_read_only=off -c statement_timeout=0 -c synchronous_commit=on",
  );
  const admin = stack.use(
    openDatabase({ url: `${url}?options=${asks}`, maxConnections: 3, connectTimeoutMs: HANG_MS }),
  );
  const databaseUrl = `${way.url}?application_name=${PROXIED_SESSIONS}`;
  return { db, databaseUrl, proxy: way, admin };
}

/** Removes a folder. A test may have made the folders in it read-only. */
async function removeFolder(dir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) await Deno.chmod(`${dir}/${name}`, 0o700);
  }
  await Deno.remove(dir, { recursive: true });
}
