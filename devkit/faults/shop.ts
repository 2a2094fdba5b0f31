import { openShop, type Shop, type ShopOf, type ShopOptions } from "../testing/shop.ts";
import { HANG_MS } from "../testing/until.ts";
import type { Marker } from "../world/marker.ts";

/** How a cell's shop is opened. */
export type FaultShopOptions = Omit<ShopOptions, "inTurn" | "legacy">;

/** A product whose sale the shop has confirmed. */
export interface Accepted {
  /** Its title. */
  readonly title: string;
  /** The markers of the pictures that its seller sent, the present one last. */
  readonly markers: Marker[];
  /** Not sold through the bot, but found in the old shop's table. */
  readonly legacy?: boolean;
}

/** A shop, and what was entrusted to it. */
export interface FaultShop extends Shop {
  /** What was entrusted, by product id, in order. */
  readonly accepted: Map<string, Accepted>;
}

/** No machine is too slow for it. */
const PATIENT = {
  view: { attemptMs: HANG_MS, totalMs: HANG_MS },
  job: { attemptMs: HANG_MS, totalMs: HANG_MS },
};

/** The options of every cell's shop: B2 is waited for, and no answer is taken for that to another question. */
function forCells<O extends FaultShopOptions>(options: O) {
  const environment = { IMAGE_ENGINE: "sharp", ...options.environment };
  return { b2: { policies: PATIENT }, ...options, environment, legacy: true, inTurn: true };
}

/** Opens a shop that has accepted nothing yet. */
export async function openFaultShop<const O extends FaultShopOptions = FaultShopOptions>(
  options?: O,
): Promise<ShopOf<O> & FaultShop> {
  const shop: Shop = await openShop(forCells(options ?? {}));
  return Object.assign(shop, { accepted: new Map() }) as ShopOf<O> & FaultShop;
}
