import type { Database } from "../postgres/mod.ts";
import type { Cooldown } from "./cooldown.ts";
import { readNameHint } from "./name_hint.ts";
import { getProductOnSale, type NotOnSale, type Product } from "./product.ts";

/** A seller hears of the same buyer and product once in this time. */
export const CONTACT_EVERY_MS = 10 * 60_000;

/** A buyer who would like to know more about a product. */
export interface Interest {
  readonly productId: string;
  readonly buyerId: number;
}

/** What {@link contactSeller} works with. */
export interface ContactDeps {
  readonly db: Database;
  /** Of {@link CONTACT_EVERY_MS}. */
  readonly cooldown: Cooldown;
  /** Tells the seller. Returns false when the seller is out of reach. */
  readonly tell: (sellerId: number, product: Product) => Promise<boolean>;
}

/** Why the seller was not told. */
export type NotTold = NotOnSale | { readonly refused: "own" | "already" } | Unreachable;

/** The bot cannot write to the seller: who never started it, has blocked it, or is not known. */
export interface Unreachable {
  readonly refused: "unreachable";
  /** What the row says of the seller's name. Nobody has checked it. */
  readonly nameHint: string | undefined;
}

/** Tells the seller that somebody is interested, but not over and over. Returns the product. */
export async function contactSeller(
  { db, cooldown, tell }: ContactDeps,
  { productId, buyerId }: Interest,
): Promise<Product | NotTold> {
  const product = await getProductOnSale(db, productId);
  if ("refused" in product) return product;
  const { sellerId } = product;
  if (sellerId === buyerId) return { refused: "own" };
  const unreachable = {
    refused: "unreachable",
    nameHint: readNameHint(product.sellerUsername),
  } as const;
  // Groups and channels have negative ids: a seller is a person.
  if (sellerId === null || sellerId <= 0) return unreachable;
  const key = `${buyerId} ${productId}`;
  if (cooldown.isTooSoon(key)) return { refused: "already" };
  if (!await tell(sellerId, product)) return unreachable;
  cooldown.done(key);
  return product;
}
