import { Api } from "grammy";
import { describeError } from "../../src/log.ts";
import { openImageRenderer } from "../../src/imaging/mod.ts";
import { createSemaphore } from "../../src/std/semaphore.ts";
import {
  createPutProbe,
  importPictures,
  type ImportSummary,
  LegacyFiles,
} from "../../src/legacy_import/mod.ts";
import type { PutProbe } from "../../src/pictures/mod.ts";
import { reconcile, type ReconcileLine, type ReconcileSummary } from "../../src/pictures/mod.ts";
import {
  createBucketUrls,
  type ObjectStore,
  type ObjectStoreOptions,
  openDiskCache,
  openObjectStore,
} from "../../src/storage/mod.ts";
import { createFetchOriginal } from "../../src/telegram/mod.ts";
import type { FaultShop } from "./shop.ts";
import { HANG_MS } from "../testing/until.ts";

const impatience = {
  totalMs: HANG_MS,
  attemptMs: HANG_MS,
  maxAttempts: 3,
  firstPauseMs: 10,
  longestPauseMs: 20,
};

/**
 * Gives up on B2 after three quick attempts. A lasting fault then ends the work, and the queue or the next run
 * continues. The shop's own limits are 5 s for a view and 90 s for a job. An attempt has no time limit, unless {@link
 * limitAttempts} sets one.
 */
export const IMPATIENT: ObjectStoreOptions = { policies: { view: impatience, job: impatience } };

/** Sets the time limit of each attempt of {@link IMPATIENT}, from now on. No limit if absent. */
export function limitAttempts(limitMs = HANG_MS): void {
  impatience.attemptMs = limitMs;
}

const RENDERING = { engine: "sharp", deadlineMs: HANG_MS } as const;

/** Gets the code of each error that a command reports before it continues. */
export type Say = (code: string) => void;

/** Options of {@link migrateOnce}. */
export interface MigrateOnce {
  readonly say?: Say | undefined;
  /** That of a new run if absent. */
  readonly probe?: PutProbe | undefined;
}

/** Does the work of `deno task migrate-images` with {@link IMPATIENT}. Throws the error of B2. */
export async function migrateOnce(
  shop: FaultShop,
  { say, probe = createPutProbe() }: MigrateOnce = {},
): Promise<ImportSummary> {
  await using stack = new AsyncDisposableStack();
  const { endpoint, bucket } = shop.b2Settings;
  const store = stack.use(openObjectStore(shop.b2Settings, IMPATIENT));
  const renderer = stack.use(openImageRenderer(RENDERING));
  const bucketUrls = createBucketUrls([`${endpoint}/${bucket}`], shop.b2Settings);
  const deps = {
    db: shop.db,
    store,
    bucket,
    bucketUrls,
    probe,
    renderer,
    files: new LegacyFiles({ root: shop.legacyDir }),
    renderSlots: createSemaphore(2),
    metadata: { actor: "migrate-images" },
    keepsOriginals: true,
  };
  const selection = { bucketUrls, migrate: true, adopt: false };
  return await importPictures(deps, {
    selection,
    concurrency: 1,
    ahead: 1,
    onProduct: (outcomes) => {
      for (const { outcome, reason } of outcomes) if (outcome === "failed") say?.(String(reason));
    },
  });
}

/** Does the work of `deno task reconcile --deep --repair` with {@link IMPATIENT}. Throws the error of B2. */
export async function reconcileOnce(
  shop: FaultShop,
  say: Say = () => {},
): Promise<ReconcileSummary> {
  await using stack = new AsyncDisposableStack();
  const codes = new Map<string, string>();
  const store = remembering(stack.use(openObjectStore(shop.b2Settings, IMPATIENT)), codes);
  const cache = stack.use(await openDiskCache({ dir: shop.cacheDir, maxBytes: 10_000_000 }));
  const { token, url } = shop.telegram;
  const repair = {
    db: shop.db,
    store,
    cache,
    botId: Number(token.split(":")[0]),
    bucket: shop.b2Settings.bucket,
    bucketUrls: createBucketUrls([], shop.b2Settings),
    renderer: stack.use(openImageRenderer(RENDERING)),
    fetchOriginal: createFetchOriginal(new Api(token, { apiRoot: url }), { token, apiRoot: url }),
    keepsOriginals: true,
  };
  const report = (line: ReconcileLine) => {
    const told = toldBy(line);
    if (told !== undefined) say(codes.get(told) ?? told);
  };
  return await reconcile(repair, { deep: true, repair, report });
}

/** The error message in a line. A missing object is not an error. */
function toldBy(line: ReconcileLine): string | undefined {
  if (line.line === "refusal") return line.reason;
  if (line.line === "found") {
    return line.finding.kind === "altered" ? line.finding.detail : undefined;
  }
  return "result" in line && typeof line.result === "object" && "reason" in line.result
    ? line.result.reason
    : undefined;
}

/** Remembers the codes of the errors of puts and reads, by their message. */
function remembering(store: ObjectStore, codes: Map<string, string>): ObjectStore {
  const note = (error: unknown): never => {
    const { code, message } = describeError(error);
    codes.set(message, String(code));
    throw error;
  };
  return {
    put: (...args) => store.put(...args).catch(note),
    get: (...args) => store.get(...args).catch(note),
    list: (...args) => store.list(...args),
    versions: (...args) => store.versions(...args),
    allVersions: (...args) => store.allVersions(...args),
    delete: (...args) => store.delete(...args),
    check: (...args) => store.check(...args),
    requests: () => store.requests(),
  };
}
