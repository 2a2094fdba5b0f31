import { type ImageCommand, ORIGINAL, parseObjectKey } from "../domain/mod.ts";
import {
  type Accepted,
  type EventMetadata,
  execute,
  type Executed,
  findNamedObject,
  loadImages,
} from "../event_log/mod.ts";
import { cachePicture } from "./cache_picture.ts";
import { eraseObjects } from "./erase.ts";
import type { PictureParts } from "./parts.ts";
import type { PutStore } from "./put.ts";

/** The parts that writing pictures needs. Without a cache, no picture is cached. */
export type WritingParts =
  & Pick<PictureParts, "db" | "store" | "bucketUrls">
  & Partial<Pick<PictureParts, "cache">>;

/** Options of {@link putThenAppend}. */
export interface PutThenAppendOptions {
  /** Stored with the events. */
  readonly metadata: EventMetadata;
  /** Ends what follows a refusal. */
  readonly signal?: AbortSignal | undefined;
}

interface Put {
  readonly key: string;
  /** Absent for an original: nobody is shown it, so it is not cached. */
  readonly bytes?: Uint8Array;
  readonly versionId?: string;
}

/** No events: it was so already, or there was nothing to append. */
type Written<C extends ImageCommand> =
  | Pick<Accepted, "events">
  | Extract<Executed<C>, { refused: unknown }>;

/**
 * The one way to write a product's pictures: `prepare` puts them to the store that it is given, and returns the command
 * that says so, or undefined if there is nothing to say. Then the log decides. Pictures that it accepts are cached. If
 * it refuses, because the product was deleted or the picture replaced meanwhile, what was put is taken back.
 *
 * No put begins after the product's deletion. So the erasing knows how long it must look for late ones.
 *
 * @throws what made B2 or PostgreSQL fail. What was put by then stays, because its event may be in the log.
 */
export async function putThenAppend<C extends ImageCommand>(
  parts: WritingParts,
  productId: string,
  prepare: (store: PutStore) => Promise<C | undefined>,
  { metadata, signal }: PutThenAppendOptions,
): Promise<Written<C>> {
  const puts: Put[] = [];
  let command: C | undefined;
  try {
    command = await prepare(recording(parts, productId, puts));
  } catch (error) {
    if (!(error instanceof ProductDeleted)) throw error;
    await takeBack(parts, productId, puts, "deleted", signal);
    return { refused: "deleted" } as Extract<Executed<C>, { refused: unknown }>;
  }
  if (command === undefined) return { events: [] };
  const executed = await execute(parts.db, productId, command, metadata);
  if ("refused" in executed) await takeBack(parts, productId, puts, executed.refused, signal);
  else await cacheAll(parts, puts);
  return executed;
}

/** Ends the preparing; its caller gets the refusal. */
class ProductDeleted extends Error {}

/** Asks the log before each put, and writes down what is put. */
function recording({ db, store }: WritingParts, productId: string, puts: Put[]): PutStore {
  return {
    get: (key, options) => store.get(key, options),
    versions: (key, options) => store.versions(key, options),
    put: async (key, bytes, options) => {
      if ((await loadImages(db, productId)).deleted) throw new ProductDeleted();
      const put = await store.put(key, bytes, options);
      const isShown = parseObjectKey(key)?.imageType !== ORIGINAL;
      puts.push({ key, ...(isShown && { bytes }), ...put });
      return put;
    },
  };
}

/**
 * Of a deleted product, no version may stay, even if its erasing is over already. Of another, only the versions that
 * were put here are removed: another process may be putting the same picture. In a store without versions they stay,
 * and `reconcile` finds them.
 */
async function takeBack(
  parts: WritingParts,
  productId: string,
  puts: readonly Put[],
  refused: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (refused === "deleted") {
    await eraseObjects(parts, productId, puts.map(({ key }) => key), signal);
    return;
  }
  for (const { key, versionId } of puts) {
    const named = await findNamedObject(parts.db, key);
    if (versionId === undefined || (named?.pictures.length ?? 0) > 0) continue;
    await parts.store.delete(key, { versionId, signal });
  }
}

async function cacheAll({ db, cache }: WritingParts, puts: readonly Put[]): Promise<void> {
  if (cache === undefined) return;
  for (const { key, bytes } of puts) {
    if (bytes !== undefined) await cachePicture({ db, cache }, key, bytes);
  }
}
