import { openApp } from "../../src/app.ts";
import { isStored } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { sellAs } from "../world/sale.ts";
import { type Config, readConfig, secretsOf } from "../../src/config.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import {
  createPerson,
  type LocalTelegram,
  openLocalTelegram,
  type Person,
} from "@vitrine/local-telegram";
import { openTestDatabase, type TestDatabase } from "./database.ts";
import { countOpenJobs, STORING } from "./job_rows.ts";
import { keepSecrets } from "./log_files.ts";
import { photoJpeg } from "./pictures.ts";
import { until } from "./until.ts";

/** The settings that a shop on test parts runs with. */
export function testConfig(environment: Record<string, string> = {}): Config {
  const result = readConfig({ PORT: "0", ...environment });
  if ("config" in result) return result.config;
  throw new TypeError(result.problems.join("; "));
}

/** A whole shop on real parts: PostgreSQL, an S3 server behind B2's quirks, a local Telegram. */
export interface TestShop extends AsyncDisposable {
  /** The shop's database; `statements` are the shop's, in order. */
  readonly database: TestDatabase;
  /** The statements that the shop has sent. */
  readonly statements: string[];
  /** The local Telegram. */
  readonly telegram: LocalTelegram;
  /** Before the S3 server: counts and faults. */
  readonly b2: S3Front;
  /** The bytes of an object, from behind the front: not counted. */
  object(key: string): Promise<Uint8Array>;
  /** The disk cache. */
  readonly cacheDir: string;
  /** A seller who speaks English. */
  readonly seller: Person;
  /** A buyer who speaks English. */
  readonly buyer: Person;
  /** Stops the bot and starts it anew on the same parts. */
  restart(): Promise<void>;
}

const BUCKET = "pictures";

/** Opens a shop. */
export async function openTestShop(environment: Record<string, string> = {}): Promise<TestShop> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-shop-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const database = stack.use(await openTestDatabase({ schema: "none" }));
  const telegram = stack.use(await openLocalTelegram({ botUsername: "vitrine_bot" }));
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: BUCKET }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const cacheDir = `${dir}/cache`;
  const config = testConfig({ IMAGE_CACHE_DIR: cacheDir, ...environment });
  const outside = {
    databaseUrl: database.url,
    telegram: { token: telegram.token, apiRoot: telegram.url },
    b2: { ...s3, endpoint: b2.endpoint },
  };
  keepSecrets(secretsOf({ ...config, ...outside }));
  const statements: string[] = [];
  const open = () =>
    openApp(config, outside, new AbortController().signal, {
      onStatement: (sql) => statements.push(sql),
    });
  let vitrine: AsyncDisposable | undefined = await open();
  stack.defer(() => vitrine?.[Symbol.asyncDispose]());
  const seller = await createPerson(telegram.control, {
    id: 101,
    firstName: "Sam",
    languageCode: "en",
  });
  const buyer = await createPerson(telegram.control, {
    id: 202,
    firstName: "Bea",
    username: "bea",
    languageCode: "en",
  });
  const parts = stack.move();
  return {
    database,
    statements,
    telegram,
    b2,
    object: async (key) => await (await fetch(`${s3.endpoint}/${BUCKET}/${key}`)).bytes(),
    cacheDir,
    seller,
    buyer,
    restart: async () => {
      await vitrine?.[Symbol.asyncDispose]();
      vitrine = undefined;
      vitrine = await open();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Sells something and returns its product id; the picture is not yet stored, perhaps. */
export async function sell(
  person: Person,
  options: { photo?: Uint8Array; title?: string } = {},
): Promise<string> {
  const photo = options.photo ?? await photoJpeg({ widthPx: 640, heightPx: 480, seed: 1 });
  return await sellAs(person, { photo, title: options.title ?? "Lamp" });
}

/** Waits until the product's pictures are in B2, and the jobs that brought them there have ended. */
export async function untilStored(shop: TestShop, productId: string): Promise<void> {
  await until(`the picture of ${productId} stored`, async () => {
    const { db } = shop.database;
    if (!isStored(await loadImages(db, productId))) return false;
    return await countOpenJobs(db, { ...STORING, productIds: [productId] }) === 0;
  });
}
