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
  workersThatFit,
} from "./imaging/mod.ts";
import {
  createElsewhere,
  createFetchPicture,
  createPutProbe,
  IMPORT_ACTOR,
  type ImportParts,
  LegacyFiles,
  type Mapping,
} from "./legacy_import/mod.ts";
import type { ComparedParts, PictureParts } from "./pictures/mod.ts";
import type { Database } from "./postgres/mod.ts";
import { createSemaphore } from "./std/mod.ts";
import {
  type B2Settings,
  type BucketUrls,
  createBucketUrls,
  type ObjectStore,
  openDiskCache,
  openObjectStore,
} from "./storage/mod.ts";
import { createApi, createFetchOriginal, createLegacyFiles } from "./telegram/mod.ts";

/** The settings that pictures need. */
export interface PictureSettings {
  readonly config: Pick<Config, "cache" | "imageEngine" | "publicUrl">;
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
  const { imageEngine: engine } = config;
  const memoryBytes = memoryLimitBytes();
  return {
    botId: botIdOf(telegram.token),
    db,
    store,
    bucket: b2.bucket,
    bucketUrls: bucketUrlsOf(config, b2, store),
    cache: stack.use(await openDiskCache(config.cache)),
    renderer: renderer ?? stack.use(
      openImageRenderer({ engine, deadlineMs: DEADLINES.render.ms, memoryBytes }),
    ),
    fetchOriginal: createFetchOriginal(api, telegram),
  };
}

function bucketUrlsOf(
  { publicUrl }: Pick<Config, "publicUrl">,
  b2: B2Settings,
  store: ObjectStore,
): BucketUrls {
  const ofEndpoint = defaultPublicUrl(b2);
  return createBucketUrls([publicUrl ?? ofEndpoint, ofEndpoint], b2, store);
}

/** Opens what `reconcile` compares and, where Telegram is given, what it repairs with. */
export async function openReconcileParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: Omit<PictureSettings, "telegram"> & Partial<PictureSettings>,
  db: Database,
): Promise<{ readonly compared: ComparedParts; readonly repair?: PictureParts }> {
  const store = stack.use(openObjectStore(b2));
  const compared = { db, store, bucketUrls: bucketUrlsOf(config, b2, store) };
  if (telegram === undefined) return { compared };
  return { compared, repair: await openPictureParts(stack, { config, b2, telegram }, compared) };
}

/** What a run of `migrate-images` gives to {@link openImportParts}. */
export interface ImportRun extends Pick<ImportParts, "db" | "store" | "bucketUrls"> {
  /** The paths of the rows start there. */
  readonly root: string;
  /** Those that the operator gave. */
  readonly mappings?: readonly Mapping[];
  /** Pictures that are rendered at the same time. */
  readonly workers: number;
  /** Whether other hosts are asked for pictures. */
  readonly fetch?: boolean;
}

/** Opens what `migrate-images` needs. It needs Telegram only for pictures that Telegram keeps. */
export function openImportParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: Omit<PictureSettings, "telegram"> & Partial<PictureSettings>,
  { workers: wanted, fetch = false, root, mappings = [], ...given }: ImportRun,
): ImportParts {
  const memoryBytes = memoryLimitBytes();
  const workers = workersThatFit(wanted, memoryBytes);
  const engine = config.imageEngine;
  const rendering = { engine, deadlineMs: DEADLINES.render.ms, workers, memoryBytes };
  return {
    ...given,
    files: new LegacyFiles({ root, given: mappings }),
    bucket: b2.bucket,
    probe: createPutProbe(),
    renderer: stack.use(openImageRenderer(rendering)),
    renderSlots: createSemaphore(workers + 1),
    elsewhere: createElsewhere({
      bucketUrls: given.bucketUrls,
      telegram: createLegacyFiles(telegram),
      fetchPicture: fetch ? createFetchPicture() : undefined,
    }),
    metadata: { actor: IMPORT_ACTOR, correlationId: `migrate-images:${crypto.randomUUID()}` },
  };
}
