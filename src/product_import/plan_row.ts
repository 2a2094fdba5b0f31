import { byImage, IMAGE_TYPES } from "../domain/mod.ts";
import type { FurtherPicture, LegacyRow } from "../legacy_import/mod.ts";
import type { SourceProduct, SourceValues } from "./fields.ts";
import { type Difference, merge, type Preference } from "./merge.ts";
import { knownPictures, planFurther, planPictures } from "./plan_pictures.ts";
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
  /** A stored picture that another one of the source replaces. */
  readonly replacement?: LegacyRow;
}

/** What decides a plan besides the rows. */
export interface PlanOptions {
  /** The name under which the shop remembers the source. */
  readonly sourceName: string;
  readonly prefer?: Preference | undefined;
}

/** Plans a row. `shop`: the product of this id, if the shop has one. Pure. */
export function planRow(
  product: SourceProduct,
  shop: ShopRow | undefined,
  options: PlanOptions,
): RowPlan {
  const { productId, at, values } = product;
  if (shop === undefined) {
    return { product, outcome: "new", reports: notesOf(product), insert: values, remember: values };
  }
  if (shop.isDeletedForGood) return { product, outcome: "deleted", reports: [] };
  if (isOther(product, shop, options.sourceName)) {
    const { imported, values: { title } } = shop;
    const from = imported?.source;
    return {
      product,
      outcome: "taken",
      reports: [{ about: "taken", at, productId, from, title }],
    };
  }
  return planKnown(product, shop, options);
}

function planKnown(product: SourceProduct, shop: ShopRow, { prefer }: PlanOptions): RowPlan {
  const { productId, at } = product;
  const source = { ...product.values };
  const pictures = planPictures(productId, source, shop, prefer);
  const further = planFurther(product.values, shop);
  delete source.further;
  for (const image of knownPictures(shop)) delete source[image];
  const merged = merge({ base: shop.imported?.values, source, shop: shop.values }, prefer);
  const differences = [...merged.differences, ...pictures.differences];
  const { replacement } = pictures;
  const isChanged = Object.keys(merged.write).length > 0 || replacement !== undefined ||
    further.further !== undefined;
  const outcome = isOpen(differences, prefer) ? "differs" : isChanged ? "changed" : "unchanged";
  const told = differences.map((difference): RowReport => (
    { about: "difference", at, productId, difference }
  ));
  return {
    product,
    outcome,
    // Of a row that stays as it is, an earlier run has told everything.
    reports: isChanged ? [...notesOf(product), ...told] : told,
    update: merged.write,
    remember: { ...merged.remember, ...pictures.remember, ...further },
    ...(replacement && { replacement }),
  };
}

function notesOf({ notes, at, productId }: SourceProduct): RowReport[] {
  return notes.map((note) => ({ about: "note", at, productId, note }));
}

/** The same id need not be the same product: that of another source, or one of the shop with another title. */
function isOther({ values }: SourceProduct, shop: ShopRow, sourceName: string): boolean {
  if (shop.imported !== undefined) return shop.imported.source !== sourceName;
  const { title } = shop.values;
  return title !== null && title !== "" && title !== values.title;
}

function isOpen(differences: readonly Difference[], prefer: Preference | undefined): boolean {
  return prefer !== "shop" && differences.some(({ isOverwritten }) => !isOverwritten);
}

/** The row as an import of pictures would find it after this plan. None if the plan changes nothing of its pictures. */
export function pictureRowOf(
  { product, insert, update, remember }: RowPlan,
  shop: ShopRow | undefined,
): LegacyRow[] {
  const written = insert ?? update ?? {};
  const before = shop?.imported?.values.further ?? [];
  const further = (remember?.further ?? []).map((value, place): FurtherPicture => (
    { number: place + 2, value, from: "import" }
  )).filter(({ value }) => !before.includes(value));
  const isOfCover = IMAGE_TYPES.some((image) => written[image] != null);
  if (!isOfCover && further.length === 0) return [];
  const values = { ...shop?.values, ...written } as SourceValues;
  return [{
    productId: product.productId,
    title: values.title ?? null,
    urls: byImage((image) => values[image] ?? null),
    known: byImage((image) => (shop?.pictures[image] ?? null) !== null),
    further,
  }];
}
