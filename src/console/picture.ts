import {
  evolve,
  fileIdOf,
  FIRST_NUMBER,
  type ImageType,
  initialState,
  picturesInOrder,
  readEvent,
  viewOf,
} from "../domain/mod.ts";
import { loadTimeline } from "../event_log/mod.ts";
import { describeError, logger } from "../log.ts";
import { getProduct } from "../shop/mod.ts";
import { createSemaphore } from "../std/mod.ts";
import type { ConsoleShop } from "./shop.ts";

/** A picture for a browser. */
export interface Shown {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** Pictures that are read at once: each is in memory as a whole. */
const AT_ONCE = 4;

/** Formats that a browser only draws. An SVG could hold a script. */
const FORMATS: readonly (readonly [contentType: string, start: RegExp])[] = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n/],
  ["image/gif", /^GIF8/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["image/avif", /^[^]{4}ftypavi[fs]/],
];

/**
 * Gets the bytes of pictures through the shop itself: from the disk cache, B2, an older shop's file or Telegram. So the bucket may
 * be private. It throws nothing: a picture that cannot be had is undefined.
 */
export function createPictures(shop: ConsoleShop) {
  const limit = createSemaphore(AT_ONCE);
  const guarded = (find: () => Promise<Uint8Array | undefined>) =>
    limit(async () => {
      try {
        const bytes = await find();
        return bytes && shownOf(bytes);
      } catch (error) {
        const about = { error: describeError(error) };
        logger("console").warn("A picture cannot be shown: {error}", about);
        return undefined;
      }
    });
  return {
    /** The picture as the columns have it now. */
    now: (productId: string, imageType: ImageType): Promise<Shown | undefined> =>
      guarded(() => findNow(shop, productId, imageType)),
    /** The picture as it was after a version. */
    then: (productId: string, imageType: ImageType, version: number): Promise<Shown | undefined> =>
      guarded(() => findThen(shop, productId, imageType, version)),
  };
}

async function findNow(
  shop: ConsoleShop,
  productId: string,
  imageType: ImageType,
): Promise<Uint8Array | undefined> {
  const product = await getProduct(shop.parts.db, productId);
  const { url, fileId } = product?.images[imageType] ?? {};
  const found = await shop.findPicture(url ?? null, imageType);
  // Another host's picture is not fetched: its owner would see who looks.
  if (found !== undefined && "bytes" in found) return found.bytes;
  if (fileId) return await fromTelegram(shop, fileId);
  return imageType === "cover" ? undefined : await findNow(shop, productId, "cover");
}

async function findThen(
  shop: ConsoleShop,
  productId: string,
  imageType: ImageType,
  version: number,
): Promise<Uint8Array | undefined> {
  const { db, cache, store, botId } = shop.parts;
  const { events } = await loadTimeline(db, productId);
  const state = events.slice(0, version).map(readEvent).reduce(evolve, initialState);
  const [first = FIRST_NUMBER] = picturesInOrder(state);
  const image = viewOf(state, first).images[imageType];
  if (image.stored) {
    const { key } = image.stored;
    return await cache.get(key) ?? await store.get(key, { policy: "view", isOlder: true });
  }
  const captured = fileIdOf(image, botId);
  return captured && await fromTelegram(shop, captured.fileId);
}

async function fromTelegram(
  { parts }: ConsoleShop,
  fileId: string,
): Promise<Uint8Array | undefined> {
  const original = await parts.fetchOriginal(fileId);
  return "bytes" in original ? original.bytes : undefined;
}

function shownOf(bytes: Uint8Array): Shown | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const [contentType] = FORMATS.find(([, format]) => format.test(start)) ?? [];
  return contentType === undefined
    ? undefined
    : { bytes: bytes as Uint8Array<ArrayBuffer>, contentType };
}

/** Drawn where a picture cannot be had. */
export const NO_PICTURE =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60"><path d="M26 20h28v20H26zM26 36l8-8 7 7 5-4 8 6" fill="none" stroke="#8a929d" stroke-width="1.6" stroke-linejoin="round"/></svg>`;
