/**
 * The wiring of what shows pictures, of what operators are told, and of the metrics that watch the shop from outside.
 * @module
 */
import { createNoopMeter, metrics as openTelemetry } from "@opentelemetry/api";
import type { Api } from "grammy";
import type { PlaceholderDrawer } from "./imaging/mod.ts";
import {
  clockedChecks,
  countErasing,
  type JobQueue,
  lastCheckRuns,
  pausesByQueue,
  queueDepths,
  STORE_IMAGE,
} from "./jobs/mod.ts";
import type { Metrics } from "./metrics/mod.ts";
import type { EventMetadata } from "./event_log/mod.ts";
import {
  type CountPicture,
  createBringing,
  createDelivery,
  createHealer,
  createPictureSources,
  createRecentIds,
  createStoredSource,
  createTally,
  createTelegramFileIds,
  createUploads,
  getLastReconcile,
  noteShown,
  type PictureParts,
  type ShownCounts,
  type ShownPicture,
  type Tally,
} from "./pictures/mod.ts";
import type { Database } from "./postgres/mod.ts";
import { loadStatistics } from "./shop/mod.ts";
import type { ObjectStoreOptions } from "./storage/mod.ts";
import { type OperatorReport, refusalClass } from "./telegram/mod.ts";

/** The metrics and what watches with them. Only a shop that somebody watches loads this. */
export type Observed = typeof import("./metrics/mod.ts") & { readonly metrics: Metrics };

/** The settings that open `/metrics`. */
export interface Tokens {
  readonly metricsToken?: string;
  readonly operatorToken?: string;
}

/** Opens the metrics, if the settings have a token that opens `/metrics`, or if Deno exports numbers to OpenTelemetry. */
export async function openObserved(
  stack: AsyncDisposableStack,
  { metricsToken, operatorToken }: Tokens,
): Promise<Observed | undefined> {
  if (metricsToken === undefined && operatorToken === undefined && !isExporting()) return undefined;
  const room = await import("./metrics/mod.ts");
  return { ...room, metrics: stack.use(room.openMetrics()) };
}

function isExporting(): boolean {
  return openTelemetry.getMeter("vitrine").constructor !== createNoopMeter().constructor;
}

/** What `/metrics` needs. */
export function metricsRoute(
  observed: Observed | undefined,
  { metricsToken, operatorToken }: Tokens,
) {
  const tokens = [metricsToken, operatorToken].filter((token) => token !== undefined);
  if (observed === undefined || tokens.length === 0) return undefined;
  return { tokens, contentType: observed.CONTENT_TYPE, text: observed.metrics.text };
}

/** Options of a store that is watched. */
export function watchB2(observed: Observed | undefined): Pick<ObjectStoreOptions, "onCall"> {
  return observed && { onCall: observed.observeB2(observed.metrics.note) } || {};
}

/** Parts whose rendering is watched. */
export function watchParts(observed: Observed | undefined, parts: PictureParts): PictureParts {
  if (observed === undefined) return parts;
  const renderer = observed.observeRenderer(parts.renderer, observed.metrics.note);
  return { ...parts, renderer };
}

/** Watches what Telegram refuses. */
export function watchApi(observed: Observed | undefined, api: Api): void {
  observed?.observeRefusals(api, refusalClass, observed.metrics.note);
}

/** Sets where the metrics look up what is in the database. */
export function watchDatabase(
  observed: Observed | undefined,
  db: Database & { readonly counts: () => ReturnType<Parameters<Metrics["look"]>[0]["pool"]> },
  queueSchema: string | undefined,
): void {
  observed?.metrics.look({
    pool: db.counts,
    fromDatabase: async () => ({
      queues: await queueDepths(db, queueSchema),
      pauses: await pausesByQueue(db, queueSchema),
      checks: await clockedChecks(db, queueSchema),
    }),
  });
}

/** What shows pictures, counts them, and heals their file ids. */
export function createShowing(
  observed: Observed | undefined,
  legacyImagesDir: string,
  parts: PictureParts,
  shown: Pick<ShownCounts, "count">,
  drawer: PlaceholderDrawer,
) {
  const fileIdsOf = (metadata?: EventMetadata) => {
    const ids = createTelegramFileIds(parts.db, parts.botId, metadata);
    return observed?.observeFileIds(ids, observed.metrics.note) ?? ids;
  };
  const fileIds = fileIdsOf();
  const recent = createRecentIds();
  const healFileId = createHealer({ fileIds, recent });
  const tally = createTally();
  const noteCounted = observed?.countPictures(observed.metrics.note);
  const count: CountPicture = (picture) => {
    tally.count(picture);
    shown.count(picture);
    noteCounted?.(picture);
  };
  const find = createPictureSources({ ...parts, legacyImagesDir });
  const uploads = createUploads();
  const drawPlaceholder: PlaceholderDrawer["drawPlaceholder"] = (of) => drawer.drawPlaceholder(of);
  const showing = { fileIds, healFileId, recent, find, drawPlaceholder, count, uploads };
  const bring = createBringing({
    ...showing,
    find: createStoredSource({ ...parts, legacyImagesDir }),
    fileIds: fileIdsOf({ actor: "job:warm-up" }),
  });
  return {
    ...{ healFileId, deliver: createDelivery(showing), bring, tally, find, recent },
    noteShown: (picture: ShownPicture) => noteShown(count, picture),
  };
}

/** Tells operators of the shop. Columns and log are not compared for it: it tells what the last check has found. */
export function createReport(
  { db, publicUrl, queue, tally }: {
    readonly db: Database;
    readonly publicUrl: string;
    readonly queue: JobQueue;
    readonly tally: Tally;
  },
): () => Promise<OperatorReport> {
  return async () => ({
    statistics: await loadStatistics(db, publicUrl),
    served: tally.counts(),
    jobs: {
      storeImage: await queue.counts(db, STORE_IMAGE),
      eraseProduct: await countErasing(queue, db),
    },
    lastVerify: (await lastCheckRuns(db)).find(({ check }) => check === "verify"),
    lastReconcile: await getLastReconcile(db),
  });
}
