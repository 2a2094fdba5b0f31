import { Api } from "grammy";
import { openImageRenderer } from "../../../src/imaging/mod.ts";
import {
  createBucketUrls,
  createGate,
  createLooks,
  migrateImages,
  type MigrationSummary,
} from "../../../src/migration/mod.ts";
import { reconcile, type ReconcileSummary } from "../../../src/repair/mod.ts";
import {
  type ObjectStoreOptions,
  openDiskCache,
  openObjectStore,
} from "../../../src/storage/mod.ts";
import { createFetchOriginal } from "../../../src/telegram/mod.ts";
import type { FaultShop } from "./shop.ts";

/**
 * Gives up on B2 after a second and a half. A fault that lasts is met, and then outlasted by the queue or the next run, in
 * the same way as with the shop's own 5 s for a view and 90 s for a job.
 */
export const IMPATIENT: ObjectStoreOptions = {
  patience: {
    view: { totalMs: 1500, attemptMs: 1000, maxAttempts: 3, firstPauseMs: 10, longestPauseMs: 20 },
    job: { totalMs: 1500, attemptMs: 1000, maxAttempts: 3, firstPauseMs: 10, longestPauseMs: 20 },
  },
};

const RENDERING = { engine: "sharp", deadlineMs: 30_000 } as const;

/** What `deno task migrate-images` does, with little patience. Throws what made B2 fail. */
export async function migrateOnce(shop: FaultShop): Promise<MigrationSummary> {
  await using stack = new AsyncDisposableStack();
  const { endpoint, bucket } = shop.b2Settings;
  const store = stack.use(openObjectStore(shop.b2Settings, IMPATIENT));
  const renderer = stack.use(openImageRenderer(RENDERING));
  const deps = {
    db: shop.db,
    store,
    bucket,
    looks: createLooks(),
    renderer,
    root: shop.legacyDir,
    gate: createGate(2),
    metadata: { actor: "migrate-images" },
  };
  const bucketUrls = createBucketUrls([`${endpoint}/${bucket}`], shop.b2Settings);
  const selection = { bucketUrls, migrate: true, adopt: false };
  return await migrateImages(deps, { selection, concurrency: 1, ahead: 1 });
}

/** What `deno task reconcile --deep --repair` does, with little patience. Throws what made B2 fail. */
export async function reconcileOnce(shop: FaultShop): Promise<ReconcileSummary> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(openObjectStore(shop.b2Settings, IMPATIENT));
  const cache = stack.use(await openDiskCache({ dir: shop.cacheDir, maxBytes: 10_000_000 }));
  const { token, url } = shop.telegram;
  const repair = {
    db: shop.db,
    store,
    cache,
    botId: Number(token.split(":")[0]),
    bucket: shop.b2Settings.bucket,
    renderer: stack.use(openImageRenderer(RENDERING)),
    fetchOriginal: createFetchOriginal(new Api(token, { apiRoot: url }), { token, apiRoot: url }),
  };
  return await reconcile({ db: shop.db, store }, { deep: true, repair });
}
