import { type LogLine, openShopProcess } from "../world/shop_process.ts";
import { openApp } from "../../src/app.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import {
  createPerson,
  type LocalTelegram,
  openLocalTelegram,
  type Person,
} from "@vitrine/local-telegram";
import { secretsOf } from "../../src/config.ts";
import { openLog } from "../../src/log.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  type B2Settings,
  type ObjectStore,
  type ObjectStoreOptions,
  openObjectStore,
} from "../../src/storage/mod.ts";
import { openTestDatabase } from "../testing/database.ts";
import { collectLog, keepLines, keepSecrets } from "../testing/log_files.ts";
import { testConfig } from "../testing/shop.ts";
import { HANG_MS } from "../testing/until.ts";
import type { Marker } from "../world/marker.ts";

/** How a cell's shop is opened. */
export interface FaultShopOptions {
  /** `parts`: in this process, which is quick and can be tuned; `process`: main.ts on its own, which can be killed. */
  readonly as?: "parts" | "process";
  /** Settings beside those of the world. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs the shop; only as a `process`. */
  readonly by?: readonly string[];
  /** How long the shop tries to reach B2, only as `parts`; an attempt that is slow is waited for if absent. */
  readonly b2?: ObjectStoreOptions;
  /** A PostgreSQL of the cell's own, in this folder, that may be stopped; the one of all tests if absent. */
  readonly postgresDir?: string;
  /** The world alone: the cell calls `start()`. */
  readonly closed?: boolean;
}

/** A product whose sale the shop has confirmed. */
export interface Accepted {
  /** Its title. */
  readonly title: string;
  /** The markers of the pictures that its seller sent, the present one last. */
  readonly markers: Marker[];
  /** Not sold through the bot, but found in the old shop's table. */
  readonly legacy?: boolean;
}

/** A shop on real parts, what was entrusted to it, and the means to harm it. */
export interface FaultShop extends AsyncDisposable {
  /** The shop's database, past the shop. */
  readonly db: Database;
  /** The local Telegram: `control` injects its faults. */
  readonly telegram: LocalTelegram;
  /** Before the S3 server: `fail()`, `heal()`, `down()`, `up()`, `log`. */
  readonly b2: S3Front;
  /** How a store reaches the front. */
  readonly b2Settings: B2Settings;
  /** Reads B2 past the shop, through the front, with much patience. */
  readonly store: ObjectStore;
  /** The disk cache's folder. */
  readonly cacheDir: string;
  /** Where the paths of a legacy shop start. */
  readonly legacyDir: string;
  /** All settings, as a process gets them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was entrusted, by product id, in order. */
  readonly accepted: Map<string, Accepted>;
  /** What the shop has logged in all its lives. */
  readonly log: readonly LogLine[];
  /** Speaks English. */
  readonly seller: Person;
  /** Speaks English. */
  readonly buyer: Person;
  /** Starts the shop and waits until it is open. */
  start(): Promise<void>;
  /** Stops it as a host does that gives it time. */
  stop(): Promise<void>;
  /** SIGKILL; only as a process. */
  kill(): Promise<void>;
}

/** A running shop. */
interface Running {
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const BUCKET = "pictures";
/** No machine is too slow for it. */
const PATIENT = {
  view: { attemptMs: HANG_MS, totalMs: HANG_MS },
  job: { attemptMs: HANG_MS, totalMs: HANG_MS },
};
/** What a shop that was killed says again must not be taken for the answer to what comes next. */
const IN_TURN = { inTurn: true };

/** Opens a world, and a shop in it. */
export async function openFaultShop(options: FaultShopOptions = {}): Promise<FaultShop> {
  await using stack = new AsyncDisposableStack();
  const world = await openParts(stack, options);
  const log: LogLine[] = [];
  let running: Running | undefined;
  const start = async () => {
    running = options.as === "process"
      ? await startProcess(world.environment, log, options.by)
      : await startParts(world.environment, log, options.b2);
  };
  const end = async (how: "stop" | "kill") => {
    const ending = running;
    running = undefined;
    await ending?.[how]();
  };
  stack.defer(() => end(options.as === "process" ? "kill" : "stop"));
  const person = (id: number, firstName: string) =>
    createPerson(world.telegram.control, { id, firstName, languageCode: "en" }, IN_TURN);
  const [seller, buyer] = [await person(101, "Sam"), await person(202, "Bea")];
  if (options.closed !== true) await start();
  const parts = stack.move();
  return {
    ...world,
    accepted: new Map(),
    log,
    seller,
    buyer,
    start,
    stop: () => end("stop"),
    kill: () => end("kill"),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function openParts(stack: AsyncDisposableStack, options: FaultShopOptions) {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-faults-" });
  stack.defer(() => removeFolder(dir));
  const own = options.postgresDir === undefined ? {} : { dir: options.postgresDir };
  const { db, url } = stack.use(await openTestDatabase({ schema: "none", ...own }));
  const telegram = stack.use(await openLocalTelegram());
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: BUCKET }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const { region, bucket, keyId, applicationKey } = s3;
  const b2Settings = { endpoint: b2.endpoint, region, bucket, keyId, applicationKey };
  const store = stack.use(openObjectStore(b2Settings));
  const [cacheDir, legacyDir] = [`${dir}/cache`, `${dir}/legacy`];
  await Deno.mkdir(legacyDir);
  const environment = {
    DATABASE_URL: url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    B2_ENDPOINT: b2.endpoint,
    B2_REGION: region,
    B2_BUCKET: bucket,
    B2_KEY_ID: keyId,
    B2_APPLICATION_KEY: applicationKey,
    IMAGE_CACHE_DIR: cacheDir,
    IMAGE_ENGINE: "sharp",
    LEGACY_IMAGES_DIR: legacyDir,
    PORT: "0",
    ...options.environment,
  };
  return { db, telegram, b2, b2Settings, store, cacheDir, legacyDir, environment };
}

async function startParts(
  environment: Readonly<Record<string, string>>,
  log: LogLine[],
  b2: ObjectStoreOptions = { policies: PATIENT },
): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  stack.use(await openSharedLog(log));
  const config = testConfig(environment);
  const { databaseUrl, telegram } = config;
  if (databaseUrl === undefined || telegram === undefined || config.b2 === undefined) {
    throw new TypeError("The world has no settings for the shop");
  }
  keepSecrets(secretsOf(config));
  const outside = { databaseUrl, telegram, b2: config.b2 };
  stack.use(await openApp(config, outside, new AbortController().signal, { b2 }));
  const parts = stack.move();
  const kill = () => Promise.reject(new TypeError("Only a process can be killed"));
  return { stop: () => parts.disposeAsync(), kill };
}

const open: LogLine[][] = [];
let sharedLog: AsyncDisposable | undefined;

/** The log is one for all shops of this process: the one that opened last gets the lines; all are kept for the scan. */
async function openSharedLog(log: LogLine[]): Promise<AsyncDisposable> {
  open.push(log);
  const write = (line: string) => {
    keepLines(line);
    open.at(-1)?.push(JSON.parse(line) as LogLine);
  };
  sharedLog ??= await openLog({ level: "trace", format: "json", write });
  return {
    [Symbol.asyncDispose]: async () => {
      open.splice(open.lastIndexOf(log), 1);
      if (open.length > 0) return;
      await sharedLog?.[Symbol.asyncDispose]();
      sharedLog = undefined;
      await collectLog();
    },
  };
}

async function startProcess(
  environment: Readonly<Record<string, string>>,
  log: LogLine[],
  by: readonly string[] = [],
): Promise<Running> {
  const process = await openShopProcess({ environment, by });
  // The process gathers its lines in an array of its own, which only grows.
  const keep = () => void log.push(...process.log);
  return {
    stop: async () => {
      const code = await process.stop();
      keep();
      if (code !== 0) throw new Error(`The shop did not stop well: it exited with ${code}`);
    },
    kill: async () => {
      await process.kill();
      keep();
    },
  };
}

/** A cell may have taken the right to write from a folder of it. */
async function removeFolder(dir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) await Deno.chmod(`${dir}/${name}`, 0o700);
  }
  await Deno.remove(dir, { recursive: true });
}
