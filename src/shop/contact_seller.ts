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

/** A seller who can be told. */
export interface Contact {
  readonly product: Product;
  readonly sellerId: number;
}

/** Finds out whom to tell, before the buyer's name is given away. */
export async function findContact(
  { db, cooldown }: Pick<ContactDeps, "db" | "cooldown">,
  { productId, buyerId }: Interest,
): Promise<Contact | NotTold> {
  const product = await getProductOnSale(db, productId);
  if ("refused" in product) return product;
  const { sellerId } = product;
  if (sellerId === buyerId) return { refused: "own" };
  // Groups and channels have negative ids: a seller is a person.
  if (sellerId === null || sellerId <= 0) return unreachable(product);
  return cooldown.isTooSoon(keyOf({ productId, buyerId }))
    ? { refused: "already" }
    : { product, sellerId };
}

/** Tells the seller that somebody is interested, but not over and over. Returns the product. */
export async function contactSeller(
  { db, cooldown, tell }: ContactDeps,
  interest: Interest,
): Promise<Product | NotTold> {
  const contact = await findContact({ db, cooldown }, interest);
  if ("refused" in contact) return contact;
  const { product, sellerId } = contact;
  if (!await tell(sellerId, product)) return unreachable(product);
  cooldown.done(keyOf(interest));
  return product;
}

function unreachable({ sellerUsername }: Product): Unreachable {
  return { refused: "unreachable", nameHint: readNameHint(sellerUsername) };
}

function keyOf({ productId, buyerId }: Interest): string {
  return `${buyerId} ${productId}`;
}
