import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import { type LocalTelegram, openLocalTelegram } from "@vitrine/local-telegram";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { type B2Settings, type ObjectStore, openObjectStore } from "../../src/storage/mod.ts";
import { HANG_MS } from "./hang.ts";

/** The parts outside of a shop: database, bucket, Telegram, disk. They stay when the shop stops. */
export interface World extends AsyncDisposable {
  /** The shop's database, on a connection of its own. */
  readonly db: Database;
  /** A front for the S3 server. It behaves like B2, counts requests, and can go down. */
  readonly b2: S3Front;
  /** The local Telegram. Its users can be controlled. */
  readonly telegram: LocalTelegram;
  /** The folder of the shop's disk cache. */
  readonly cacheDir: string;
  /** The shop's settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** The names of its parts, for people. */
  readonly description: string;
}

/** Who looks on from outside of the shop needs few connections, and waits for them. */
const OUTSIDE = { maxConnections: 2, connectTimeoutMs: HANG_MS };

const POSTGRES = fileURLToPath(new URL("../../data/demo/postgres", import.meta.url));

/** Opens a new, empty world. */
export async function openWorld(postgresDir: string = POSTGRES): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-demo-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const { db, url } = await openFreshDatabase(stack, postgresDir);
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: "vitrine-demo" }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const telegram = stack.use(await openLocalTelegram({ botUsername: "vitrine_bot" }));
  const cacheDir = `${dir}/image-cache`;
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const parts = stack.move();
  return {
    db,
    b2,
    telegram,
    cacheDir,
    environment: {
      DATABASE_URL: url,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      B2_ENDPOINT: b2.endpoint,
      B2_REGION: s3.region,
      B2_BUCKET: s3.bucket,
      B2_KEY_ID: s3.keyId,
      B2_APPLICATION_KEY: s3.applicationKey,
      IMAGE_CACHE_DIR: cacheDir,
      PORT: "0",
    },
    description: `PostgreSQL ${
      rows[0]!.server_version
    }, an S3 server that behaves like B2, and a local Telegram`,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Opens the bucket of a shop's settings. */
export function openConfiguredStore(
  environment: World["environment"],
): ObjectStore & AsyncDisposable {
  return openObjectStore(b2SettingsOf(environment));
}

/** The bucket's settings in the environment of a shop. */
export function b2SettingsOf(environment: World["environment"]): B2Settings {
  return {
    endpoint: environment.B2_ENDPOINT!,
    region: environment.B2_REGION!,
    bucket: environment.B2_BUCKET!,
    keyId: environment.B2_KEY_ID!,
    applicationKey: environment.B2_APPLICATION_KEY!,
  };
}

async function openFreshDatabase(stack: AsyncDisposableStack, dir: string) {
  const server = stack.use(await openEmbeddedPostgres({ dir }));
  const admin = stack.use(openDatabase({ ...OUTSIDE, url: server.url }));
  await dropLeftovers(admin);
  const name = `demo_${crypto.randomUUID().replaceAll("-", "")}`;
  stack.use((await claim(admin, name))!);
  await sql`create database ${sql.id(name)}`.execute(admin);
  stack.defer(async () => {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  });
  const url = server.url.replace(/vitrine$/, name);
  return { db: stack.use(openDatabase({ ...OUTSIDE, url })), url };
}

/** Drops databases that nobody claims. Killed runs have left them. */
async function dropLeftovers(admin: Database): Promise<void> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database where datname like 'demo\\_%'`.execute(admin);
  for (const { datname } of rows) {
    await using claimed = await claim(admin, datname);
    if (claimed) await sql`drop database if exists ${sql.id(datname)} with (force)`.execute(admin);
  }
}

/** Claims a name until disposal, or until this process ends. Undefined when another process has claimed it. */
async function claim(admin: Database, name: string): Promise<AsyncDisposable | undefined> {
  const held = await admin.startTransaction().execute();
  const { rows } = await sql<{ claimed: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${name})) as claimed`.execute(held);
  const release = async () => void await held.rollback().execute();
  if (rows[0]!.claimed) return { [Symbol.asyncDispose]: release };
  await release();
  return undefined;
}
