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
import { sha256Hex } from "../storage/mod.ts";
import { getIntact } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { putImage } from "./put.ts";

/** The parts that restoring needs. */
export type RestoringParts = Omit<PictureParts, "bucketUrls">;

/** Where the copy was that a picture was restored from; `cover`: a smaller picture, from the product's cover. */
export type CopyHolder = "disk" | "telegram" | "cover";

/** What became of a lost picture. */
export type Restored =
  /** The same bytes are in B2 again. That needs no event. */
  | { readonly outcome: "put_back"; readonly from: CopyHolder }
  /** Other bytes of the same picture are in B2, under a new key. */
  | { readonly outcome: "made_anew"; readonly from: CopyHolder; readonly key: string }
  | { readonly outcome: "no_copy" }
  | { readonly outcome: "superseded" | "unknown_product" };

/** A picture, and its object that was lost. */
export interface Lost {
  readonly key: string;
  readonly picture: CurrentPicture;
  /** Stored with the events that follow. */
  readonly correlationId: string;
}

interface Copy {
  readonly from: CopyHolder;
  readonly bytes: Uint8Array;
}

/**
 * Restores a lost picture. The disk cache may have its bytes. Otherwise the picture is rendered again from what
 * Telegram shows, because Telegram compresses what it is given; a smaller picture at last from the product's cover.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: it is to be tried again.
 */
export async function restore(parts: RestoringParts, lost: Lost): Promise<Restored> {
  const { productId, imageType, sha256 } = lost.picture;
  const state = await loadImages(parts.db, productId);
  if (state.images[imageType].stored?.sha256 !== sha256) return { outcome: "superseded" };
  const cached = await parts.cache.get(lost.key);
  if (cached !== undefined && sha256Hex(cached) === sha256) {
    await putBack(parts, lost, cached);
    return { outcome: "put_back", from: "disk" };
  }
  for await (const copy of copies(parts, imageType, state)) {
    const restored = await restoreFrom(parts, lost, copy);
    if (restored !== undefined) return restored;
  }
  return { outcome: "no_copy" };
}

/** Ends a picture of which no copy is left. The shop then draws a placeholder and asks B2 no more. */
export async function giveUp(parts: RestoringParts, lost: Lost, reason: string): Promise<boolean> {
  const { imageType, sha256: lostSha256 } = lost.picture;
  const command = { type: "GiveUpImage", imageType, lostSha256, reason } as const;
  return !("refused" in await run(parts, lost, command));
}

/** What the picture can be made of, the best first. A smaller picture made of the main one loses less. */
async function* copies(
  { botId, fetchOriginal, store, cache }: RestoringParts,
  imageType: ImageType,
  { images }: ProductImages,
): AsyncGenerator<Copy, void> {
  for (const source of new Set<ImageType>([MAIN_IMAGE, imageType])) {
    const captured = fileIdOf(images[source], botId);
    const { sha256 } = images[source].stored ?? {};
    // An id for other bytes than those stored shows another picture.
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

async function restoreFrom(
  parts: RestoringParts,
  lost: Lost,
  { from, bytes }: Copy,
): Promise<Restored | undefined> {
  const { sha256, imageType } = lost.picture;
  const isOurKey = objectKey(lost.picture.productId, imageType, sha256) === lost.key;
  if (isOurKey && sha256Hex(bytes) === sha256) {
    await putBack(parts, lost, bytes);
    return { outcome: "put_back", from };
  }
  const rendered = await parts.renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const image = rendered.images[imageType];
  if (isOurKey && image.sha256 === sha256) {
    await putBack(parts, lost, image.bytes);
    return { outcome: "put_back", from };
  }
  return await storeAnew(parts, lost, image, from);
}

async function putBack({ store, cache }: RestoringParts, lost: Lost, bytes: Uint8Array) {
  await store.put(lost.key, bytes, { sha256: lost.picture.sha256 });
  await cache.put(lost.key, bytes);
}

/** Puts other bytes of the same picture; the upload comes before its event, as everywhere. */
async function storeAnew(
  parts: RestoringParts,
  lost: Lost,
  rendered: RenderedImage,
  from: CopyHolder,
): Promise<Restored> {
  const { productId, imageType, sha256: lostSha256 } = lost.picture;
  const toPut = { productId, imageType, image: rendered, origin: "repair" } as const;
  const image = await putImage(parts, toPut);
  await parts.cache.put(image.key, rendered.bytes);
  const executed = await run(parts, lost, { type: "RepairImage", imageType, lostSha256, image });
  if (!("refused" in executed)) return { outcome: "made_anew", from, key: image.key };
  const { refused } = executed;
  return { outcome: refused === "unknown_product" ? refused : "superseded" };
}

async function run<C extends ImageCommand>({ db }: RestoringParts, lost: Lost, command: C) {
  const metadata = { actor: "operator:reconcile", correlationId: lost.correlationId };
  return await execute(db, lost.picture.productId, command, metadata);
}
