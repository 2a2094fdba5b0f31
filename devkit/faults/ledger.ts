import type { Database } from "../../src/postgres/mod.ts";
import { type FaultShop, type FaultShopOptions, openFaultShop } from "./shop.ts";

/**
 * The events of each product, in the order of the sales. They are sorted, and have no values that change from run to
 * run.
 */
export type Ledger = readonly (readonly string[])[];

/** Reads the events of the accepted products, from index `since` on. */
export async function readLedger(shop: FaultShop, since = 0): Promise<Ledger> {
  const ids = [...shop.accepted.keys()].slice(since);
  return await Promise.all(ids.map((id) => eventsOf(shop.db, id)));
}

/** `TelegramFileIdCaptured cover`, `ImageInvalidated thumb image`, …, sorted. */
async function eventsOf(db: Database, productId: string): Promise<string[]> {
  const events = await db.selectFrom("image_events").select(["type", "image_type", "data"])
    .where("product_id", "=", productId).orderBy("version").execute();
  return events.map(({ type, image_type, data }) => {
    const { layer } = data as { layer?: string };
    return [type, image_type, ...(layer === undefined ? [] : [layer])].join(" ");
  }).sort();
}

/** Removes the expected additional events from each product. Throws if one is missing. */
export function withoutAdded(ledger: Ledger, added: readonly string[]): Ledger {
  return ledger.map((events) => {
    const rest = [...events];
    for (const event of added) {
      const at = rest.indexOf(event);
      if (at < 0) throw new Error(`The fault should have added ${event}`);
      rest.splice(at, 1);
    }
    return rest;
  });
}

const plainRuns = new Map<unknown, Promise<Ledger>>();

/**
 * The events of a scenario without any fault. Each scenario, by its identity, runs once in a test file: when the first
 * test asks.
 */
export function plainRun(
  scenario: (shop: FaultShop) => Promise<void>,
  options: FaultShopOptions = {},
): Promise<Ledger> {
  const known = plainRuns.get(scenario) ?? run(scenario, options);
  plainRuns.set(scenario, known);
  return known;
}

async function run(
  scenario: (shop: FaultShop) => Promise<void>,
  options: FaultShopOptions,
): Promise<Ledger> {
  await using shop = await openFaultShop(options);
  await scenario(shop);
  return await readLedger(shop);
}
