import { sql } from "kysely";
import { type DriftSummary, summarizeDrift } from "../event_log/mod.ts";
import { countStock, type StockCounts } from "../shop/mod.ts";
import type { ConsoleShop } from "./shop.ts";
import { Survey } from "./survey.ts";

/** What only a look at the whole catalogue tells. */
export interface CatalogueState {
  readonly stock: StockCounts;
  readonly drift: DriftSummary;
}

/** How many findings are shown. */
export const SHOWN_DRIFT = 50;

/** Makes the survey of a catalogue: the counts of `/stats`, and the comparison of `verify`. */
export function createCatalogueSurvey(shop: SurveyedShop): Survey<CatalogueState> {
  return new Survey(async () => ({
    stock: await countInOneProcess(shop),
    drift: await summarizeDrift(shop.long, SHOWN_DRIFT),
  }));
}

type SurveyedShop = Pick<ConsoleShop, "long" | "publicUrl">;

/** PostgreSQL would count in three processes, and leave those who wait for a picture or a page no core. */
function countInOneProcess({ long, publicUrl }: SurveyedShop): Promise<StockCounts> {
  return long.transaction().execute(async (tx) => {
    await sql`select set_config('max_parallel_workers_per_gather', '0', true)`.execute(tx);
    return await countStock(tx, publicUrl);
  });
}
