/**
 * Tables `products` of other shops, with what must become of them. `adopted`: it takes sales, and these lines tell what was
 * changed. `refused`: the objects that are named; after the printed statements, it takes sales too.
 */
export interface TableCase {
  readonly name: string;
  /** Where its kind was seen: an address, or a repository of GitHub with a path. */
  readonly source: string;
  readonly sql: string;
  readonly adopted?: readonly RegExp[];
  readonly refused?: readonly RegExp[];
  /** The rows are in another table in the end. */
  readonly emptied?: true;
}

/** A table that only has what a sale needs, and more columns than product_id. */
export const MINIMAL =
  "create table products (product_id text primary key, title text, seller_id bigint)";
/** A row of {@link MINIMAL}. */
export const ROW =
  "insert into products (product_id, title, seller_id) values ('TBF-OLD001', 'Lamp', 42)";
