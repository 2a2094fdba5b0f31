import { type DriftSummary, summarizeDrift } from "../event_log/mod.ts";
import { loadStatistics, type ShopStatistics } from "../shop/mod.ts";
import type { ConsoleShop } from "./shop.ts";
import { Survey } from "./survey.ts";

/** What only a look at the whole catalogue tells. */
export interface CatalogueState {
  readonly statistics: ShopStatistics;
  readonly drift: DriftSummary;
}

/** How many findings are shown. */
export const SHOWN_DRIFT = 50;

/** Makes the survey of a catalogue: the statistics of `/stats`, and the comparison of `verify`. */
export function createCatalogueSurvey(
  { long, publicUrl }: Pick<ConsoleShop, "long" | "publicUrl">,
): Survey<CatalogueState> {
  return new Survey(async () => ({
    statistics: await loadStatistics(long, publicUrl),
    drift: await summarizeDrift(long, SHOWN_DRIFT),
  }));
}
