/**
 * A whole shop on real parts: PostgreSQL, an S3 server that behaves as B2, a local Telegram. {@link openShop} runs it
 * in this process, which is quick, or as main.ts in its own process, which can be killed.
 *
 * ```ts
 * await using shop = await openShop();
 * const productId = await sell(shop.seller);
 * await untilStored(shop, productId);
 * ```
 *
 * `shop_world.ts` opens the parts outside of the shop. Tests of rooms without a shop use `unit.ts`, tests of several
 * processes `replicas.ts`. The fault matrix uses `devkit/faults/shop.ts`, which calls this.
 * @module
 */
import { createPerson, type LocalTelegram, type Person } from "@vitrine/local-telegram";
import { isStored, picturesInOrder, type ProductImages, viewOf } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { B2Settings, ObjectStore, ObjectStoreOptions } from "../../src/storage/mod.ts";
import type { S3Front } from "../s3/front.ts";
import { sellAs } from "../world/sale.ts";
import type { LogLine, ShopProcess } from "../world/shop_process.ts";
import { countOpenJobs, STORING } from "./job_rows.ts";
import { photoJpeg } from "./pictures.ts";
import type { AppOptions } from "../../src/app.ts";
import { type RunningShop, startParts, startProcess } from "./running_shop.ts";
import {
  type Fronted,
  openShopWorld,
  type Proxied,
  type ShopWorldOptions,
  whileAiming,
  type Wired,
} from "./shop_world.ts";
import { until } from "./until.ts";

/** Options of {@link openShop}. */
export interface ShopOptions extends ShopWorldOptions {
  /**
   * `parts`, the default, runs the shop in this process, which is quick. `process` runs main.ts, which can be killed.
   */
  readonly as?: "parts" | "process";
  /** A command that runs the shop; only as a `process`. */
  readonly by?: readonly string[];
  /** How the shop calls B2; only as `parts`. */
  readonly b2?: ObjectStoreOptions;
  /** How long its statements may take; only as `parts`. */
  readonly limits?: AppOptions["limits"];
  /**
   * Whether a person waits before each act until the bot has handled all earlier ones. True by default as a `process`.
   */
  readonly inTurn?: boolean;
  /** Does not start the shop. The test calls `start()`. */
  readonly closed?: boolean;
}

/** A shop and its world. */
export interface Shop extends AsyncDisposable {
  /** The shop's database, on a connection of the test. */
  readonly db: Database;
  /** The SQL that the shop has sent; only as `parts`. */
  readonly statements: string[];
  /** The local Telegram. Its users can be controlled, and it can fail. */
  readonly telegram: LocalTelegram;
  /** The front of the S3 server. It counts requests, and can fail. */
  readonly b2: S3Front;
  /** The settings of a store that uses the front. */
  readonly b2Settings: B2Settings;
  /** The S3 server behind the front. It takes any signature. */
  readonly behind: Pick<B2Settings, "endpoint" | "bucket">;
  /** A store of the test with long limits, which uses the front. */
  readonly store: ObjectStore;
  /** Reads an object directly from the S3 server. The front does not count it. */
  object(key: string): Promise<Uint8Array>;
  /** The folder of the disk cache. */
  readonly cacheDir: string;
  /** The folder that the paths of a legacy shop start from. */
  readonly legacyDir: string;
  /** All settings, as a process gets them. */
  readonly environment: Readonly<Record<string, string>>;
  /** The log of all runs of the shop. A process adds its lines when it ends. */
  readonly log: readonly LogLine[];
  /** A seller who speaks English. */
  readonly seller: Person;
  /** A buyer who speaks English. */
  readonly buyer: Person;
  /** Starts the shop and waits until it is open. */
  start(): Promise<void>;
  /** Stops it, and waits until it has ended. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL; only as a `process`. */
  kill(): Promise<void>;
  /**
   * Ends it (a process with SIGKILL) and starts it again. As a `process`, waits until all unconfirmed updates are
   * handled.
   */
  restart(): Promise<void>;
}

/** A shop in a process of its own. */
export interface ProcessShop extends Shop {
  /** The process that was started last. */
  readonly process: ShopProcess;
}

/** A shop with the parts that its options name. */
export type ShopOf<O extends ShopOptions> =
  & (O extends { as: "process" } ? ProcessShop : Shop)
  & (O extends { proxy: true } ? Proxied : unknown)
  & (O extends { wires: true } ? Wired : unknown)
  & (O extends { front: string } ? Fronted : unknown);

/** Opens a shop. Its parts are closed at the end, the last one first. */
export async function openShop<const O extends ShopOptions = ShopOptions>(
  options?: O,
): Promise<ShopOf<O>> {
  return await open(options ?? {}) as ShopOf<O>;
}

async function open(options: ShopOptions): Promise<Shop> {
  await using stack = new AsyncDisposableStack();
  // A test that starts the shop by itself may be about its first start.
  const world = await openShopWorld(stack, { isNew: options.closed === true, ...options });
  const people = await definePeople(world.telegram, options);
  const [log, statements]: [LogLine[], string[]] = [[], []];
  let running: RunningShop | undefined;
  let process: ShopProcess | undefined;
  const isProcess = options.as === "process";
  const { b2, limits } = options;
  const calls = { ...(b2 !== undefined && { b2 }), ...(limits !== undefined && { limits }) };
  const run = async () => {
    running = isProcess
      ? await startProcess(world.environment, log, options.by)
      : await startParts(world.environment, { log, statements, ...calls });
    process = running.process;
  };
  const start = async () => {
    if (options.front !== "webhook") return await run();
    const front = (world as Partial<Fronted>).front!;
    await whileAiming(front, log, run);
    // A process adds its log only when it has ended.
    if (process !== undefined) front.target = process.url;
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

/** A new process may answer earlier acts again, so as a `process` each person waits for them first. */
async function definePeople(
  { control }: LocalTelegram,
  { as, inTurn = as === "process" }: ShopOptions,
) {
  const person = (id: number, firstName: string, name: { username?: string } = {}) =>
    createPerson(control, { id, firstName, languageCode: "en", ...name }, { inTurn });
  return { seller: await person(101, "Sam"), buyer: await person(202, "Bea", { username: "bea" }) };
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
    if (!areStored(await loadImages(db, productId))) return false;
    return await countOpenJobs(db, { ...STORING, productIds: [productId] }) === 0;
  });
}

/** Whether B2 holds every picture that a product has, by the log. */
export function areStored(state: ProductImages): boolean {
  return picturesInOrder(state).every((picture) => isStored(viewOf(state, picture)));
}
