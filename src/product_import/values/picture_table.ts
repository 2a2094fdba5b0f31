import { findPictureColumns } from "../../legacy_import/mod.ts";
import type { SourceProduct } from "../fields.ts";
import { type RowSource, SourceUnreadable } from "../source/source.ts";
import { isNothing, readPicture } from "./picture.ts";

/** The pictures of products, by the products' ids, in their order. */
export type ProductPictures = ReadonlyMap<string, readonly string[]>;

interface Placed {
  readonly pictures: readonly string[];
  readonly place: number;
}

const YES = /^(t|true|y|yes|1|1\.0)$/i;

/**
 * Reads a table with a row for each picture: `product_images(product_id, path, position)`. Memory holds all of it, some 100 MB
 * for a million pictures.
 *
 * @throws {SourceUnreadable} when no column is the product's id, or none is the picture.
 */
export async function readPictures(source: RowSource): Promise<ProductPictures> {
  const names = source.columns.map(({ name }) => name);
  const found = findPictureColumns(names);
  if (found === undefined) {
    throw new SourceUnreadable(
      `${source.name} holds no pictures of products: it needs a column product_id and a column path. Its columns are ${
        names.join(", ")
      }`,
    );
  }
  const at = (name: string | undefined) => name === undefined ? -1 : names.indexOf(name);
  const [product, picture, position, main] = [
    at(found.product),
    at(found.picture),
    at(found.position),
    at(found.main),
  ] as const;
  const rows = new Map<string, Placed[]>();
  for await (const { values } of source.rows()) {
    const id = values[product]?.trim() ?? "";
    const { first, further } = readPicture(values[picture] ?? "");
    if (isNothing(id) || first === null) continue;
    const isMain = YES.test(values[main]?.trim() ?? "");
    const place = isMain ? -Infinity : Number(values[position]?.trim() || "0");
    const placed = { pictures: [first, ...further], place: Number.isNaN(place) ? 0 : place };
    const known = rows.get(id);
    if (known === undefined) rows.set(id, [placed]);
    else known.push(placed);
  }
  return new Map([...rows].map(([id, placed]) => [id, inOrder(placed)]));
}

function inOrder(placed: readonly Placed[]): readonly string[] {
  const sorted = placed.toSorted((one, other) =>
    one.place === other.place ? 0 : one.place - other.place
  );
  return sorted.flatMap(({ pictures }) => pictures);
}

/** A product with the pictures of a table behind its own. Without any of its own, the first of them is its cover. */
export function withPictures(
  product: SourceProduct,
  pictures: readonly string[] | undefined,
): SourceProduct {
  if (pictures === undefined) return product;
  const { cover = null, further: own = [], ...values } = product.values;
  const named = new Set([...(cover === null ? [] : [cover]), ...own, ...pictures]);
  const [first = null, ...further] = named;
  return {
    ...product,
    values: { ...values, cover: first, ...(further.length > 0 && { further }) },
  };
}
