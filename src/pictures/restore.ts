import type { StoringDeps } from "./storing.ts";
import {
  fileIdOf,
  type ImageCommand,
  type ImageType,
  MAIN_IMAGE,
  objectKey,
  type ProductImages,
} from "../domain/mod.ts";
import type { RenderedImage } from "../imaging/mod.ts";
import { type CurrentPicture, execute, loadImages } from "../event_log/mod.ts";
import { ObjectCorrupt, type ObjectStore, sha256Hex } from "../storage/mod.ts";

/** Which copy a picture was restored from; `cover`: a thumb, from the product's cover. */
export type CopyHolder = "disk" | "telegram" | "cover";

/**
 * What became of a picture that was lost. `put_back`: the very bytes, without an event; `made_anew`: other bytes of the
 * same picture, at `key`; `no_copy`: there is nothing to restore it from.
 */
export type Restored =
  | { readonly outcome: "put_back"; readonly from: CopyHolder }
  | { readonly outcome: "made_anew"; readonly from: CopyHolder; readonly key: string }
  | { readonly outcome: "no_copy" }
  | { readonly outcome: "superseded" | "unknown_product" };

/** A picture, and the object that was lost. */
export interface Lost {
  /** The object's key. */
  readonly key: string;
  /** What it was. */
  readonly picture: CurrentPicture;
  /** Stored with the events that follow. */
  readonly correlationId: string;
}

interface Copy {
  readonly from: CopyHolder;
  readonly bytes: Uint8Array;
}

/**
 * Puts a lost picture back: its bytes from the disk cache; else what Telegram shows, made into cover or thumb anew,
 * since Telegram compresses what it is given; a thumb else from its cover.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: no verdict on the copies, try again.
 */
export async function restore(deps: StoringDeps, lost: Lost): Promise<Restored> {
  const { productId, imageType, sha256 } = lost.picture;
  const state = await loadImages(deps.db, productId);
  if (state.images[imageType].stored?.sha256 !== sha256) return { outcome: "superseded" };
  const cached = await deps.cache.get(lost.key);
  if (cached !== undefined && sha256Hex(cached) === sha256) {
    await putBack(deps, lost, cached);
    return { outcome: "put_back", from: "disk" };
  }
  for await (const copy of copies(deps, imageType, state)) {
    const restored = await restoreFrom(deps, lost, copy);
    if (restored !== undefined) return restored;
  }
  return { outcome: "no_copy" };
}

/** Ends a picture of which no copy is left, so that the shop draws a placeholder and asks B2 no more. */
export async function giveUp(deps: StoringDeps, lost: Lost, reason: string): Promise<boolean> {
  const { imageType, sha256: lostSha256 } = lost.picture;
  const command = { type: "GiveUpImage", imageType, lostSha256, reason } as const;
  return !("refused" in await run(deps, lost, command));
}

/** What the picture can be made of, the best first: a thumb is made of the large picture, which loses less. */
async function* copies(
  { botId, fetchOriginal, store, cache }: StoringDeps,
  imageType: ImageType,
  { images }: ProductImages,
): AsyncGenerator<Copy, void> {
  for (const source of new Set<ImageType>([MAIN_IMAGE, imageType])) {
    const captured = fileIdOf(images[source], botId);
    const { sha256 } = images[source].stored ?? {};
    // Of other bytes than those stored it would be another picture.
    const isThisPicture = captured?.sha256 === undefined || captured.sha256 === sha256;
    if (captured === undefined || !isThisPicture) continue;
    const original = await fetchOriginal(captured.fileId);
    if ("bytes" in original) yield { from: "telegram", bytes: original.bytes };
  }
  const cover = images[MAIN_IMAGE].stored;
  if (imageType === MAIN_IMAGE || !cover) return;
  const bytes = await cache.get(cover.key) ?? await getIntact(store, cover.key);
  if (bytes !== undefined && sha256Hex(bytes) === cover.sha256) yield { from: "cover", bytes };
}

async function getIntact(store: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return await store.get(key);
  } catch (error) {
    if (error instanceof ObjectCorrupt) return undefined;
    throw error;
  }
}

async function restoreFrom(
  deps: StoringDeps,
  lost: Lost,
  { from, bytes }: Copy,
): Promise<Restored | undefined> {
  const { sha256, imageType } = lost.picture;
  const isOurKey = objectKey(lost.picture.productId, imageType, sha256) === lost.key;
  if (isOurKey && sha256Hex(bytes) === sha256) {
    await putBack(deps, lost, bytes);
    return { outcome: "put_back", from };
  }
  const rendered = await deps.renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const image = rendered.images[imageType];
  if (isOurKey && image.sha256 === sha256) {
    await putBack(deps, lost, image.bytes);
    return { outcome: "put_back", from };
  }
  return await storeAnew(deps, lost, image, from);
}

async function putBack({ store, cache }: StoringDeps, lost: Lost, bytes: Uint8Array) {
  await store.put(lost.key, bytes, { sha256: lost.picture.sha256 });
  await cache.put(lost.key, bytes);
}

/** The upload comes before the event, as everywhere. */
async function storeAnew(
  deps: StoringDeps,
  lost: Lost,
  { bytes, ...image }: RenderedImage,
  from: CopyHolder,
): Promise<Restored> {
  const { productId, imageType, sha256: lostSha256 } = lost.picture;
  const key = objectKey(productId, imageType, image.sha256);
  await deps.store.put(key, bytes, { sha256: image.sha256 });
  await deps.cache.put(key, bytes);
  const executed = await run(deps, lost, {
    type: "RepairImage",
    imageType,
    lostSha256,
    image: { ...image, bucket: deps.bucket, key, sizeBytes: bytes.length, origin: "repair" },
  });
  if (!("refused" in executed)) return { outcome: "made_anew", from, key };
  const { refused } = executed;
  return { outcome: refused === "unknown_product" ? refused : "superseded" };
}

async function run<C extends ImageCommand>({ db }: StoringDeps, lost: Lost, command: C) {
  const metadata = { actor: "operator:reconcile", correlationId: lost.correlationId };
  return await execute(db, lost.picture.productId, command, metadata);
}
