import {
  findPictureColumns,
  inOrderOfNames,
  isPictureTableName,
  type PictureTableColumns,
  readFurtherName,
} from "../../legacy_import/mod.ts";
import { type Field, FURTHER_FIELDS } from "../fields.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { OtherTable } from "../source/source.ts";
import { readPicture } from "../values/picture.ts";
import type { Looks } from "./looks.ts";

/** Further pictures in the rows that were looked at, by where they are. */
export type FurtherSeen = Readonly<Record<"lists" | "columns" | "rows", number>>;

/** Columns such as `image_2` or `gallery` with the fields of further pictures, in the order of their numbers. */
export function findFurther(columns: readonly Looks[]): (readonly [Field, Looks])[] {
  const found = columns.filter(({ column, values }) =>
    readFurtherName(column.name) !== undefined && values.length > 0
  );
  return inOrderOfNames(found, ({ column }) => column.name).slice(0, FURTHER_FIELDS.length)
    .map((looks, n) => [FURTHER_FIELDS[n]!, looks]);
}

/** Counts as `readProducts` reads: a row with the id of the row before it, and without a title, is a further one. */
export function countFurther(
  mapping: Mapping,
  rows: readonly (readonly (string | null | undefined)[])[],
): FurtherSeen {
  const seen = { lists: 0, columns: 0, rows: 0 };
  const cellOf = (row: (typeof rows)[number] | undefined, field: Field) => {
    const origin = mapping[field];
    return origin !== undefined && "column" in origin ? row?.[origin.column]?.trim() ?? "" : "";
  };
  for (const [n, row] of rows.entries()) {
    const { first, further } = readPicture(cellOf(row, "cover"));
    const isFurther = cellOf(row, "title") === "" && cellOf(row, "product_id") !== "" &&
      cellOf(row, "product_id") === cellOf(rows[n - 1], "product_id");
    if (first !== null && isFurther) seen.rows++;
    seen.lists += further.length;
    for (const field of FURTHER_FIELDS) {
      const own = readPicture(cellOf(row, field));
      seen.columns += (own.first === null ? 0 : 1) + own.further.length;
    }
  }
  return seen;
}

/** A table whose name and columns are those of pictures. */
export interface PictureTable extends PictureTableColumns {
  readonly name: string;
}

/** The first table whose name and columns are those of pictures. */
export function pictureTableOf(tables: readonly OtherTable[]): PictureTable | undefined {
  for (const { name, columns } of tables) {
    const found = isPictureTableName(name) ? findPictureColumns(columns) : undefined;
    if (found !== undefined) return { name, ...found };
  }
  return undefined;
}
