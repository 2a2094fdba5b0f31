import { byImage, IMAGE_TYPES } from "../domain/mod.ts";
import type { LegacyRow } from "../legacy_import/mod.ts";
import type { SourceProduct, SourceValues } from "./fields.ts";
import { type Merge, merge, type Preference } from "./merge.ts";
import type { RowOutcome, RowReport } from "./report.ts";
import type { ShopRow } from "./shop_rows.ts";

/** What to do with a row of the source, and what to tell of it. */
export interface RowPlan {
  readonly product: SourceProduct;
  readonly outcome: RowOutcome;
  readonly reports: readonly RowReport[];
  /** Inserts a product with these values. */
  readonly insert?: SourceValues;
  /** Changes these values of the product. Empty if there is nothing to write. */
  readonly update?: SourceValues;
  /** What is remembered as taken over. Empty if nothing is. */
  readonly remember?: SourceValues;
}

/** What decides a plan besides the rows. */
export interface PlanOptions {
  readonly sourceName: string;
  readonly prefer?: Preference | undefined;
}

/** Plans a row. `shop`: the product of this id, if the shop has one. Pure. */
export function planRow(
  product: SourceProduct,
  shop: ShopRow | undefined,
  { sourceName, prefer }: PlanOptions,
): RowPlan {
  const { productId, at, values } = product;
  const notes = product.notes.map((note): RowReport => ({ about: "note", at, productId, note }));
  if (shop === undefined) {
    return { product, outcome: "new", reports: notes, insert: values, remember: values };
  }
  if (shop.isDeletedForGood) return { product, outcome: "deleted", reports: [] };
  if (isOther(product, shop, sourceName)) {
    const { imported, values: { title } } = shop;
    const from = imported?.source;
    return {
      product,
      outcome: "taken",
      reports: [{ about: "taken", at, productId, from, title }],
    };
  }
  const merged = merge({ base: shop.imported?.values, source: values, shop: shop.values }, prefer);
  const differences = merged.differences.map((difference): RowReport => (
    { about: "difference", at, productId, difference }
  ));
  const outcome = outcomeOf(merged);
  // Of a row that stays as it is, the first run has told everything.
  const reports = outcome === "unchanged" ? [] : [...notes, ...differences];
  return { product, outcome, reports, update: merged.write, remember: merged.remember };
}

/** The same id need not be the same product: that of another source, or one of the shop with another title. */
function isOther({ values }: SourceProduct, shop: ShopRow, sourceName: string): boolean {
  if (shop.imported !== undefined) return shop.imported.source !== sourceName;
  const { title } = shop.values;
  return title !== null && title !== "" && title !== values.title;
}

function outcomeOf({ write, remember, differences }: Merge): RowOutcome {
  if (differences.some(({ isOverwritten, name }) => !isOverwritten && !(name in remember))) {
    return "differs";
  }
  if (Object.keys(write).length > 0) return "changed";
  return "unchanged";
}

/** The row as an import of pictures would find it after this plan. None if it has no picture to import. */
export function pictureRowOf(
  { product: { productId }, insert, update }: RowPlan,
  shop: ShopRow | undefined,
): LegacyRow[] {
  const values = insert ?? { ...shop?.values, ...update } as SourceValues;
  if (insert === undefined && update === undefined) return [];
  const known = shop?.known ?? byImage(() => false);
  const urls = byImage((image) => values[image] ?? null);
  const hasWork = IMAGE_TYPES.some((image) => urls[image] !== null && !known[image]);
  return hasWork ? [{ productId, urls, known }] : [];
}
