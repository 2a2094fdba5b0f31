import { sql } from "kysely";
import type { Fronted } from "../../testing/shop_world.ts";
import type { FaultShop } from "../shop.ts";
import { untilIdle } from "../steps.ts";

/** A shop whose updates pass through a front, by polling or by webhook. */
export type CountingShop = FaultShop & Fronted;

/** The ids of updates before the fault, and around which the cells of a shop move away from each other. */
const MIDDLE = 600_000_000;
/** More than the updates of a cell. */
const STEP = 100_000;

let cells = 0;

/** The first ids of a cell's counts of updates. No two cells have an id in common. */
export interface Counts {
  /** Of the updates before the fault. It is higher than all ids of earlier cells. */
  readonly before: number;
  /** Lower than every id so far. */
  readonly lower: number;
  /** Higher than every id so far. */
  readonly higher: number;
}

/** Begins the count of a cell. */
export async function beginCount(shop: FaultShop): Promise<Counts> {
  const away = ++cells * 2 * STEP;
  const before = MIDDLE + away;
  await countFrom(shop, before);
  return { before, lower: MIDDLE - away, higher: before + STEP };
}

/** Telegram gives its next update this id. */
export async function countFrom(shop: FaultShop, id: number): Promise<void> {
  await untilIdle(shop);
  await shop.telegram.control.setNextUpdateId(id);
}

/** Makes all marks of handled updates older than a week: Telegram starts its ids anew after this time. */
export async function passAWeek({ db }: FaultShop): Promise<void> {
  await sql`update handled_updates set handled_at = handled_at - interval '8 days'`.execute(db);
}
