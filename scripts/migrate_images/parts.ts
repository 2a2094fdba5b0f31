import { availableParallelism } from "node:os";
import { botIdOf, defaultPublicUrl } from "../../src/config.ts";
import { openImageRenderer, RENDER_DEADLINE_MS } from "../../src/imaging/mod.ts";
import { createSemaphore } from "../../src/std/mod.ts";
import {
  createEstimator,
  createPutProbe,
  type Estimator,
  type MigrationDeps,
  type WorkSelection,
} from "../../src/legacy_import/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { createBucketUrls, type ObjectStore, openObjectStore } from "../../src/storage/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "../support/database.ts";
import { assertPartsOfShop, type CommandConfig } from "../support/parts.ts";
import type { MigrateImagesOptions } from "./options.ts";

/** What the command runs on. */
export interface Parts extends AsyncDisposable {
  readonly deps: MigrationDeps;
  readonly selection: WorkSelection;
  /** One product more than are rendered lies ready: the renderer never waits, and memory is bounded. */
  readonly ahead: number;
  /** Of a dry run. */
  readonly estimator: Estimator | undefined;
  /** How fast rendering and B2 can be, for the estimate. */
  measurePace(): Promise<{ workers: number; concurrency: number; requestMs: number }>;
}

const MAX_CONNECTIONS = 10;

/** Opens the parts; throws when the database is not ready for a migration. */
export async function openParts(
  config: CommandConfig,
  options: MigrateImagesOptions,
): Promise<Parts> {
  await using stack = new AsyncDisposableStack();
  const { concurrency, root, adopt } = options;
  const maxConnections = Math.min(concurrency, MAX_CONNECTIONS);
  const db = stack.use(await openConfiguredDatabase(config, { maxConnections }));
  const publicUrl = await publicUrlOf(db, config);
  const store = stack.use(openObjectStore(config.b2));
  const workers = Math.min(availableParallelism(), concurrency);
  const engine = config.imageEngine;
  const renderer = stack.use(
    openImageRenderer({ engine, deadlineMs: RENDER_DEADLINE_MS, workers }),
  );
  const bucketUrls = createBucketUrls([publicUrl, defaultPublicUrl(config.b2)], config.b2);
  const deps: MigrationDeps = {
    db,
    store,
    bucket: config.b2.bucket,
    probe: createPutProbe(),
    renderer,
    root: root ?? "",
    gate: createSemaphore(workers + 1),
    metadata: { actor: "migrate-images", correlationId: `migrate-images:${crypto.randomUUID()}` },
  };
  const parts = stack.move();
  return {
    deps,
    ahead: workers + 1,
    selection: { bucketUrls, migrate: root !== undefined, adopt },
    estimator: options.dryRun ? createEstimator() : undefined,
    measurePace: async () => ({ workers, concurrency, requestMs: await measureRequest(store) }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The base that the columns are built for. A shop that never started has none yet: it is the configured one then. */
async function publicUrlOf(
  db: Database,
  config: CommandConfig,
): Promise<string> {
  await assertMigrated(db);
  await assertPartsOfShop(db, config);
  const target = await db.selectFrom("image_projection_target").select("public_url")
    .executeTakeFirst();
  if (target !== undefined) return target.public_url;
  const { telegram, embedded } = config;
  const botId = telegram === undefined ? embedded?.localBotId : botIdOf(telegram.token);
  if (botId === undefined) {
    throw new Error("The columns are built for no bot yet: start the shop, or set its token");
  }
  const publicUrl = config.publicUrl ?? defaultPublicUrl(config.b2);
  await ensureProjection(db, { botId, publicUrl });
  return publicUrl;
}

async function measureRequest(store: ObjectStore): Promise<number> {
  // The first opens the connection.
  await store.check();
  const started = performance.now();
  await store.check();
  return performance.now() - started;
}
