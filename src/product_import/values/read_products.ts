import type { Field, RowProblem, SourceProduct } from "../fields.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { SourceRow } from "../source/source.ts";
import { isNothing } from "./picture.ts";
import type { PriceStyle } from "./price.ts";
import { readRow } from "./read_row.ts";

/** A product with the rows that belong to it, or what is wrong with a row. */
export type ReadProduct =
  | { readonly product: SourceProduct; readonly furtherRows: number }
  | { readonly problem: RowProblem; readonly furtherRows: number };

const MOST_PRICES = 5;

/**
 * Reads the products of rows. Some exports give a product several rows: one for each variant and each picture. Only the
 * first one has its title (Shopify, "Using CSV files to import and export products", read 2026-11). The shop has one
 * price and one picture for each product: those of the first row that has them.
 */
export async function* readProducts(
  rows: AsyncIterable<SourceRow>,
  mapping: Mapping,
  style: PriceStyle,
): AsyncGenerator<ReadProduct, void> {
  let first: FirstRow | undefined;
  for await (const row of rows) {
    const id = cellOf(row, mapping, "product_id")?.trim();
    const isFurther = first !== undefined && id !== "" && id === first.id &&
      cellOf(row, mapping, "title")?.trim() === "";
    if (isFurther) {
      const problem = first!.add(row, mapping, style);
      if (problem !== undefined) yield { problem, furtherRows: 0 };
      continue;
    }
    if (first !== undefined) yield first.end();
    first = new FirstRow(id, readRow(row, mapping, style));
  }
  if (first !== undefined) yield first.end();
}

function cellOf(row: SourceRow, mapping: Mapping, field: Field): string | undefined {
  const origin = mapping[field];
  if (origin === undefined || row.surplus > 0) return undefined;
  return "constant" in origin ? origin.constant : row.values[origin.column] ?? "";
}

/** The first row of a product, and what its further rows say. */
class FirstRow {
  #read: ReturnType<typeof readRow>;
  #furtherRows = 0;
  readonly #prices = new Set<string>();
  #pictures = 0;

  constructor(readonly id: string | undefined, read: ReturnType<typeof readRow>) {
    this.#read = read;
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
    const { price, cover, thumb } = read.values;
    const { values } = first;
    if (price != null && values.price != null && price.minor !== values.price.minor) {
      this.#prices.add(cellOf(row, mapping, "price") ?? cellOf(row, mapping, "price_minor") ?? "");
    }
    if (cover != null && values.cover != null && cover !== values.cover) this.#pictures++;
    const found = {
      ...(price != null && values.price == null && { price }),
      ...(cover != null && values.cover == null && { cover }),
      ...(thumb != null && values.thumb == null && { thumb }),
    };
    this.#read = { ...first, values: { ...values, ...found } };
    return undefined;
  }

  end(): ReadProduct {
    const furtherRows = this.#furtherRows;
    if ("problem" in this.#read) return { problem: this.#read.problem, furtherRows };
    const notes = [...this.#read.notes, ...this.#notes()];
    return { product: { ...this.#read, notes }, furtherRows };
  }

  #notes(): string[] {
    const notes: string[] = [];
    const prices = [...this.#prices].filter((price) => !isNothing(price));
    if (prices.length > 0) {
      const more = prices.length > MOST_PRICES ? " …" : "";
      const shown = prices.slice(0, MOST_PRICES).join(", ");
      notes.push(`its variants have other prices (${shown}${more}), and only the first one counts`);
    }
    if (this.#pictures > 0) {
      notes.push(`it has ${this.#pictures + 1} pictures, and only the first one counts`);
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
