import { type Field, FIELDS } from "../fields.ts";
import type { SourceColumn } from "../source/source.ts";
import { readCurrency } from "../values/currency.ts";
import { looseName } from "../../std/mod.ts";

/** Where a field's value comes from: a column by its place, or the same text for every row. */
export type Origin =
  | { readonly column: number; readonly name: string; readonly kind: SourceColumn["kind"] }
  | { readonly constant: string };

/** The origin of each field. */
export type Mapping = Readonly<Partial<Record<Field, Origin>>>;

/** `--columns` cannot be used. */
export class WrongMapping extends Error {}

/** Fields that may have the same value in every row, and the values that they may have. */
const CONSTANTS: Readonly<Partial<Record<Field, (text: string) => boolean>>> = {
  currency: (text) => readCurrency(text)?.usual !== undefined,
  seller_id: (text) => /^[1-9]\d{0,15}$/.test(text),
  seller_username: (text) => /^@?[A-Za-z]\w{3,31}$/.test(text),
};

const PART = /\s*([a-z_\d]+)\s*=\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*(?:,|$)/y;

/**
 * Reads `--columns`, such as `product_id=id,title=name,price=price,currency=EUR`. A column with a comma in its name is
 * quoted: `title="Name, long"`.
 *
 * @throws {WrongMapping} when it names a field or a column that does not exist, or misses one.
 */
export function readMapping(text: string, columns: readonly SourceColumn[]): Mapping {
  const mapping: Partial<Record<Field, Origin>> = {};
  for (const [name, value] of partsOf(text)) {
    const field = FIELDS.find((each) => each === name);
    if (field === undefined) {
      throw new WrongMapping(
        `--columns has no field ${name}. The fields are ${FIELDS.join(", ")}`,
      );
    }
    if (mapping[field] !== undefined) throw new WrongMapping(`--columns names ${field} twice`);
    mapping[field] = originOf(field, value, columns);
  }
  assertComplete(mapping);
  return mapping;
}

function* partsOf(text: string): Generator<[field: string, value: string]> {
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const [, field, quoted, plain] = PART.exec(text) ?? [];
    if (field === undefined) {
      throw new WrongMapping(
        `--columns must be like product_id=id,title=name, and is not from "${text.slice(at)}" on`,
      );
    }
    yield [field, quoted?.replaceAll('""', '"') ?? plain!];
  }
}

/** The exact name wins. Otherwise upper and lower case, accents, spaces and low lines do not count. */
function originOf(field: Field, value: string, columns: readonly SourceColumn[]): Origin {
  const exact = placesOf(columns, ({ name }) => name === value);
  const found = exact.length > 0
    ? exact
    : placesOf(columns, ({ name }) => looseName(name) === looseName(value));
  if (found.length > 1) {
    const names = found.map((place) => columns[place]!.name).join(", ");
    throw new WrongMapping(`--columns ${field}=${value} may be several columns: ${names}`);
  }
  const [column] = found;
  if (column === undefined) {
    if (CONSTANTS[field]?.(value)) return { constant: value };
    const names = columns.map(({ name }) => name).join(", ");
    throw new WrongMapping(`There is no column ${value} for ${field}. The columns are ${names}`);
  }
  const { name, kind } = columns[column]!;
  if (kind === "bytes") {
    throw new WrongMapping(
      `The column ${name} holds bytes (bytea), which --columns cannot take for ${field}. Write them to files, and their paths to a column`,
    );
  }
  return { column, name, kind };
}

function placesOf(
  columns: readonly SourceColumn[],
  matches: (column: SourceColumn) => boolean,
): number[] {
  return columns.flatMap((column, place) => matches(column) ? [place] : []);
}

function assertComplete(mapping: Mapping): void {
  for (const field of ["product_id", "title"] as const) {
    if (mapping[field] === undefined) {
      throw new WrongMapping(`--columns misses ${field}: every product needs one`);
    }
  }
  const pairs = [["price", "price_minor"], ["on_sale", "withdrawn"]] as const;
  for (const [one, other] of pairs) {
    if (mapping[one] !== undefined && mapping[other] !== undefined) {
      throw new WrongMapping(`--columns has both ${one} and ${other}: name one of them`);
    }
  }
  if (mapping.price_minor !== undefined && mapping.currency === undefined) {
    throw new WrongMapping("--columns misses currency: price_minor needs it, such as currency=EUR");
  }
}

/** Writes a mapping as `--columns` reads it. */
export function writeMapping(mapping: Mapping): string {
  return FIELDS.flatMap((field) => {
    const origin = mapping[field];
    if (origin === undefined) return [];
    const value = "constant" in origin ? origin.constant : origin.name;
    return [`${field}=${/^[^",]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`}`];
  }).join(",");
}
