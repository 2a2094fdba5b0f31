import { type ImageType, objectKey, parseObjectKey, type StoredImage } from "../domain/mod.ts";
import { inspectImage, isBare, refuseAsPhoto, type RenderedImage } from "../imaging/mod.ts";
import { describeAdopted, type PictureParts, putImage, type PutProbe } from "../pictures/mod.ts";
import { type Left, leftBy } from "./outcome.ts";
import type { RenderLegacyDeps } from "./render_legacy.ts";

/** The bucket that pictures are put to. */
export interface Bucket extends Pick<PictureParts, "store" | "bucket"> {
  /** One for each run. */
  readonly probe: PutProbe;
}

/** What B2 holds now, or why it does not; `madeOf`: the object that it was made of. */
export type Recorded =
  | { readonly stored: StoredImage; readonly madeOf?: StoredImage }
  | { readonly left: Left };

/**
 * Sees to it that B2 holds a rendered picture.
 *
 * @throws {ObjectCorrupt} when B2 keeps other bytes than it was given.
 */
export async function putPicture(
  bucket: Bucket,
  productId: string,
  imageType: ImageType,
  image: RenderedImage,
): Promise<Recorded> {
  if (parseObjectKey(objectKey(productId, imageType, image.sha256)) === undefined) {
    return { left: { outcome: "unsupported", reason: "product_id" } };
  }
  const toPut = { productId, imageType, image, origin: "migration" } as const;
  return { stored: await putImage(bucket, toPut, { probe: bucket.probe }) };
}

/**
 * Records an object that a row names already, whoever made it: as it is and by its key, where the shop may send it and
 * it holds nothing but the picture. Any other is rendered as a sale's is, since what cameras write into a file tells
 * where its seller lives; the object itself is left where it lies.
 */
export async function adoptPicture(
  deps: Bucket & Pick<RenderLegacyDeps, "renderer" | "gate">,
  productId: string,
  imageType: ImageType,
  key: string,
): Promise<Recorded> {
  const found = await deps.gate(() => findPicture(deps, imageType, key));
  if (!("rendered" in found)) return found;
  const put = await putPicture(deps, productId, imageType, found.rendered);
  return "left" in put ? put : { ...put, madeOf: found.madeOf };
}

/** What an object is, and what is made of it where it may not stay as it is. */
async function findPicture(
  { store, bucket, renderer }: Bucket & Pick<RenderLegacyDeps, "renderer">,
  imageType: ImageType,
  key: string,
): Promise<Recorded | { readonly madeOf: StoredImage; readonly rendered: RenderedImage }> {
  const bytes = key === "" ? undefined : await store.get(key);
  if (bytes === undefined) return { left: { outcome: "missing", reason: "object_not_found" } };
  const inspected = inspectImage(bytes);
  if ("refused" in inspected) return { left: leftBy(inspected.refused) };
  const { header } = inspected;
  const found = describeAdopted({ bucket }, key, bytes, header);
  if (isBare(bytes) && refuseAsPhoto(header, bytes.length) === undefined) return { stored: found };
  const rendered = await renderer.render(bytes);
  if ("refused" in rendered) return { left: leftBy(rendered.refused) };
  return { madeOf: found, rendered: rendered.images[imageType] };
}
