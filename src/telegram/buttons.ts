/**
 * The data of every button: built here, and parsed here. A button stays in its chat, so a form that was once sent must
 * parse for as long as the shop exists. It may be pressed at any time, twice, or be forged: whoever handles it checks
 * what it names against the user.
 * @module
 */
import { type LongId, PRODUCT_REF_PATTERN, productRef, readProductRef } from "../domain/mod.ts";
import { FIELDS } from "./dialogues/dialogue.ts";
import { LANGUAGES } from "./locales/mod.ts";

/** Bytes of `callback_data` that Telegram takes. Source: core.telegram.org/bots/api#inlinekeyboardbutton, 2026-11. */
const MAX_DATA_BYTES = 64;

/** A value in a button's data: `T` when it is built, `P` when it is parsed. */
interface Value<T, P = T> {
  /** A regular expression without groups. */
  readonly pattern: string;
  write(value: T): string;
  /** Undefined for a text that the pattern matches and that is no value. */
  read(text: string): P | undefined;
}

// deno-lint-ignore no-explicit-any -- any kind of value
type Values = Readonly<Record<string, Value<any, unknown>>>;
type Named<V extends Values> = {
  readonly [Name in keyof V]: V[Name] extends Value<infer T, unknown> ? T : never;
};
type Parsed<V extends Values> = {
  readonly [Name in keyof V]: V[Name] extends Pick<Value<never, infer P>, "read"> ? P : never;
};

/** A kind of button, with what its data names: `N` when it is built, `P` when it is parsed. */
export interface Button<N, P = N> {
  /** Begins the data. No two kinds have the same. */
  readonly verb: string;
  /**
   * Builds the data.
   * @throws {RangeError} for values that could not be parsed again.
   */
  data(named: N): string;
  /** Parses data; undefined for that of any other kind, and for a forged value. */
  parse(data: string): P | undefined;
}

const productId: Value<string, string | LongId> = {
  pattern: PRODUCT_REF_PATTERN,
  write: productRef,
  read: readProductRef,
};
const saleId = text<string>("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
const field = oneOf(FIELDS);
/** The number that a picture of a product keeps. */
const picture = upTo(9);
/** The message that brought a photo of a sale. */
const photo = upTo(10);
/** Where a picture was among the others, from 1: if it is gone, the one that is there now is meant. */
const place = upTo(2);
const language = oneOf(LANGUAGES);

/** Microseconds in base 36: so the longest reference fits beside them. */
const since = text<string>("[0-9a-z]{1,12}");

/** Bytes of a query that a button has room for. */
export const MOST_QUERY_BYTES = 40;
const query: Value<string> = {
  ...text<string>(`[^]{0,${MOST_QUERY_BYTES}}`),
  read: (query) => bytesOf(query) <= MOST_QUERY_BYTES ? query : undefined,
};

/** How many bytes a text has. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Every kind of button. */
export const BUTTONS = {
  browse: button("browse", {}),
  next: button("b:n", { productId }),
  previous: button("b:p", { productId }),
  place: button("b:c", { productId }),
  details: button("b:d", { productId }),
  backToPage: button("b:b", { productId }),
  picture: button("b:i", { productId, picture, place }),
  // Of older releases: it does not say which picture was seen.
  allPictures: button("b:a", { productId }),
  allPicturesFrom: button("b:ai", { productId, picture, place }),
  contact: button("c", { productId }),
  contactDo: button("c:y", { productId }),
  language: button("lang", { language }),
  confirmSale: button("s:ok", { saleId }),
  editSale: button("s:ed", { saleId }),
  editSaleField: button("s:f", { saleId, field }),
  previewSale: button("s:pv", { saleId }),
  saleSeen: button("s:v", { saleId, photo, place }),
  salePictures: button("s:i", { saleId, photo, place }),
  salePictureFirst: button("s:if", { saleId, photo }),
  salePictureReplace: button("s:ic", { saleId, photo }),
  salePictureRemove: button("s:ir", { saleId, photo }),
  salePictureAdd: button("s:ia", { saleId }),
  cancelSale: button("s:no", { saleId }),
  myNext: button("m:n", { productId }),
  myPrevious: button("m:p", { productId }),
  myPage: button("m:b", { productId }),
  myEdit: button("m:e", { productId }),
  myEditField: button("m:f", { productId, field }),
  myWithdraw: button("m:w1", { productId }),
  myWithdrawSure: button("m:w2", { productId }),
  myWithdrawDo: button("m:w3", { productId }),
  mySold: button("m:s1", { productId }),
  mySoldDo: button("m:s2", { productId }),
  myPutBack: button("m:r", { productId }),
  myPictures: button("m:i", { productId, picture, place }),
  myPictureFirst: button("m:if", { productId, picture }),
  myPictureReplace: button("m:ic", { productId, picture }),
  myPictureRemove: button("m:ir", { productId, picture }),
  myPictureRemoveDo: button("m:iy", { productId, picture }),
  myPictureAdd: button("m:ia", { productId }),
  sellPhotos: button("p:s", {}),
  addPhotos: button("p:a", { productId }),
  myOffSale: button("m:o", {}),
  myOffSaleOne: button("m:k", { productId }),
  myOffSaleNext: button("m:on", { productId, since }),
  myOffSalePrevious: button("m:op", { productId, since }),
  list: button("l", {}),
  listNext: button("l:n", { before: text("\\d{1,15}"), query }),
  found: button("f:d", { productId }),
  operatorMend: button("o:m", {}),
  operatorRepair: button("o:r", { all: text("[01]") }),
  myDelete: button("m:d1", { productId }),
  myDeleteSure: button("m:d2", { productId }),
  myDeleteDo: button("m:d3", { productId }),
  myDeleteNot: button("m:d0", { productId }),
} as const;

function oneOf<T extends string>(texts: readonly T[]): Value<T> {
  return text(texts.join("|"));
}

function text<T extends string>(pattern: string): Value<T> {
  return { pattern, write: (value) => value, read: (text) => text as T };
}

function upTo(digits: number): Value<number> {
  return { pattern: `\\d{1,${digits}}`, write: String, read: Number };
}

function button<V extends Values>(verb: string, values: V): Button<Named<V>, Parsed<V>> {
  const names = Object.keys(values);
  const groups = names.map((name) => `(?<${name}>${values[name]!.pattern})`);
  const pattern = new RegExp(`^${[verb, ...groups].join(":")}$`);
  return {
    verb,
    data: (named) => {
      const texts = names.map((name) =>
        named[name] === undefined ? "" : values[name]!.write(named[name])
      );
      const data = [verb, ...texts].join(":");
      const isShort = bytesOf(data) <= MAX_DATA_BYTES;
      if (isShort && pattern.test(data)) return data;
      throw new RangeError(`Cannot make a button: its data would be ${JSON.stringify(data)}`);
    },
    parse: (data) => {
      const match = pattern.exec(data);
      if (match === null) return undefined;
      const read = names.map((name) => [name, values[name]!.read(match.groups![name]!)]);
      const isRead = read.every(([, value]) => value !== undefined);
      return isRead ? Object.fromEntries(read) as Parsed<V> : undefined;
    },
  };
}
