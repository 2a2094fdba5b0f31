/**
 * The data of every button: built here, and parsed here. A button stays in its chat, so a form that was once sent must
 * parse for as long as the shop exists. It may be pressed at any time, twice, or be forged: whoever handles it checks
 * what it names against the user.
 * @module
 */
import { PRODUCT_ID_PATTERN } from "../domain/mod.ts";
import { FIELDS } from "./dialogues/dialogue.ts";
import { LANGUAGES } from "./locales/mod.ts";

/** Bytes of `callback_data` that Telegram takes. Source: core.telegram.org/bots/api#inlinekeyboardbutton, 2026-11. */
const MAX_DATA_BYTES = 64;

/** A value in a button's data. */
interface Value<T extends string> {
  /** A regular expression without groups. */
  readonly pattern: string;
  /** What the pattern matches; there for its type alone. */
  readonly of?: T;
}

type Values = Readonly<Record<string, Value<string>>>;
type Named<V extends Values> = {
  readonly [Name in keyof V]: V[Name] extends Value<infer T> ? T : never;
};

/** A kind of button, with what its data names. */
export interface Button<N> {
  /** Begins the data. No two kinds have the same. */
  readonly verb: string;
  /**
   * Builds the data.
   * @throws {RangeError} for values that could not be parsed again.
   */
  data(named: N): string;
  /** Parses data; undefined for that of any other kind, and for a forged value. */
  parse(data: string): N | undefined;
}

const productId: Value<string> = { pattern: PRODUCT_ID_PATTERN };
const saleId: Value<string> = { pattern: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}" };
const field = oneOf(FIELDS);
const language = oneOf(LANGUAGES);

/** Every kind of button. */
export const BUTTONS = {
  browse: button("browse", {}),
  next: button("b:n", { productId }),
  previous: button("b:p", { productId }),
  place: button("b:c", { productId }),
  details: button("b:d", { productId }),
  backToPage: button("b:b", { productId }),
  contact: button("c", { productId }),
  language: button("lang", { language }),
  confirmSale: button("s:ok", { saleId }),
  editSale: button("s:ed", { saleId }),
  editSaleField: button("s:f", { saleId, field }),
  previewSale: button("s:pv", { saleId }),
  cancelSale: button("s:no", { saleId }),
  myNext: button("m:n", { productId }),
  myPrevious: button("m:p", { productId }),
  myPage: button("m:b", { productId }),
  myEdit: button("m:e", { productId }),
  myEditField: button("m:f", { productId, field }),
  myWithdraw: button("m:w1", { productId }),
  myWithdrawSure: button("m:w2", { productId }),
  myWithdrawDo: button("m:w3", { productId }),
  myDelete: button("m:d1", { productId }),
  myDeleteSure: button("m:d2", { productId }),
  myDeleteDo: button("m:d3", { productId }),
  myDeleteNot: button("m:d0", { productId }),
} as const;

function oneOf<T extends string>(texts: readonly T[]): Value<T> {
  return { pattern: texts.join("|") };
}

function button<V extends Values>(verb: string, values: V): Button<Named<V>> {
  const names = Object.keys(values);
  const groups = names.map((name) => `(?<${name}>${values[name]!.pattern})`);
  const pattern = new RegExp(`^${[verb, ...groups].join(":")}$`);
  return {
    verb,
    data: (named) => {
      const data = [verb, ...names.map((name) => named[name])].join(":");
      const isShort = new TextEncoder().encode(data).length <= MAX_DATA_BYTES;
      if (isShort && pattern.test(data)) return data;
      throw new RangeError(`Cannot make a button: its data would be ${JSON.stringify(data)}`);
    },
    parse: (data) => {
      const match = pattern.exec(data);
      return match === null ? undefined : { ...match.groups } as Named<V>;
    },
  };
}
