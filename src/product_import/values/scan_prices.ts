import type { Mapping } from "../mapping/mapping.ts";
import type { RowSource } from "../source/source.ts";
import type { DecimalMark } from "./amount.ts";
import { isNothing } from "./picture.ts";
import { observePrice, type PriceStyle } from "./price.ts";

/** What a first reading of a source found. */
export interface SourceScan {
  readonly rows: number;
  readonly style: PriceStyle;
  /** Whether there are prices, and none of them names a currency. */
  readonly lacksCurrency: boolean;
}

/**
 * Reads the whole source once: so a broken file is found before anything is written, and `1.234` gets the meaning that
 * the other prices of its column show.
 *
 * @throws {SourceUnreadable} when the source breaks.
 */
export async function scanSource(source: RowSource, mapping: Mapping): Promise<SourceScan> {
  const origin = mapping.price ?? mapping.price_minor;
  const column = origin !== undefined && "column" in origin ? origin : undefined;
  const marks = new Set<DecimalMark>();
  let rows = 0;
  let prices = 0;
  let withCurrency = 0;
  for await (const { values } of source.rows()) {
    rows++;
    const text = column === undefined ? "" : values[column.column] ?? "";
    if (isNothing(text)) continue;
    const seen = observePrice(text);
    if (seen?.mark !== undefined) marks.add(seen.mark);
    if (seen !== undefined) prices++;
    if (seen?.hasCurrency) withCurrency++;
  }
  const [mark] = column?.kind === "number" ? ["." as const] : marks.size === 1 ? marks : [];
  return { rows, style: { mark }, lacksCurrency: prices > 0 && withCurrency === 0 };
}
