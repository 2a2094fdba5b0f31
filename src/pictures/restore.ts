import {
  fileIdOf,
  FIRST_NUMBER,
  type ImageType,
  MAIN_IMAGE,
  objectKey,
  ORIGINAL,
  type ProductImages,
  type StoredImage,
  viewOf,
} from "../domain/mod.ts";
import type { RenderedImage } from "../imaging/mod.ts";
import { type CurrentPicture, execute, loadImages } from "../event_log/mod.ts";
import { sha256Hex } from "../storage/mod.ts";
import { getCached, getStored } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { putImage, type PutStore } from "./put.ts";
import { putThenAppend } from "./put_then_append.ts";

/** The parts that restoring needs. */
export type RestoringParts = PictureParts;

/**
 * Where the copy was that a picture was restored from; `cover`: a smaller picture, from the product's cover; `b2`: a second
 * look found it there after all.
 */
export type CopyHolder = "disk" | "original" | "telegram" | "cover" | "b2";

/** What became of a lost picture. */
export type Restored =
  /** The same bytes are in B2 again. That needs no event. */
  | { readonly outcome: "put_back"; readonly from: CopyHolder }
  /** Other bytes of the same picture are in B2, under a new key. */
  | { readonly outcome: "made_anew"; readonly from: CopyHolder; readonly key: string }
  | { readonly outcome: "no_copy" }
  | { readonly outcome: NotRestored };

/**
 * `deleted`: its product was deleted for good meanwhile, and nothing of it is put back. `removed`: its seller has removed
 * this picture.
 */
type NotRestored = "superseded" | "unknown_product" | "deleted" | "removed";

/** A picture, and its object that was lost. */
export interface Lost {
  readonly key: string;
  readonly picture: CurrentPicture;
  /** Stored with the events that follow. */
  readonly correlationId: string;
  /** Who asked for it; `operator:reconcile` if absent. */
  readonly actor?: string;
}

/** A lost object, as the log describes it. */
interface LostObject extends Lost {
  readonly stored: StoredImage;
}

/** A lost size of a picture. */
interface LostImage extends LostObject {
  readonly imageType: ImageType;
}

interface Copy {
  readonly from: CopyHolder;
  readonly bytes: Uint8Array;
}

/**
 * Restores a lost picture. The disk cache may have its bytes. Otherwise the picture is rendered again: from its original, or
 * from what Telegram shows, because Telegram compresses what it is given; a smaller picture at last from the product's cover.
 * Of a lost original there is no copy, and what was made of it stays. At last B2 is asked once more: what it gave may have
 * been altered on the way.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: it is to be tried again.
 */
export async function restore(parts: RestoringParts, lost: Lost): Promise<Restored> {
  const { productId, picture = FIRST_NUMBER, imageType, sha256 } = lost.picture;
  const state = viewOf(await loadImages(parts.db, productId), picture);
  if (state.deleted) return { outcome: "deleted" };
  const { stored } = state.images[imageType] ?? {};
  if (stored?.sha256 !== sha256) return { outcome: "superseded" };
  if (imageType !== ORIGINAL) {
    const restored = await restoreFromCopies(parts, { ...lost, imageType, stored }, state);
    if (restored !== undefined) return restored;
  }
  const bytes = await getStored(parts.store, stored);
  if (bytes === undefined) return { outcome: "no_copy" };
  return await putBack(parts, { ...lost, stored }, { from: "b2", bytes });
}

async function restoreFromCopies(
  parts: RestoringParts,
  lost: LostImage,
  state: ProductImages,
): Promise<Restored | undefined> {
  const cached = await parts.cache.get(lost.key);
  if (cached !== undefined && sha256Hex(cached) === lost.picture.sha256) {
    return await putBack(parts, lost, { from: "disk", bytes: cached });
  }
  for await (const copy of copies(parts, lost.imageType, state)) {
    const restored = await restoreFrom(parts, lost, copy);
    if (restored !== undefined) return restored;
  }
  return undefined;
}

/**
 * Ends a picture of which no copy is left. The shop then draws a placeholder and asks B2 no more. Returns why the log
 * refused, if it did.
 */
export async function giveUp(
  { db }: Pick<RestoringParts, "db">,
  lost: Lost,
  reason: string,
): Promise<NotRestored | undefined> {
  const { productId, picture, imageType, sha256: lostSha256 } = lost.picture;
  const command = { type: "GiveUpImage", picture, imageType, lostSha256, reason } as const;
  const executed = await execute(db, productId, command, metadataOf(lost));
  return "refused" in executed ? executed.refused : undefined;
}

/** What the picture can be made of, the best first. A smaller picture made of the main one loses less. */
async function* copies(
  { botId, fetchOriginal, store, cache }: RestoringParts,
  imageType: ImageType,
  { images }: ProductImages,
): AsyncGenerator<Copy, void> {
  const original = await getStored(store, images[ORIGINAL]?.stored);
  if (original !== undefined) yield { from: "original", bytes: original };
  for (const source of new Set<ImageType>([MAIN_IMAGE, imageType])) {
    const captured = fileIdOf(images[source], botId);
    const { sha256 } = images[source].stored ?? {};
    // An id for other bytes than those stored shows another picture.
    const isThisPicture = captured?.sha256 === undefined || captured.sha256 === sha256;
    if (captured === undefined || !isThisPicture) continue;
    const original = await fetchOriginal(captured.fileId);
    if ("bytes" in original) yield { from: "telegram", bytes: original.bytes };
  }
  if (imageType === MAIN_IMAGE) return;
  const bytes = await getCached({ store, cache }, images[MAIN_IMAGE].stored);
  if (bytes !== undefined) yield { from: "cover", bytes };
}

async function restoreFrom(
  parts: RestoringParts,
  lost: LostImage,
  { from, bytes }: Copy,
): Promise<Restored | undefined> {
  const { imageType, picture: { sha256 } } = lost;
  const isOurKey = objectKey(lost.picture.productId, imageType, sha256) === lost.key;
  if (isOurKey && sha256Hex(bytes) === sha256) {
    return await putBack(parts, lost, { from, bytes });
  }
  const rendered = await parts.renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const image = rendered.images[imageType];
  if (isOurKey && image.sha256 === sha256) {
    return await putBack(parts, lost, { from, bytes: image.bytes });
  }
  return await storeAnew(parts, lost, image, from);
}

/** Puts the same bytes. The log then says whether they are still the picture; no event follows. */
async function putBack(
  parts: RestoringParts,
  lost: LostObject,
  { from, bytes }: Copy,
): Promise<Restored> {
  const { sha256 } = lost.picture;
  const refused = await repair(parts, lost, async (store) => {
    await store.put(lost.key, bytes, { sha256, contentType: lost.stored.contentType });
    return lost.stored;
  });
  return refused === undefined ? { outcome: "put_back", from } : { outcome: refused };
}

/** Puts other bytes of the same picture. */
async function storeAnew(
  parts: RestoringParts,
  lost: LostImage,
  image: RenderedImage,
  from: CopyHolder,
): Promise<Restored> {
  const { imageType, picture: { productId } } = lost;
  let key = "";
  const refused = await repair(parts, lost, async (store) => {
    const toPut = { productId, imageType, image, origin: "repair" } as const;
    const stored = await putImage({ ...parts, store }, toPut);
    key = stored.key;
    return stored;
  });
  return refused === undefined ? { outcome: "made_anew", from, key } : { outcome: refused };
}

/** Returns why the log refused the repair, if it did. What `put` has put is gone then. */
async function repair(
  parts: RestoringParts,
  lost: Lost,
  put: (store: PutStore) => Promise<StoredImage>,
): Promise<NotRestored | undefined> {
  const { productId, picture, imageType, sha256: lostSha256 } = lost.picture;
  const executed = await putThenAppend(parts, productId, async (store) => {
    const image = await put(store);
    return { type: "RepairImage", picture, imageType, lostSha256, image } as const;
  }, { metadata: metadataOf(lost) });
  return "refused" in executed ? executed.refused : undefined;
}

function metadataOf({ correlationId, actor = "operator:reconcile" }: Lost) {
  return { actor, correlationId };
}
