/**
 * What the tests of reconcile share: the parts that they open, and what happens to pictures in them.
 * @module
 */
import { sql } from "kysely";
import { InputFile } from "grammy";
import { reconcile, type ReconcileLine } from "../../src/pictures/mod.ts";
import {
  byImage,
  byImageInTurn,
  type ImageType,
  objectKey,
  type StoredImage,
} from "../../src/domain/mod.ts";
import { accepted, execute } from "../../src/event_log/mod.ts";
import type { ReconcileOptions } from "../../src/pictures/reconcile.ts";
import { createBucketUrls, sha256Hex } from "../../src/storage/mod.ts";
import { photoJpeg } from "./pictures.ts";
import { putByHand } from "./s3.ts";
import { type PicturesPart, TARGET, type TelegramPart, type Unit } from "./unit.ts";

/** One hour in milliseconds. */
export const HOUR = 3_600_000;
const CHAT = 77;

/** Two days later, when nothing that the test has put is recent. */
export const later = () => new Date(Date.now() + 49 * HOUR);

/** A log and a bucket. */
export const LOG_AND_BUCKET = { db: "projected", b2: true } as const;

/** What pictures are restored from as well: a cache, a bot at a local Telegram, a renderer. */
export const RESTORING = { pictures: true, telegram: true } as const;

/** The parts of {@link LOG_AND_BUCKET}. */
export type Work = Unit<typeof LOG_AND_BUCKET>;

/** Runs reconcile and gathers its lines. */
export async function run(
  { db, store, b2Settings }: Pick<Work, "db" | "store" | "b2Settings">,
  options: ReconcileOptions = {},
) {
  const lines: ReconcileLine[] = [];
  const bucketUrls = createBucketUrls([TARGET.publicUrl], b2Settings, store);
  const summary = await reconcile({ db, store, bucketUrls }, {
    ...options,
    report: async (line) => {
      lines.push(line);
      await options.report?.(line);
    },
  });
  return { summary, lines, findings: findingsOf(lines) };
}

/** The findings as text, such as `missing products/…`, in order. */
function findingsOf(lines: readonly ReconcileLine[]): string[] {
  return lines.flatMap((line) =>
    line.line === "found" ? [`${line.finding.kind} ${line.finding.key}`] : []
  );
}

/** The outcomes of repairs, adoptions and deletions, in order. */
export function results(lines: readonly ReconcileLine[]): string[] {
  return lines.flatMap((line) => {
    if (line.line === "deletion") return [line.result];
    if (line.line === "repair" || line.line === "adoption") return [line.result.outcome];
    return line.line === "refusal" ? ["refusal"] : [];
  });
}

/** Different bytes for each text. They are not a picture that can be decoded. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`picture ${text}`);
}

/** The data of the upload event for these bytes. */
export function imageOf(
  productId: string,
  imageType: ImageType,
  bytes: Uint8Array,
  key?: string,
): StoredImage {
  const sha256 = sha256Hex(bytes);
  return {
    bucket: "shop",
    key: key ?? objectKey(productId, imageType, sha256),
    sha256,
    sizeBytes: bytes.length,
    widthPx: 1280,
    heightPx: 960,
    contentType: "image/jpeg",
    origin: "seller",
  };
}

/** Puts bytes under their key. */
export async function put(
  { store }: Pick<Work, "store">,
  productId: string,
  imageType: ImageType,
  bytes: Uint8Array,
): Promise<StoredImage> {
  const image = imageOf(productId, imageType, bytes);
  await store.put(image.key, bytes, image);
  return image;
}

/** Adds a product, if it is missing. */
export async function insert({ db }: Pick<Work, "db">, productId: string): Promise<void> {
  await sql`insert into products (product_id) values (${productId}) on conflict do nothing`
    .execute(db);
}

/** Different bytes for every picture of a product. */
export function bytesOfAll(text: string): Readonly<Record<ImageType, Uint8Array>> {
  return byImage((imageType) => bytesOf(`${text} ${imageType}`));
}

/** Puts every picture of a product under its key. */
export async function putAll(
  work: Pick<Work, "store">,
  productId: string,
  bytes: Readonly<Record<ImageType, Uint8Array>>,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  return await byImageInTurn((imageType) => put(work, productId, imageType, bytes[imageType]));
}

/** Appends that every picture is in B2, as a sale does. After a replacement, `generation` is 1 or more. */
export async function append(
  work: Pick<Work, "db">,
  productId: string,
  images: Readonly<Record<ImageType, StoredImage>>,
  generation = 0,
): Promise<void> {
  await insert(work, productId);
  const command = { type: "StoreImages", generation, images } as const;
  accepted(await execute(work.db, productId, command, { actor: "test" }));
}

/** Sells something: uploads, then the event. */
export async function sale(
  work: Pick<Work, "db" | "store">,
  productId: string,
  text = productId,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  const put = await putAll(work, productId, bytesOfAll(text));
  await append(work, productId, put);
  return put;
}

/** The seller replaces the picture. The new one is not stored yet. */
export async function replaceImages({ db }: Pick<Work, "db">, productId: string): Promise<void> {
  const command = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
  await execute(db, productId, command, { actor: "test" });
}

/** Removes an object, as an accident does. */
export async function lose({ store }: Pick<Work, "store">, key: string): Promise<void> {
  await store.delete(key);
}

/** Writes other bytes under a key. It does not use the store, because the store refuses them. */
export async function alter({ behind }: Pick<Work, "behind">, key: string, bytes: Uint8Array) {
  await putByHand(behind, key, bytes);
}

/** The bucket's keys. */
export async function keysOf({ store }: Pick<Work, "store">): Promise<string[]> {
  return (await Array.fromAsync(store.list(""))).map(({ key }) => key);
}

/** Sends the bot a photo. Returns the id by which Telegram shows it. */
export async function sendPhoto(
  { telegram, api }: Pick<TelegramPart, "telegram" | "api">,
  bytes: Uint8Array,
): Promise<string> {
  await telegram.control.sendText(CHAT, "/start");
  const message = await api.sendPhoto(CHAT, new InputFile(bytes, "picture.jpg"));
  return message.photo.at(-1)!.file_id;
}

/** Sells a product with rendered pictures. Returns them, and the photo that they were made from. */
export async function saleOfPhoto(
  work: Pick<PicturesPart, "db" | "store" | "renderer">,
  productId: string,
) {
  const photo = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 3 });
  const rendered = await work.renderer.render(photo);
  if ("refused" in rendered) throw new TypeError(rendered.refused);
  const { images } = rendered;
  const put = await putAll(work, productId, byImage((each) => images[each].bytes));
  await append(work, productId, put);
  return { photo, ...put, images };
}
