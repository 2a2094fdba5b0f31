import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "../domain/mod.ts";
import type { KnownAddress } from "../event_log/mod.ts";
import type { LegacyRow } from "../legacy_import/mod.ts";
import type { SourceValues } from "./fields.ts";
import type { Difference, Preference } from "./merge.ts";
import type { ShopRow } from "./shop_rows.ts";

/** What becomes of the pictures of a product that the log knows. */
export interface PicturePlan {
  /** The source has another picture: the row for the import of pictures. */
  readonly replacement?: LegacyRow;
  /** What is remembered as taken over now. A replacement is, once its picture is stored. */
  readonly remember: SourceValues;
  readonly differences: readonly Difference[];
}

/** The origins of pictures that an import has brought. Others are the seller's. */
const IMPORTED = new Set(["migration", "adoption"]);

/** The values of pictures whose columns follow the log. */
export function knownPictures({ pictures }: ShopRow): ImageType[] {
  return IMAGE_TYPES.filter((image) => pictures[image] !== null);
}

/**
 * Plans the pictures that the log knows. The import's own picture is replaced when the source names another one. A
 * picture of the seller stays, unless `prefer` says otherwise. All pictures are made of the cover. Pure.
 */
export function planPictures(
  productId: string,
  source: SourceValues,
  shop: ShopRow,
  prefer?: Preference,
): PicturePlan {
  const base = shop.imported?.values ?? {};
  const known = knownPictures(shop);
  const remember: { -readonly [K in ImageType]?: string | null } = {};
  for (const image of known) {
    const wanted = source[image];
    // A picture that has gone from the source stays. One without a base is taken for the source's.
    if (wanted === undefined || wanted === base[image]) continue;
    if (wanted === null || !(image in base) || image !== MAIN_IMAGE) remember[image] = wanted;
  }
  const wanted = source[MAIN_IMAGE];
  if (!known.includes(MAIN_IMAGE) || wanted == null) return { remember, differences: [] };
  if (!(MAIN_IMAGE in base) || wanted === base[MAIN_IMAGE] || isMoved(source, shop)) {
    return { remember, differences: [] };
  }
  const isOwn = !IMPORTED.has(shop.pictures[MAIN_IMAGE]?.origin ?? "");
  const replacement = replacementOf(productId, source, shop.pictures);
  const difference: Difference = {
    name: MAIN_IMAGE,
    shop: "the seller's picture",
    source: wanted,
    isOverwritten: prefer === "source" && replacement !== undefined,
  };
  const differences = isOwn ? [difference] : [];
  if (isOwn && prefer === "shop") return { remember: { ...remember, cover: wanted }, differences };
  if (isOwn && prefer === undefined) return { remember, differences };
  return { remember, differences, ...(replacement && { replacement }) };
}

/**
 * The further pictures that the source names now, if they are others than it named before. The import of pictures looks for
 * those that are not in yet. Those that are in stay, whatever the source says. Pure.
 */
export function planFurther(source: SourceValues, shop: ShopRow): Pick<SourceValues, "further"> {
  const { cover, further: named = [] } = source;
  const before = shop.imported?.values.further ?? [];
  const further = isMoved(source, shop) ? [cover!, ...named] : named;
  const isTold = cover !== undefined || further.length > 0;
  return isTold && JSON.stringify(before) !== JSON.stringify(further) ? { further } : {};
}

/** Whether the source has put a further picture first. It is one already, and the order is the seller's. */
function isMoved({ cover }: SourceValues, { imported }: ShopRow): boolean {
  return cover != null && imported?.values.further?.includes(cover) === true;
}

/** Undefined if the shop has no picture now that could be replaced. */
function replacementOf(
  productId: string,
  source: SourceValues,
  pictures: Readonly<Record<ImageType, KnownAddress | null>>,
): LegacyRow | undefined {
  const replacing: Partial<Record<ImageType, string>> = {};
  for (const image of IMAGE_TYPES) {
    const sha256 = pictures[image]?.sha256;
    if (sha256 !== undefined) replacing[image] = sha256;
  }
  if (replacing[MAIN_IMAGE] === undefined) return undefined;
  return {
    productId,
    title: source.title ?? null,
    urls: byImage((image) => source[image] ?? null),
    known: byImage((image) => pictures[image] !== null),
    replacing,
  };
}
