import type { Price } from "../shop/mod.ts";

/** What a column of a source can be, by the names of `--columns`. */
export const FIELDS = [
  "product_id",
  "title",
  "description",
  "price",
  "price_minor",
  "currency",
  "seller_id",
  "seller_username",
  "on_sale",
  "withdrawn",
  "cover",
  "thumb",
  "picture_2",
  "picture_3",
  "picture_4",
  "picture_5",
  "picture_6",
  "picture_7",
  "picture_8",
  "picture_9",
  "picture_10",
  "picture_position",
] as const;

/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number];

/** The fields of further pictures, in their order. Each may hold a list. */
export const FURTHER_FIELDS = FIELDS.filter((field) => /^picture_\d+$/.test(field));

/** The values of a product that the source tells. A field without a column is absent. */
export interface SourceValues {
  readonly title?: string;
  readonly description?: string | null;
  /** Null: on request. */
  readonly price?: Price | null;
  readonly sellerId?: number | null;
  /** Without `@`. */
  readonly sellerUsername?: string | null;
  readonly onSale?: boolean;
  /** A path, an address, or what else the source writes. */
  readonly cover?: string | null;
  readonly thumb?: string | null;
  /** The pictures after the cover, in their order. Absent if the source tells of none. */
  readonly further?: readonly string[];
}

/** The name of a value of {@link SourceValues} that a column of the shop holds. */
export type ValueName = Exclude<keyof SourceValues, "further">;

/** A product as the source tells it. */
export interface SourceProduct {
  readonly productId: string;
  /** Where in the source, such as `line 12`. */
  readonly at: string;
  /** The column of its id. */
  readonly idColumn?: string | undefined;
  readonly values: SourceValues;
  /** What was left out of it, each as a sentence for people. */
  readonly notes: readonly string[];
}

/** Something wrong with a row. The row is not imported. */
export interface RowProblem {
  /** Such as `line 12`. */
  readonly at: string;
  /** Undefined if it cannot be read. */
  readonly productId?: string | undefined;
  /** Undefined if it is about the whole row. */
  readonly column?: string | undefined;
  /** As the source has it. */
  readonly value?: string | undefined;
  /** What is wrong, and what to do: two short sentences. */
  readonly wrong: string;
}
