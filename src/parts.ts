/**
 * The wiring that the shop and the operators' commands share: it opens the parts of pictures from the settings. A command
 * needs no bot. It must not decide anything that a part can decide.
 * @module
 */
import type { Api } from "grammy";
import { botIdOf, type Config, defaultPublicUrl, type TelegramSettings } from "./config.ts";
import { DEADLINES } from "./deadlines.ts";
import {
  type ImageRenderer,
  memoryLimitBytes,
  openImageRenderer,
  type PlaceholderDrawer,
} from "./imaging/mod.ts";
import {
  type ComparedParts,
  learnPublicUrls,
  type MovingParts,
  type PictureParts,
  type RenewingParts,
} from "./pictures/mod.ts";
import type { Database } from "./postgres/mod.ts";
import {
  type B2Settings,
  type BucketUrls,
  createBucketUrls,
  type MirrorSettings,
  type ObjectStore,
  openDiskCache,
  openObjectStore,
} from "./storage/mod.ts";
import { createApi, createFetchOriginal } from "./telegram/mod.ts";

/** The settings that pictures need. */
export interface PictureSettings {
  readonly config: Pick<Config, "cache" | "imageEngine" | "keepsOriginals" | "publicUrl">;
  readonly b2: B2Settings;
  readonly telegram: TelegramSettings;
}

/** Opens the parts that store, restore and erase pictures, for the shop and for `reconcile --repair`. */
export async function openPictureParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: PictureSettings,
  { db, store, renderer }: {
    readonly db: Database;
    readonly store: ObjectStore;
    readonly renderer?: ImageRenderer | undefined;
  },
  api: Api = createApi(telegram),
): Promise<PictureParts> {
  return {
    ...await openRenewingParts(stack, { config, b2 }, { db, store, renderer }),
    botId: botIdOf(telegram.token),
    fetchOriginal: createFetchOriginal(api, telegram),
    keepsOriginals: config.keepsOriginals,
  };
}

/** Opens the parts that make pictures anew, which need no bot: for `regenerate`. */
export async function openRenewingParts(
  stack: AsyncDisposableStack,
  { config, b2 }: Pick<PictureSettings, "config" | "b2">,
  { db, store, renderer }: {
    readonly db: Database;
    readonly store?: ObjectStore;
    readonly renderer?: ImageRenderer | undefined;
  },
): Promise<RenewingParts> {
  const opened = store ?? stack.use(openObjectStore(b2));
  // The start repeats this while PostgreSQL is away, so nothing else is open yet.
  const bucketUrls = await bucketUrlsOf(config, b2, { db, store: opened });
  return {
    db,
    store: opened,
    bucket: b2.bucket,
    bucketUrls,
    cache: stack.use(await openDiskCache(config.cache)),
    renderer: renderer ?? openRenderer(stack, config),
  };
}

/** What renders pictures and draws placeholders, each in the same process. */
export type ShopRenderer = ImageRenderer & PlaceholderDrawer;

/** Opens a renderer for one picture at a time. It starts no process before it is needed. */
export function openRenderer(
  stack: AsyncDisposableStack,
  { imageEngine: engine }: Pick<Config, "imageEngine">,
): ShopRenderer {
  const memoryBytes = memoryLimitBytes();
  return stack.use(openImageRenderer({ engine, deadlineMs: DEADLINES.render.ms, memoryBytes }));
}

async function bucketUrlsOf(
  { publicUrl }: Pick<Config, "publicUrl">,
  b2: B2Settings,
  { db, store }: { readonly db: Database; readonly store: ObjectStore },
): Promise<BucketUrls> {
  const ofEndpoint = defaultPublicUrl(b2);
  const bucketUrls = createBucketUrls([publicUrl ?? ofEndpoint, ofEndpoint], b2, store);
  await learnPublicUrls(db, bucketUrls);
  return bucketUrls;
}

/** Opens what `reconcile` compares and, where Telegram is given, what it repairs with. */
export async function openReconcileParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: Omit<PictureSettings, "telegram"> & Partial<PictureSettings>,
  db: Database,
): Promise<{ readonly compared: ComparedParts; readonly repair?: PictureParts }> {
  const store = stack.use(openObjectStore(b2));
  const bucketUrls = await bucketUrlsOf(config, b2, { db, store });
  const compared = { db, store, bucketUrls };
  if (telegram === undefined) return { compared };
  return { compared, repair: await openPictureParts(stack, { config, b2, telegram }, compared) };
}

/** Tells where an older shop names further pictures of a product. Only a deletion asks: the module is loaded then. */
export function furtherAddressesOf(
  { db, bucketUrls }: Pick<PictureParts, "db" | "bucketUrls">,
): (productId: string) => Promise<readonly string[]> {
  return async (productId) => {
    const { readFurtherAddresses } = await import("./legacy_import/mod.ts");
    return await readFurtherAddresses(db, bucketUrls, productId);
  };
}

/** Opens both buckets, for `move-bucket`. */
export async function openMovingParts(
  stack: AsyncDisposableStack,
  { config, b2 }: Pick<PictureSettings, "config"> & {
    readonly b2: B2Settings & { readonly mirror: MirrorSettings };
  },
  db: Database,
): Promise<MovingParts> {
  const store = stack.use(openObjectStore(b2));
  const { mirror, ...main } = b2;
  const open = (bucket: B2Settings) => ({
    name: bucket.bucket,
    store: stack.use(openObjectStore(bucket)),
  });
  const bucketUrls = await bucketUrlsOf(config, b2, { db, store });
  return { db, store, bucketUrls, buckets: [open(main), open(mirror)] };
}
