import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Updateable } from "kysely";
import sharp from "sharp";
import { execute, loadImages } from "../../../src/event_log/mod.ts";
import { openImageRenderer } from "../../../src/imaging/mod.ts";
import { IMAGE_TYPES, type ImageType, objectKey, ORIGINAL } from "../../../src/domain/mod.ts";
import type { ProductsTable } from "../../../src/postgres/mod.ts";
import { sha256Hex } from "../../../src/storage/mod.ts";
import { createB2Client } from "../../../src/storage/b2_client.ts";
import { withJpegSegment } from "../../testing/hostile_pictures.ts";
import { areStored } from "../../testing/shop.ts";
import { HANG_MS, until } from "../../testing/until.ts";
import { markedPhoto } from "../../world/marker.ts";
import type { FaultShop } from "../shop.ts";
import { forgetCache, inheritLegacy, nextMarker, sell } from "../steps.ts";

/** Sells a product of so many pictures, and waits until they are stored. Does not touch the jobs. */
export async function sellAndStore(shop: FaultShop, pictures = 1): Promise<string> {
  const productId = await sell(shop, pictures);
  await untilPutAway(shop, productId);
  return productId;
}

/** Waits until the pictures of a product are stored. Other jobs may be held. */
export async function untilPutAway({ db }: FaultShop, productId: string): Promise<void> {
  await until(
    `the pictures of ${productId} stored`,
    async () => areStored(await loadImages(db, productId)),
  );
}

/** Sells a product of three pictures. B2 loses an image of the first one. */
export async function loseOne(shop: FaultShop, imageType: "cover" | "thumb"): Promise<string> {
  const productId = await sellAndStore(shop, 3);
  await lose(shop, productId, imageType);
  return productId;
}

async function lose({ db, store }: FaultShop, productId: string, imageType: ImageType) {
  const { images } = await loadImages(db, productId);
  await store.delete(images[imageType].stored!.key);
}

/**
 * Sells a product that has lost its thumb, which was smaller than one of today. Of its picture there are only the bytes of its
 * cover in B2.
 */
export async function loseThumbAndOriginal(shop: FaultShop): Promise<string> {
  const productId = await ageThumb(shop);
  await lose(shop, productId, "thumb");
  await loseOriginal(shop, productId);
  await forgetCache(shop);
  await killFileIds(shop, productId);
  return productId;
}

/** Sells a product whose thumb was made when thumbs had 320 px. */
export async function ageThumb(shop: FaultShop): Promise<string> {
  const { db, store } = shop;
  const productId = await sellAndStore(shop);
  const thumb = (await loadImages(db, productId)).images.thumb.stored!;
  const { data, info } = await sharp((await store.get(thumb.key))!).resize(320).jpeg()
    .toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data);
  const sha256 = sha256Hex(bytes);
  const key = objectKey(productId, "thumb", sha256);
  await store.put(key, bytes, { sha256 });
  const sizes = { sizeBytes: bytes.length, widthPx: info.width, heightPx: info.height };
  const image = { ...thumb, key, sha256, ...sizes, origin: "repair" } as const;
  const repair = { imageType: "thumb", lostSha256: thumb.sha256, image } as const;
  await execute(db, productId, { type: "RepairImage", ...repair }, { actor: "test" });
  return productId;
}

/** B2 loses the original, and the log knows it. */
async function loseOriginal({ db, store }: FaultShop, productId: string): Promise<void> {
  const { stored } = (await loadImages(db, productId)).images.original!;
  await store.delete(stored!.key);
  const lost = {
    imageType: ORIGINAL,
    lostSha256: stored!.sha256,
    reason: "object_missing",
  } as const;
  await execute(db, productId, { type: "GiveUpImage", ...lost }, { actor: "test" });
}

/** Telegram no longer knows the file ids of a product. */
export async function killFileIds({ db, telegram }: FaultShop, productId: string): Promise<void> {
  const { images } = await loadImages(db, productId);
  for (const { fileIds = [] } of [images.cover, images.thumb]) {
    for (const { fileId } of fileIds) await telegram.control.killFileId(fileId, "dead");
  }
}

/** A row of a legacy shop and its file. The seller may change it. */
export async function inherit(shop: FaultShop): Promise<string> {
  const productId = await inheritLegacy(shop);
  await setRow(shop, productId, { seller_id: shop.seller.user.id });
  return productId;
}

/** A row of a legacy shop that names an object of our bucket. The object has a comment, so it is rendered anew. */
export async function inheritObject(shop: FaultShop): Promise<string> {
  const { endpoint, bucket } = shop.b2Settings;
  const photo = await markedPhoto(nextMarker(shop));
  const productId = await inherit(shop);
  const key = `old/${productId}.jpg`;
  const Body = withJpegSegment(photo, 0xfe, new TextEncoder().encode("Rue 14"));
  const client = createB2Client(shop.b2Settings);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  client.destroy();
  const url = `${endpoint}/${bucket}/${key}`;
  await setRow(shop, productId, { cover_image_url: url, thumbnail_url: url });
  return productId;
}

/** A row without a picture, and its orphaned cover in B2: a backup was restored that is older than the sale. */
export async function loseEvents(shop: FaultShop): Promise<string> {
  const photo = await markedPhoto(nextMarker(shop));
  const productId = await inherit(shop);
  await setRow(shop, productId, { cover_image_url: null });
  await putRendered(shop, productId, photo, ["cover"]);
  return productId;
}

/** A row of a legacy shop, whose import was killed after its puts. */
export async function halfImport(shop: FaultShop): Promise<string> {
  const photo = await markedPhoto(nextMarker(shop));
  const productId = await inherit(shop);
  await putRendered(shop, productId, photo, IMAGE_TYPES);
  return productId;
}

/** Puts pictures to B2 that no event names. */
async function putRendered(
  { store }: FaultShop,
  productId: string,
  photo: Uint8Array<ArrayBuffer>,
  imageTypes: readonly ImageType[],
): Promise<void> {
  await using renderer = openImageRenderer({ engine: "sharp", deadlineMs: HANG_MS });
  const rendered = await renderer.render(photo);
  if ("refused" in rendered) throw new TypeError(rendered.refused);
  for (const imageType of imageTypes) {
    const { bytes, sha256 } = rendered.images[imageType];
    await store.put(objectKey(productId, imageType, sha256), bytes, { sha256 });
  }
}

async function setRow(
  { db }: FaultShop,
  productId: string,
  values: Partial<Updateable<ProductsTable>>,
): Promise<void> {
  await db.updateTable("products").set(values).where("product_id", "=", productId).execute();
}
