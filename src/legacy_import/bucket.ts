import { type ImageType, keyPrefix, MAIN_IMAGE, type StoredImage } from "../domain/mod.ts";
import { inspectImage, isBare, refuseAsPhoto, type RenderedImage } from "../imaging/mod.ts";
import {
  describeAdopted,
  getFirst,
  type KeptOriginal,
  type PictureParts,
  putImage,
  putOnceMore,
  putOriginal,
  type PutProbe,
  type PutStore,
} from "../pictures/mod.ts";
import { keyMatches, type ObjectOfUrl } from "../storage/mod.ts";
import { type Left, leftBy } from "./outcome.ts";
import {
  type Keep,
  keepingOf,
  type RenderedLegacy,
  type RenderLegacyDeps,
} from "./render_legacy.ts";

/** The bucket of the pictures. */
export interface Bucket {
  readonly store: PutStore;
  /** Its name, for the events. */
  readonly bucket: string;
  /** Each run has its own. */
  readonly probe: PutProbe;
  /** Whether originals are kept in B2, without metadata. */
  readonly keepsOriginals?: boolean;
}

/**
 * A picture in B2, or why it is not there. `madeOf` is the object that it was rendered from. `original`: what is kept of its
 * file.
 */
export type Recorded =
  | {
    readonly stored: StoredImage;
    readonly madeOf?: StoredImage;
    readonly original?: StoredImage;
  }
  | { readonly left: Left };

/** The bucket, and what tells whether an object of an older shop may keep its name. */
export type AdoptingBucket = Bucket & Pick<PictureParts, "db" | "bucketUrls">;

function noObject({ leadsElsewhere }: ObjectOfUrl): Left {
  return leadsElsewhere
    ? { outcome: "unsupported", reason: "odd_key" }
    : { outcome: "missing", reason: "object_not_found" };
}

/**
 * Puts a rendered picture to B2, unless it is there already and safe from a clean-up.
 *
 * @throws {ObjectCorrupt} when B2 keeps other bytes than it got.
 */
export async function putPicture(
  bucket: Bucket,
  productId: string,
  imageType: ImageType,
  image: RenderedImage,
): Promise<{ readonly stored: StoredImage }> {
  const toPut = { productId, imageType, image, origin: "migration" } as const;
  return { stored: await putImage(bucket, toPut, { probe: bucket.probe }) };
}

/**
 * Records an object of the bucket that a row names. If the shop may send it and it contains only the picture, it is
 * recorded as it is, under its own key. Otherwise it is rendered like a seller's photo, because metadata of a camera may
 * tell where the seller lives. So is one whose name would mislead: it looks like one of ours with other bytes, its URL in
 * the column would lead to another object, or the row names an older version of it. The old object stays.
 */
export async function adoptPicture(
  deps: AdoptingBucket & Pick<RenderLegacyDeps, "renderer" | "renderSlots">,
  productId: string,
  imageType: ImageType,
  object: ObjectOfUrl,
): Promise<Recorded> {
  const found = await deps.renderSlots(() => findPicture(deps, productId, imageType, object));
  if (!("rendered" in found)) return found;
  const { madeOf, rendered, kept } = found;
  const put = await putPicture(deps, productId, imageType, rendered);
  const original = kept && await putOriginal(deps.store, kept, { probe: deps.probe });
  return { ...put, madeOf, ...(original && { original }) };
}

/** Inspects the header of the object that {@link adoptPicture} would record. Undefined: it can be recorded. */
export async function inspectObject(
  { db, store, renderSlots }:
    & Pick<AdoptingBucket, "db" | "store">
    & Pick<RenderLegacyDeps, "renderSlots">,
  named: ObjectOfUrl,
): Promise<Left | undefined> {
  return await renderSlots(async () => {
    const object = await getFirst({ db, store }, named);
    if (object === undefined) return noObject(named);
    const inspected = inspectImage(object.bytes);
    return "refused" in inspected ? leftBy(inspected.refused) : undefined;
  });
}

/** The object that pictures were made of. */
export interface OriginalObject {
  readonly madeOf: StoredImage;
}

/** Renders an object of the bucket that a further picture's value names. The object stays, and the log names it. */
export async function renderObject(
  deps: AdoptingBucket & Pick<RenderLegacyDeps, "renderer" | "renderSlots">,
  named: ObjectOfUrl,
  value: string,
  keep?: Keep,
): Promise<Exclude<RenderedLegacy, { left: Left }> & OriginalObject | { readonly left: Left }> {
  return await deps.renderSlots(async () => {
    const object = await getFirst(deps, named);
    if (object === undefined) return { left: noObject(named) };
    const { key, bytes } = object;
    const inspected = inspectImage(bytes);
    if ("refused" in inspected) return { left: leftBy(inspected.refused) };
    const rendered = await deps.renderer.render(bytes);
    if ("refused" in rendered) return { left: leftBy(rendered.refused) };
    const madeOf = describeAdopted(deps, key, bytes, inspected.header);
    return { images: rendered.images, value, madeOf, kept: keep?.(bytes) };
  });
}

/** Inspects an object. If it cannot be used as it is, renders it. */
async function findPicture(
  deps: AdoptingBucket & Pick<RenderLegacyDeps, "renderer">,
  productId: string,
  imageType: ImageType,
  named: ObjectOfUrl,
): Promise<
  | Recorded
  | {
    readonly madeOf: StoredImage;
    readonly rendered: RenderedImage;
    readonly kept: KeptOriginal | undefined;
  }
> {
  const { store, bucket, bucketUrls, probe, renderer } = deps;
  const object = await getFirst(deps, named);
  if (object === undefined) return { left: noObject(named) };
  const { key, bytes } = object;
  const inspected = inspectImage(bytes);
  if ("refused" in inspected) return { left: leftBy(inspected.refused) };
  const { header } = inspected;
  const found = describeAdopted({ bucket }, key, bytes, header);
  const keepsName = keyMatches(key, bytes) !== false && bucketUrls.leadsBack(key) &&
    await isNewest(store, key, named);
  if (keepsName && isBare(bytes) && refuseAsPhoto(header, bytes.length) === undefined) {
    if (key.startsWith(keyPrefix(productId))) await putOnceMore(store, found, bytes, probe);
    return { stored: found };
  }
  const rendered = await renderer.render(bytes);
  if ("refused" in rendered) return { left: leftBy(rendered.refused) };
  const keep = imageType === MAIN_IMAGE ? keepingOf(deps, productId) : undefined;
  return { madeOf: found, rendered: rendered.images[imageType], kept: keep?.(bytes) };
}

/** Whether the key gives the version that a row names. */
async function isNewest(
  store: PutStore,
  key: string,
  { versionId }: ObjectOfUrl,
): Promise<boolean> {
  return versionId === undefined || (await store.versions(key))[0]?.versionId === versionId;
}
