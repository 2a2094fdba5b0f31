import { openShop, type Shop, type ShopOf, type ShopOptions } from "../testing/shop.ts";
import { HANG_MS } from "../testing/until.ts";
import type { Marker } from "../world/marker.ts";

/** Options of {@link openFaultShop}. */
export type FaultShopOptions = Omit<ShopOptions, "inTurn" | "legacy">;

/** A product whose sale the shop has confirmed. */
export interface Accepted {
  readonly title: string;
  /** The markers of the first pictures that its seller sent, the current one last. */
  readonly markers: Marker[];
  /** The markers of its other pictures, in their order; absent for a product of one picture. */
  readonly further?: readonly Marker[];
  /** A row of the legacy shop, which was not sold through the bot. */
  readonly legacy?: boolean;
  /** Its seller has deleted it for good. Nothing of it may be left. */
  deleted?: boolean;
}

/** A shop, and the products that it has accepted. */
export interface FaultShop extends Shop {
  /** By product id, in the order of the sales. */
  readonly accepted: Map<string, Accepted>;
}

/** Limits that no working machine reaches. */
const PATIENT = {
  view: { attemptMs: HANG_MS, totalMs: HANG_MS },
  job: { attemptMs: HANG_MS, totalMs: HANG_MS },
};

/**
 * The options of every cell's shop. It waits for B2, and each person waits for the answer to an act before the next
 * act.
 */
function forCells<O extends FaultShopOptions>(options: O) {
  return { b2: { policies: PATIENT }, ...options, legacy: true, inTurn: true };
}

/** Opens a shop that has accepted nothing yet. */
export async function openFaultShop<const O extends FaultShopOptions = FaultShopOptions>(
  options?: O,
): Promise<ShopOf<O> & FaultShop> {
  const shop: Shop = await openShop(forCells(options ?? {}));
  return Object.assign(shop, { accepted: new Map() }) as ShopOf<O> & FaultShop;
}
