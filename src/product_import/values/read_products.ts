import { type Field, FURTHER_FIELDS, type RowProblem, type SourceProduct } from "../fields.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { SourceRow } from "../source/source.ts";
import { isNothing } from "./picture.ts";
import { PlacedPictures } from "./placed_pictures.ts";
import type { PriceStyle } from "./price.ts";
import { readRow } from "./read_row.ts";

/** A product with the rows that belong to it, or what is wrong with a row. */
export type ReadProduct =
  | { readonly product: SourceProduct; readonly furtherRows: number }
  | { readonly problem: RowProblem; readonly furtherRows: number };

const MOST_PRICES = 5;

/**
 * Reads the products of rows. Some exports give a product several rows: one for each variant and each picture. Only the
 * first one has its title (Shopify, "Using CSV files to import and export products", read 2026-11). Others repeat
 * everything but the picture. The shop has one price for each product: that of the first row that has one.
 */
export async function* readProducts(
  rows: AsyncIterable<SourceRow>,
  mapping: Mapping,
  style: PriceStyle,
): AsyncGenerator<ReadProduct, void> {
  let first: FirstRow | undefined;
  for await (const row of rows) {
    const id = cellOf(row, mapping, "product_id")?.trim();
    if (first !== undefined && id !== "" && id === first.id && first.isContinuedBy(row, mapping)) {
      const problem = first.add(row, mapping, style);
      if (problem !== undefined) yield { problem, furtherRows: 0 };
      continue;
    }
    if (first !== undefined) yield first.end();
    first = new FirstRow(id, row, readRow(row, mapping, style), mapping);
  }
  if (first !== undefined) yield first.end();
}

function cellOf(row: SourceRow, mapping: Mapping, field: Field): string | undefined {
  const origin = mapping[field];
  if (origin === undefined || row.surplus > 0) return undefined;
  return "constant" in origin ? origin.constant : row.values[origin.column] ?? "";
}

/** Fields that tell the pictures of a product. */
const OF_PICTURES: readonly Field[] = ["cover", "thumb", "picture_position", ...FURTHER_FIELDS];

/** The first row of a product, and what its further rows say. */
class FirstRow {
  #read: ReturnType<typeof readRow>;
  #furtherRows = 0;
  readonly #row: SourceRow;
  readonly #prices = new Set<string>();
  readonly #pictures: PlacedPictures;

  constructor(
    readonly id: string | undefined,
    row: SourceRow,
    read: ReturnType<typeof readRow>,
    mapping: Mapping,
  ) {
    this.#row = row;
    this.#read = read;
    this.#pictures = new PlacedPictures();
    if ("values" in read) this.#pictures.add(read.values, cellOf(row, mapping, "picture_position"));
  }

  /** A row without a title, or one that differs only in its picture. */
  isContinuedBy(row: SourceRow, mapping: Mapping): boolean {
    if (cellOf(row, mapping, "title")?.trim() === "") return true;
    const differing = (Object.keys(mapping) as Field[]).filter((field) =>
      cellOf(row, mapping, field) !== cellOf(this.#row, mapping, field)
    );
    return differing.includes("cover") && differing.every((field) => OF_PICTURES.includes(field));
  }

  /** Adds a further row. Returns what is wrong with it. */
  add(row: SourceRow, mapping: Mapping, style: PriceStyle): RowProblem | undefined {
    // What is wrong with the first row has been said once.
    if ("problem" in this.#read) {
      this.#furtherRows++;
      return undefined;
    }
    const first = this.#read;
    const read = readRow(withTitle(row, mapping, first.values.title!), mapping, style);
    if ("problem" in read) return read.problem;
    this.#furtherRows++;
    const { price, thumb } = read.values;
    const { values } = first;
    if (price != null && values.price != null && price.minor !== values.price.minor) {
      this.#prices.add(cellOf(row, mapping, "price") ?? cellOf(row, mapping, "price_minor") ?? "");
    }
    this.#pictures.add(read.values, cellOf(row, mapping, "picture_position"));
    const found = {
      ...(price != null && values.price == null && { price }),
      ...(thumb != null && values.thumb == null && { thumb }),
    };
    this.#read = { ...first, values: { ...values, ...found } };
    return undefined;
  }

  end(): ReadProduct {
    const furtherRows = this.#furtherRows;
    if ("problem" in this.#read) return { problem: this.#read.problem, furtherRows };
    const notes = [...this.#read.notes, ...this.#notes()];
    const values = { ...this.#read.values, ...this.#pictures.values };
    return { product: { ...this.#read, values, notes }, furtherRows };
  }

  #notes(): string[] {
    const notes: string[] = [];
    const prices = [...this.#prices].filter((price) => !isNothing(price));
    if (prices.length > 0) {
      const more = prices.length > MOST_PRICES ? " …" : "";
      const shown = prices.slice(0, MOST_PRICES).join(", ");
      notes.push(`its variants have other prices (${shown}${more}), and only the first one counts`);
    }
    return notes;
  }
}

/** A further row is read as if it had the title of the first one. */
function withTitle(row: SourceRow, mapping: Mapping, title: string): SourceRow {
  const origin = mapping.title;
  if (origin === undefined || "constant" in origin) return row;
  return { ...row, values: row.values.with(origin.column, title) };
}
