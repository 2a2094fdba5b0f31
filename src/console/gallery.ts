import {
  getProduct,
  listStock,
  type Product,
  readProductName,
  searchProducts,
  type StockPlace,
  type StockState,
} from "../shop/mod.ts";
import { type Database, findSellerNamed } from "../postgres/mod.ts";
import type { ConsoleShop } from "./shop.ts";
import { isInState, type PictureStores, storesOf } from "./stores.ts";

/** How many products a page of the gallery has. */
const PAGE_SIZE = 24;

/** What the gallery is asked for. */
export interface GalleryQuery {
  readonly state: StockState;
  /** A title, an id, the number of a seller, or a name with `@`. */
  readonly text: string;
  /** Where the page begins, as {@link GalleryPage.next} told. */
  readonly after?: string | undefined;
}

/** A product, and where each of its pictures is. */
export interface GalleryItem {
  readonly product: Product;
  readonly stores: readonly PictureStores[];
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
    if (product !== undefined) return { items: await itemsOf(shop, [product]) };
  }
  const sellerId = await readSeller(db, text);
  if (sellerId !== undefined && (after === undefined || readPlace(after) !== undefined)) {
    const page = await ofStock(shop, { ...query, sellerId });
    // A title may be a number too.
    if (after !== undefined || page.items.length > 0 || page.next !== undefined) return page;
  }
  return ["off_sale", "sold", "deleted"].includes(query.state)
    ? await ofStock(shop, { ...query, title: text })
    : await onSaleWithTitle(shop, query);
}

async function readSeller(db: Database, text: string): Promise<number | undefined> {
  if (SELLER.test(text)) return Number(text);
  return text.startsWith("@") ? await findSellerNamed(db, text.slice(1)) : undefined;
}

async function ofStock(
  shop: ConsoleShop,
  { state, after, sellerId, title }: GalleryQuery & {
    readonly sellerId?: number;
    readonly title?: string;
  },
): Promise<GalleryPage> {
  const { parts: { db }, publicUrl } = shop;
  const place = after === undefined ? undefined : readPlace(after);
  const query = { state, sellerId, title, publicUrl, after: place };
  const found = await listStock(db, query, PAGE_SIZE);
  return {
    items: await itemsOf(shop, found.products),
    lookedAt: found.lookedAt,
    ...(found.next !== undefined && { next: writePlace(found.next) }),
  };
}

/** So many pages of titles are looked through for a state. */
const MOST_PAGES = 8;

/** Titles on sale have an index of their own. Which of them are in the state is seen one by one. */
async function onSaleWithTitle(
  shop: ConsoleShop,
  { state, text, after }: GalleryQuery,
): Promise<GalleryPage> {
  const items: GalleryItem[] = [];
  let next = after !== undefined && SELLER.test(after) ? Number(after) : undefined;
  let lookedAt = 0;
  for (let page = 0; page < MOST_PAGES && items.length < PAGE_SIZE; page++) {
    const options = { limit: PAGE_SIZE, before: next };
    const found = await searchProducts(shop.parts.db, text, options);
    const all = await itemsOf(shop, found.products);
    items.push(...all.filter(({ stores }) => isInState(state, stores)));
    lookedAt += all.length;
    next = found.next;
    if (next === undefined) break;
  }
  return { items, lookedAt, ...(next !== undefined && { next: String(next) }) };
}

async function itemsOf(shop: ConsoleShop, products: readonly Product[]): Promise<GalleryItem[]> {
  return await Promise.all(products.map(async (product) => ({
    product,
    stores: await storesOf(shop, product),
  })));
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
