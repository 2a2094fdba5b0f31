import { cleanText, readLine } from "../../shop/mod.ts";
import {
  type Field,
  FURTHER_FIELDS,
  type RowProblem,
  type SourceProduct,
  type SourceValues,
} from "../fields.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { SourceRow } from "../source/source.ts";
import { isNothing, readPicture } from "./picture.ts";
import { plainText, withoutEntities } from "./plain_text.ts";
import { type PriceRefusal, type PriceStyle, readSourcePrice } from "./price.ts";

/** A longer text is no text of a product, but a mistake. */
const MAX_CHARACTERS = 20_000;
/** An id is in buttons, links and lists, and in an index of PostgreSQL. */
const MAX_ID_CHARACTERS = 200;
/** Telegram's ids have at most 52 bits: core.telegram.org/bots/api#user, read on 2026-11-28. */
const MAX_USER_ID = 2 ** 52;

const YES = /^(t|true|y|yes|on|oui|o|vrai|si|sí|verdadero|да|истина|active|available|\+|✓)$/i;
const NO =
  /^(f|false|n|no|off|non|faux|falso|нет|ложь|inactive|draft|archived|unlisted|unpublished|hidden|private)$/i;
/** A number in stock, or WooCommerce's -1 for a draft; or the time of a soft deletion. */
const NUMBER = /^-?\d+(\.\d+)?$/;
const TIME = /^\d{4}-\d\d-\d\d/;

const PRICE_WORDS: Readonly<Record<PriceRefusal, string>> = {
  no_price: "That is no price. Write a number such as 12.50",
  negative_price: "The price is below zero. Write a number such as 12.50",
  long_fraction: "The shop keeps hundredths, and this price has more digits. Round it",
  high_price: "The price is too high for the shop. Is it the right column?",
  no_currency: "The price has no currency. Add currency=EUR to --columns, or the column's name",
  other_currency: "The price and the currency's column name two currencies. Correct one of them",
  unknown_currency: "The currency is not known. Write its code, such as EUR",
};

const DAMAGED =
  "a character is damaged and shows as \ufffd. Correct the source, or name its --encoding";

class BadRow extends Error {
  constructor(readonly field: Field | undefined, readonly wrong: string) {
    super(wrong);
  }
}

/** The texts of one row by field. */
type Cells = Readonly<Partial<Record<Field, string>>>;

/** Reads a row: a product, or what is wrong with it. */
export function readRow(
  row: SourceRow,
  mapping: Mapping,
  style: PriceStyle,
): SourceProduct | { readonly problem: RowProblem } {
  let productId: string | undefined;
  try {
    const cells = cellsOf(row, mapping);
    productId = readId(cells.product_id ?? "");
    const notes: string[] = [];
    if (Object.values(cells).some((text) => text.includes("\ufffd"))) notes.push(DAMAGED);
    const values = valuesOf(cells, { ...style, isMinor: mapping.price_minor !== undefined }, notes);
    return { productId, at: row.at, idColumn: nameOf("product_id", mapping), values, notes };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    return { problem: { ...problemOf(row, mapping, error), productId } };
  }
}

function nameOf(field: Field, mapping: Mapping): string | undefined {
  const origin = mapping[field];
  return origin !== undefined && "name" in origin ? origin.name : undefined;
}

function problemOf(row: SourceRow, mapping: Mapping, { field, wrong }: BadRow): RowProblem {
  const origin = field && mapping[field];
  if (origin === undefined || "constant" in origin) return { at: row.at, wrong };
  return { at: row.at, column: origin.name, value: row.values[origin.column] ?? "", wrong };
}

/** The texts of the mapped fields. NULL is an empty text. */
function cellsOf(row: SourceRow, mapping: Mapping): Cells {
  if (row.surplus > 0) {
    throw new BadRow(
      undefined,
      `The line has ${row.surplus} more values than columns. Put values that contain the separator into quotes`,
    );
  }
  const cells: Partial<Record<Field, string>> = {};
  for (const [name, origin] of Object.entries(mapping)) {
    const field = name as Field;
    const value = "constant" in origin ? origin.constant : row.values[origin.column];
    if (value === undefined) {
      throw new BadRow(
        field,
        "The line ends before this column. Is a line break or a quote in it that does not belong there?",
      );
    }
    assertText(field, value ?? "");
    cells[field] = plainCell(value ?? "");
  }
  return cells;
}

/** Spreadsheets keep leading zeros by a formula: `="0042"`. */
function plainCell(value: string): string {
  return /^="([^"]*)"$/.exec(value.trim())?.[1] ?? value;
}

function assertText(field: Field, text: string): void {
  if (text.includes("\0")) {
    throw new BadRow(field, "The value contains a zero byte, which no text may. Remove it");
  }
  if (text.length > MAX_CHARACTERS) {
    throw new BadRow(
      field,
      `The value has ${text.length} characters, more than ${MAX_CHARACTERS}. Is a quote open, or is it the wrong column?`,
    );
  }
}

function readId(text: string): string {
  const id = text.trim();
  if (id === "") throw new BadRow("product_id", "The id is empty. Every product needs one");
  if ([...id].length > MAX_ID_CHARACTERS) {
    throw new BadRow(
      "product_id",
      `The id is longer than ${MAX_ID_CHARACTERS} characters. Shorten it`,
    );
  }
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(id) || !id.isWellFormed()) {
    throw new BadRow(
      "product_id",
      "The id contains a line break or a control character. Remove it",
    );
  }
  return id;
}

function valuesOf(cells: Cells, style: PriceStyle, notes: string[]): SourceValues {
  const { description, seller_id: sellerId, seller_username: username, thumb } = cells;
  const onSale = readOnSale(cells);
  const price = readPrice(cells, style);
  return {
    title: readTitle(cells.title ?? ""),
    ...(description !== undefined && { description: readDescription(description) }),
    ...(price !== undefined && { price }),
    ...(sellerId !== undefined && { sellerId: readUserId(sellerId) }),
    ...(username !== undefined && { sellerUsername: readUsername(username, notes) }),
    ...(onSale !== undefined && { onSale }),
    ...picturesOf(cells),
    ...(thumb !== undefined && { thumb: oneThumb(thumb, notes) }),
  };
}

/** The cover is the first picture of all columns. So a row whose first column is empty has one too. */
function picturesOf(cells: Cells): Pick<SourceValues, "cover" | "further"> {
  const fields = ["cover" as const, ...FURTHER_FIELDS].filter((field) =>
    cells[field] !== undefined
  );
  if (fields.length === 0) return {};
  const named = fields.flatMap((field) => {
    const { first, further } = readPicture(cells[field]!);
    return first === null ? [] : [first, ...further];
  });
  const [cover = null, ...further] = new Set(named);
  return { cover, ...(further.length > 0 && { further }) };
}

function readTitle(text: string): string {
  const title = readLine(withoutEntities(text));
  if (title === "") throw new BadRow("title", "The title is empty. Write one, or remove the row");
  return title;
}

function readDescription(text: string): string | null {
  if (isNothing(text)) return null;
  const lines = text.replace(/\r\n?|\u2028|\u2029/g, "\n");
  return cleanText(plainText(lines)).trim() || null;
}

function readPrice(cells: Cells, style: PriceStyle): SourceValues["price"] {
  const field = style.isMinor ? "price_minor" : "price";
  const text = cells[field];
  if (text === undefined) return undefined;
  if (isNothing(text)) return null;
  const currency = cells.currency === undefined || isNothing(cells.currency)
    ? undefined
    : cells.currency;
  const read = readSourcePrice(text, currency, style);
  if ("price" in read) return read.price;
  const isOfCurrency = read.refused === "unknown_currency" && currency !== undefined;
  throw new BadRow(isOfCurrency ? "currency" : field, PRICE_WORDS[read.refused]);
}

/** Programs that know only floating point numbers write `123456789.0`. */
function readUserId(text: string): number | null {
  if (isNothing(text) || /^0(\.0)?$/.test(text.trim())) return null;
  const [, digits] = /^(\d{1,16})(?:\.0)?$/.exec(text.trim()) ?? [];
  const id = Number(digits);
  if (digits === undefined || id > MAX_USER_ID) {
    throw new BadRow(
      "seller_id",
      "That is no Telegram user id. It is a number such as 123456789; a name belongs to seller_username",
    );
  }
  return id;
}

/** A username is only a hint: a wrong one is left out. */
function readUsername(text: string, notes: string[]): string | null {
  if (isNothing(text)) return null;
  const name = text.trim().replace(/^(https?:\/\/)?(www\.)?(t|telegram)\.me\//i, "").replace(
    /^@/,
    "",
  );
  if (/^[A-Za-z]\w{3,31}$/.test(name)) return name;
  notes.push("the seller's username is none of Telegram's and was left out");
  return null;
}

function readOnSale(cells: Cells): boolean | undefined {
  const field = cells.withdrawn === undefined ? "on_sale" : "withdrawn";
  const text = cells[field]?.trim();
  if (text === undefined) return undefined;
  // Without a value, a product is on sale.
  if (isNothing(text)) return true;
  const isYes = YES.test(text) || TIME.test(text) || (NUMBER.test(text) && Number(text) > 0);
  if (!isYes && !NO.test(text) && !NUMBER.test(text)) {
    throw new BadRow(
      field,
      "That is neither yes nor no. Write true or false, or a number in stock",
    );
  }
  return field === "withdrawn" ? !isYes : isYes;
}

function oneThumb(text: string, notes: string[]): string | null {
  const { first, further } = readPicture(text);
  if (further.length > 0) {
    notes.push(`the thumb names ${further.length + 1} pictures, and only the first one counts`);
  }
  return first;
}
