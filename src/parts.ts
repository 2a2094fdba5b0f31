/**
 * The wiring that the shop and the operators' commands share: it opens the parts of pictures from the settings. A command
 * needs no bot. It must not decide anything that a part can decide.
 * @module
 */
import type { Api } from "grammy";
import { botIdOf, type Config, defaultPublicUrl, type TelegramSettings } from "./config.ts";
import { DEADLINES } from "./deadlines.ts";
import { memoryLimitBytes, openImageRenderer, workersThatFit } from "./imaging/mod.ts";
import {
  createPutProbe,
  type ImportParts,
  LegacyFiles,
  type Mapping,
} from "./legacy_import/mod.ts";
import type { ComparedParts, PictureParts } from "./pictures/mod.ts";
import type { Database } from "./postgres/mod.ts";
import { createSemaphore } from "./std/mod.ts";
import {
  type B2Settings,
  createBucketUrls,
  type ObjectStore,
  openDiskCache,
  openObjectStore,
} from "./storage/mod.ts";
import { createApi, createFetchOriginal } from "./telegram/mod.ts";

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
  { db, store }: { readonly db: Database; readonly store: ObjectStore },
  api: Api = createApi(telegram),
): Promise<PictureParts> {
  const { imageEngine: engine } = config;
  const memoryBytes = memoryLimitBytes();
  const publicUrl = config.publicUrl ?? defaultPublicUrl(b2);
  return {
    botId: botIdOf(telegram.token),
    db,
    store,
    bucket: b2.bucket,
    bucketUrls: createBucketUrls([publicUrl, defaultPublicUrl(b2)], b2),
    cache: stack.use(await openDiskCache(config.cache)),
    renderer: stack.use(
      openImageRenderer({ engine, deadlineMs: DEADLINES.render.ms, memoryBytes }),
    ),
    fetchOriginal: createFetchOriginal(api, telegram),
  };
}

/** Opens what `reconcile` compares and, where Telegram is given, what it repairs with. */
export async function openReconcileParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: Omit<PictureSettings, "telegram"> & Partial<PictureSettings>,
  db: Database,
): Promise<{ readonly compared: ComparedParts; readonly repair?: PictureParts }> {
  const compared = { db, store: stack.use(openObjectStore(b2)) };
  if (telegram === undefined) return { compared };
  return { compared, repair: await openPictureParts(stack, { config, b2, telegram }, compared) };
}

/**
 * Opens what `migrate-images` needs. `workers` pictures are rendered at the same time. The paths of the rows start at `root`;
 * `mappings` are those that the operator gave.
 */
export function openImportParts(
  stack: AsyncDisposableStack,
  { config, b2 }: Omit<PictureSettings, "telegram">,
  { workers: wanted, root, mappings = [], ...given }: Pick<ImportParts, "db" | "bucketUrls"> & {
    readonly root: string;
    readonly mappings?: readonly Mapping[];
    readonly workers: number;
  },
): ImportParts {
  const memoryBytes = memoryLimitBytes();
  const workers = workersThatFit(wanted, memoryBytes);
  const engine = config.imageEngine;
  const rendering = { engine, deadlineMs: DEADLINES.render.ms, workers, memoryBytes };
  return {
    ...given,
    files: new LegacyFiles({ root, given: mappings }),
    store: stack.use(openObjectStore(b2)),
    bucket: b2.bucket,
    probe: createPutProbe(),
    renderer: stack.use(openImageRenderer(rendering)),
    renderSlots: createSemaphore(workers + 1),
    metadata: { actor: "migrate-images", correlationId: `migrate-images:${crypto.randomUUID()}` },
  };
}
