/**
 * The world of a test that needs no running shop. {@link openUnit} opens the parts that the test names, and no others;
 * all of them are real. The type of what it returns has exactly these parts.
 *
 * ```ts
 * await using unit = await openUnit({ db: "projected", b2: true });
 * await unit.store.put(key, bytes, { sha256 });
 * unit.b2.fail({ method: "GET", effect: "alter" });
 * ```
 *
 * Functions that fill such a world lie in files by subject: `event_log.ts`, `use_cases.ts`, `jobs.ts`, `repair.ts`,
 * `legacy_shop.ts`. Tests of a whole shop use `shop.ts`, tests of several processes `replicas.ts`.
 * @module
 */
import { type LocalTelegram, openLocalTelegram } from "@vitrine/local-telegram";
import { Api } from "grammy";
import type { ProjectionTarget } from "../../src/domain/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { type ImageRenderer, openImageRenderer } from "../../src/imaging/mod.ts";
import type { PictureParts } from "../../src/pictures/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  createBucketUrls,
  type DiskCache,
  type ObjectStoreOptions,
  openDiskCache,
} from "../../src/storage/mod.ts";
import { createFetchOriginal } from "../../src/telegram/mod.ts";
import { openTestDatabase } from "./database.ts";
import { photoJpeg } from "./pictures.ts";
import { openSharedRenderer } from "./shared_renderer.ts";
import { openTestBucket, type TestBucket } from "./s3.ts";
import { HANG_MS } from "./until.ts";

/** The default bot and public URL of a projected database. */
export const TARGET: ProjectionTarget = { botId: 1, publicUrl: "https://cdn.example/pictures" };

/** The parts that a test needs. */
export interface UnitOptions {
  /** A database: empty, with the whole schema, or with columns built for `target` as well. */
  readonly db?: "empty" | "migrated" | "projected";
  /** Nobody has used the database before, so its tables have no dead rows and no statistics. */
  readonly fresh?: true;
  /** {@link TARGET} if absent. */
  readonly target?: ProjectionTarget;
  /** Products in the database, without pictures. */
  readonly products?: readonly string[];
  /** A bucket that behaves as B2, and a store that talks to it. */
  readonly b2?: true | ObjectStoreOptions;
  /** A local Telegram. */
  readonly telegram?: true;
  /** A disk cache. */
  readonly cache?: true;
  /** A renderer of pictures. */
  readonly renderer?: "auto" | "sharp";
  /** The parts of all work on pictures. With it, a projected database, a bucket, a cache and a renderer are opened. */
  readonly pictures?: true;
  /** With `pictures`, what sellers send is kept as well. */
  readonly keepsOriginals?: true;
  /** The photo that `pictures` fetches. If absent, it is downloaded from `telegram`, or else a photo is drawn. */
  readonly original?: Uint8Array;
}

/** A database of the test's own. */
export interface DatabasePart {
  readonly db: Database;
  /** Its connection URL. */
  readonly url: string;
  /** The SQL of every statement so far, in order. */
  readonly statements: string[];
}

/** A local Telegram. */
export interface TelegramPart {
  /** Its users can be controlled. */
  readonly telegram: LocalTelegram;
  /** Calls it as the bot. */
  readonly api: Api;
}

/** A disk cache. */
export interface CachePart {
  /** Its folder. */
  readonly cacheDir: string;
  readonly cache: DiskCache;
}

/** A renderer. */
export interface RendererPart {
  readonly renderer: ImageRenderer;
}

/** All that work on pictures needs. */
export interface PicturesPart extends DatabasePart, TestBucket, CachePart, RendererPart {
  readonly deps: PictureParts;
  /** The file ids of the originals that were fetched. With a local Telegram, nothing is written here. */
  readonly fetched: string[];
}

type Named<O, Name extends keyof UnitOptions, Part> = O extends Record<Name, unknown> ? Part
  : unknown;

/** The parts that `O` names. */
export type Unit<O extends UnitOptions> =
  & AsyncDisposable
  & Named<O, "db", DatabasePart>
  & Named<O, "b2", TestBucket>
  & Named<O, "telegram", TelegramPart>
  & Named<O, "cache", CachePart>
  & Named<O, "renderer", RendererPart>
  & Named<O, "pictures", PicturesPart>;

/** Opens the parts that a test names. They are closed at its end, the last one first. */
export async function openUnit<const O extends UnitOptions>(options: O): Promise<Unit<O>> {
  await using stack = new AsyncDisposableStack();
  const unit = options.pictures
    ? await openPictures(stack, options)
    : await openParts(stack, options);
  const parts = stack.move();
  return { ...unit, [Symbol.asyncDispose]: () => parts.disposeAsync() } as Unit<O>;
}

async function openParts(stack: AsyncDisposableStack, options: UnitOptions) {
  const { db, b2, cache, renderer, telegram } = options;
  return {
    ...(db !== undefined && await openDatabasePart(stack, db, options)),
    ...(b2 !== undefined && stack.use(await openTestBucket(b2 === true ? {} : b2))),
    ...(telegram && await openTelegramPart(stack)),
    ...(cache && await openCachePart(stack)),
    ...(renderer !== undefined && openRendererPart(stack, renderer)),
  };
}

async function openDatabasePart(
  stack: AsyncDisposableStack,
  state: NonNullable<UnitOptions["db"]>,
  { target = TARGET, products = [], fresh }: UnitOptions,
): Promise<DatabasePart> {
  const schema = state === "empty" ? "none" : "latest";
  const { db, url, statements } = stack.use(await openTestDatabase({ schema, fresh }));
  if (state === "projected") await ensureProjection(db, target);
  for (const product_id of products) {
    await db.insertInto("products").values({ product_id } as never).execute();
  }
  return { db, url, statements };
}

async function openTelegramPart(stack: AsyncDisposableStack): Promise<TelegramPart> {
  const telegram = stack.use(await openLocalTelegram());
  return { telegram, api: new Api(telegram.token, { apiRoot: telegram.url }) };
}

async function openCachePart(stack: AsyncDisposableStack): Promise<CachePart> {
  const cacheDir = await Deno.makeTempDir({ prefix: "vitrine-cache-" });
  stack.defer(() => Deno.remove(cacheDir, { recursive: true }));
  const cache = stack.use(await openDiskCache({ dir: cacheDir, maxBytes: 10_000_000 }));
  return { cacheDir, cache };
}

function openRendererPart(stack: AsyncDisposableStack, engine: "auto" | "sharp"): RendererPart {
  const renderer = engine === "sharp"
    ? openSharedRenderer()
    : openImageRenderer({ engine, deadlineMs: HANG_MS });
  return { renderer: stack.use(renderer) };
}

async function openPictures(stack: AsyncDisposableStack, options: UnitOptions) {
  const { target = TARGET, b2 = true, renderer = "sharp" } = options;
  const parts = {
    ...await openDatabasePart(stack, "projected", options),
    ...stack.use(await openTestBucket(b2 === true ? {} : b2)),
    ...await openCachePart(stack),
    ...openRendererPart(stack, renderer),
    ...(options.telegram && await openTelegramPart(stack)),
  };
  const fetched: string[] = [];
  const deps: PictureParts = {
    db: parts.db,
    store: parts.store,
    cache: parts.cache,
    renderer: parts.renderer,
    bucket: parts.b2Settings.bucket,
    bucketUrls: createBucketUrls([target.publicUrl], parts.b2Settings, parts.store),
    keepsOriginals: options.keepsOriginals ?? false,
    ...(parts.telegram === undefined
      ? { botId: target.botId, fetchOriginal: await giving(options.original, fetched) }
      : fromTelegram(parts.telegram)),
  };
  return { ...parts, deps, fetched };
}

/** Gives the same photo for every file id. */
async function giving(
  original: Uint8Array | undefined,
  fetched: string[],
): Promise<PictureParts["fetchOriginal"]> {
  const bytes = original ?? await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 5 });
  return (fileId) => {
    fetched.push(fileId);
    return Promise.resolve({ bytes: bytes.slice() });
  };
}

function fromTelegram({ token, url }: LocalTelegram) {
  const api = new Api(token, { apiRoot: url });
  const fetchOriginal = createFetchOriginal(api, { apiRoot: url, token });
  return { botId: Number(token.split(":")[0]), fetchOriginal };
}
