import {
  generationOf,
  type ImageType,
  MAIN_IMAGE,
  ORIGINAL,
  PICTURES,
  type ProductImages,
  type StoredImage,
} from "../domain/mod.ts";
import type { EventMetadata } from "../event_log/mod.ts";
import { type ImageRefusal, type RenderedImage, renderedSize } from "../imaging/mod.ts";
import { getCached, getStored } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { putImage } from "./put.ts";
import { putThenAppend } from "./put_then_append.ts";

/** The parts that making sizes anew needs. */
export type RenewingParts = Pick<
  PictureParts,
  "db" | "store" | "bucket" | "bucketUrls" | "cache" | "renderer"
>;

/** What a size is made of. */
export type Source = typeof ORIGINAL | typeof MAIN_IMAGE;

/** What became of one size of a picture. */
export type Renewal =
  | { readonly outcome: "made"; readonly from: Source; readonly sizeBytes: number }
  /** It is as the present settings make it. */
  | { readonly outcome: "current" }
  /** B2 has neither the original, nor for a smaller size the cover. */
  | { readonly outcome: "no_source" }
  /** Another picture took its place meanwhile, or the product was deleted. */
  | { readonly outcome: "superseded" }
  | { readonly outcome: "refused"; readonly reason: ImageRefusal };

/** One picture of a product, as the log describes it. */
export interface RenewedPicture {
  readonly productId: string;
  /** Its number. */
  readonly picture: number;
  /** The state with this picture alone; see `viewOf`. */
  readonly state: ProductImages;
}

/** Which sizes are made anew: those that are missing, those that are missing or of another size, or all of them. */
export type Extent = "missing" | "outdated" | "all";

/**
 * Whether a size of a picture is to be made anew, and can be. The log alone tells, by the size in pixels. A size of which no
 * event speaks is an older shop's, and stays.
 */
export function judge(
  { state }: RenewedPicture,
  imageType: ImageType,
  extent: Extent,
): "wanted" | "current" | "no_source" {
  const { stored } = state.images[imageType];
  if (stored === undefined || (stored !== null && extent === "missing")) return "current";
  const source = sourceOf(state, imageType);
  if (source === undefined) return stored && extent === "outdated" ? "current" : "no_source";
  const isCurrent = stored && extent === "outdated" &&
    isLike(stored, renderedSize(source, PICTURES[imageType].longestSidePx));
  return isCurrent ? "current" : "wanted";
}

/** Made by way of another size, a side may be rounded to the next pixel. */
function isLike(stored: StoredImage, { widthPx, heightPx }: ReturnType<typeof renderedSize>) {
  return Math.abs(stored.widthPx - widthPx) <= 1 && Math.abs(stored.heightPx - heightPx) <= 1;
}

/** The best that the log names: the original, or the main picture for a smaller one. */
function sourceOf({ images }: ProductImages, imageType: ImageType): StoredImage | undefined {
  const cover = imageType === MAIN_IMAGE ? undefined : images[MAIN_IMAGE].stored;
  return images[ORIGINAL]?.stored ?? cover ?? undefined;
}

/**
 * Makes sizes of a picture anew: from its original, else smaller ones from its cover. Each is put, and then appended. Until
 * then the one before is shown.
 *
 * @throws what made B2, PostgreSQL or the renderer fail: it is to be tried again.
 */
export async function renew(
  parts: RenewingParts,
  renewed: RenewedPicture,
  wanted: readonly ImageType[],
  metadata: EventMetadata,
): Promise<ReadonlyMap<ImageType, Renewal>> {
  const renewals = new Map<ImageType, Renewal>();
  for (const from of SOURCES) {
    // What cannot be rendered of the original may be of the cover.
    const left = wanted.filter((each) =>
      each !== from && (renewals.get(each) ?? REFUSED).outcome === REFUSED.outcome
    );
    const bytes = left.length === 0 ? undefined : await read(parts, renewed, from);
    const rendered = bytes && await parts.renderer.render(bytes);
    if (rendered === undefined) continue;
    for (const imageType of left) {
      const renewal = "refused" in rendered
        ? { ...REFUSED, reason: rendered.refused }
        : await replace(
          parts,
          renewed,
          { imageType, image: rendered.images[imageType], from },
          metadata,
        );
      renewals.set(imageType, renewal);
    }
  }
  for (const each of wanted) if (!renewals.has(each)) renewals.set(each, { outcome: "no_source" });
  return renewals;
}

/** The best first. */
const SOURCES: readonly Source[] = [ORIGINAL, MAIN_IMAGE];
const REFUSED = { outcome: "refused" } as const;

async function read(parts: RenewingParts, { state: { images } }: RenewedPicture, from: Source) {
  if (from === ORIGINAL) return await getStored(parts.store, images[ORIGINAL]?.stored);
  return await getCached(parts, images[MAIN_IMAGE].stored);
}

/** What takes the place of a size. */
interface Replacement {
  readonly imageType: ImageType;
  readonly image: RenderedImage;
  readonly from: Source;
}

async function replace(
  parts: RenewingParts,
  { productId, picture, state }: RenewedPicture,
  { imageType, image, from }: Replacement,
  metadata: EventMetadata,
): Promise<Renewal> {
  const replaces = state.images[imageType].stored?.sha256;
  if (image.sha256 === replaces) return { outcome: "current" };
  const executed = await putThenAppend(parts, productId, async (store) => {
    const stored = await putImage(
      { ...parts, store },
      { productId, imageType, image, origin: "repair" },
    );
    const generation = generationOf(state);
    return { type: "RenewImage", picture, imageType, generation, replaces, image: stored } as const;
  }, { metadata });
  if ("refused" in executed) return { outcome: "superseded" };
  return { outcome: "made", from, sizeBytes: image.bytes.length };
}
