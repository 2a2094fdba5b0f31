import { byImageInTurn, type ImageType } from "../domain/mod.ts";
import {
  getProduct,
  listStock,
  type Product,
  readProductName,
  searchProducts,
  type StockPlace,
  type StockState,
} from "../shop/mod.ts";
import type { ConsoleShop } from "./shop.ts";

/** How many products a page of the gallery has. */
const PAGE_SIZE = 24;

/** What the gallery is asked for. */
export interface GalleryQuery {
  readonly state: StockState;
  /** A title, an id, or the number of a seller. */
  readonly text: string;
  /** Where the page begins, as {@link GalleryPage.next} told. */
  readonly after?: string | undefined;
}

/** Where a picture is. `odd`: the column holds something that is no object of our bucket. */
export type Presence = Readonly<Record<"b2" | "telegram" | "disk", "yes" | "no" | "odd">>;

/** A product, and where each of its pictures is. */
export interface GalleryItem {
  readonly product: Product;
  readonly stores: Readonly<Record<ImageType, Presence>>;
}

/** A page of the gallery. */
export interface GalleryPage {
  readonly items: readonly GalleryItem[];
  readonly next?: string;
  readonly lookedAt?: number;
}

/** A number that can be a Telegram user's. */
const SELLER = /^\d{1,15}$/;

/** Finds the products of a page. A page reads few rows, however large the catalogue is. */
export async function findGallery(shop: ConsoleShop, query: GalleryQuery): Promise<GalleryPage> {
  const { parts: { db } } = shop;
  const { text, after } = query;
  if (text === "") return await ofStock(shop, query);
  if (after === undefined) {
    const named = await readProductName(db, text);
    const product = named === undefined ? undefined : await getProduct(db, named);
    if (product !== undefined) return await pageOf(shop, [product]);
  }
  if (SELLER.test(text)) return await ofStock(shop, { ...query, sellerId: Number(text) });
  const before = after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) : undefined;
  const found = await searchProducts(db, text, { limit: PAGE_SIZE, before });
  return {
    ...await pageOf(shop, found.products),
    ...(found.next !== undefined && { next: String(found.next) }),
  };
}

async function ofStock(
  shop: ConsoleShop,
  { state, after, sellerId }: GalleryQuery & { readonly sellerId?: number },
): Promise<GalleryPage> {
  const { parts: { db }, publicUrl } = shop;
  const place = after === undefined ? undefined : readPlace(after);
  const found = await listStock(db, { state, sellerId, publicUrl, after: place }, PAGE_SIZE);
  return {
    ...await pageOf(shop, found.products),
    lookedAt: found.lookedAt,
    ...(found.next !== undefined && { next: writePlace(found.next) }),
  };
}

async function pageOf(shop: ConsoleShop, products: readonly Product[]): Promise<GalleryPage> {
  const items = await Promise.all(products.map(async (product) => ({
    product,
    stores: await byImageInTurn((imageType) => presenceOf(shop, product, imageType)),
  })));
  return { items };
}

/** Where the columns and this machine's disk say that a picture is. B2 and Telegram themselves are not asked. */
export async function presenceOf(
  { parts: { bucketUrls, cache } }: ConsoleShop,
  { images }: Product,
  imageType: ImageType,
): Promise<Presence> {
  const { url, fileId } = images[imageType];
  const keys = url === null ? undefined : bucketUrls.objectOf(url)?.keys;
  const [key] = keys ?? [];
  return {
    b2: url === null ? "no" : keys === undefined ? "odd" : "yes",
    telegram: fileId === null ? "no" : "yes",
    disk: key !== undefined && await cache.has(key) ? "yes" : "no",
  };
}

function writePlace({ time, productId }: StockPlace): string {
  return JSON.stringify([time, productId]);
}

/** A time as PostgreSQL writes it. */
const TIME = /^(-infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?)$/;

/** Undefined for what {@link writePlace} did not write. */
function readPlace(text: string): StockPlace | undefined {
  try {
    const [time, productId] = JSON.parse(text);
    const isPlace = typeof productId === "string" && !productId.includes("\0") &&
      (time === null || TIME.test(time));
    return isPlace ? { time, productId } : undefined;
  } catch {
    return undefined;
  }
}
