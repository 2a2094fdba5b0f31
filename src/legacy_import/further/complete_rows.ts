import { type RawBuilder, sql } from "kysely";
import { MAIN_IMAGE } from "../../domain/mod.ts";
import { readTakenOver, type TakenOver } from "../../event_log/mod.ts";
import { readColumnValue, valuesIn } from "../../pictures/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { type BucketUrls, NOTHING_PATTERN } from "../../storage/mod.ts";
import type { LegacyRow } from "../legacy_row.ts";
import { keepable, type NamedPictures, orderPictures, splitUp } from "./further_pictures.ts";
import { notNamed } from "./product_folders.ts";
import { type FurtherSources, ofTable, readPictureTable } from "./sources.ts";

/** A row as its columns have it, and what else names its pictures. */
export interface NamedRow {
  readonly row: LegacyRow;
  /** The texts of the columns of further pictures, in their order. */
  readonly columns: readonly (string | null)[];
  /** What `import` read of a source. */
  readonly imported: readonly string[] | null;
}

/** SQL: whether a row of `products p` may have further pictures. Some that it selects have none, or have them already. */
export function mayHaveFurther(sources: FurtherSources): RawBuilder<boolean> {
  const { columns, table, isImported, isRemembered, folders } = sources;
  const parts = [sql`false`];
  for (const column of columns) parts.push(sql`${sql.id("p", column)}::text ~ '\\S'`);
  if (table !== undefined) {
    parts.push(sql`p.product_id in (
      select ${sql.id("t", table.product)}::text from ${ofTable(table)} t)`);
  }
  if (folders.size > 0) parts.push(sql`p.product_id = any(${[...folders.keys()]}::text[])`);
  if (isImported) {
    parts.push(sql`exists (
      select from imported_products i
      where i.product_id = p.product_id and i.imported -> 'further' <> '[]')`);
  }
  if (isRemembered) {
    parts.push(sql`exists (
      select from image_events e
      where e.product_id = p.product_id and e.metadata ? 'legacyFurther')`);
  }
  return sql`(p.deleted_for_good_at is null and (${sql.join(parts, sql` or `)}))`;
}

/** SQL: what {@link NamedRow} needs of a row of `products p`. */
export function namedColumns(
  { columns, isImported }: FurtherSources,
): readonly RawBuilder<unknown>[] {
  const texts = columns.map((column) => sql`${sql.id("p", column)}::text`);
  return [
    sql`array[${sql.join(texts)}]::text[] as further_columns`,
    isImported
      ? sql`(select i.imported -> 'further' from imported_products i
          where i.product_id = p.product_id) as further_imported`
      : sql`null::jsonb as further_imported`,
  ];
}

const NOTHING = new RegExp(NOTHING_PATTERN, "i");
const NEVER: TakenOver = { taken: new Set(), ofFirst: new Set(), further: [] };

/** Completes rows with their further pictures. The first picture is the first value, if their own column names no single one. */
export async function completeRows(
  db: Database,
  sources: FurtherSources,
  bucketUrls: BucketUrls,
  rows: readonly NamedRow[],
): Promise<LegacyRow[]> {
  const { table } = sources;
  const ids = rows.map(({ row }) => row.productId);
  const ofTable = table === undefined ? undefined : await readPictureTable(db, table, ids);
  const several = rows.filter((named) =>
    ofTable?.has(named.row.productId) || mayHaveSeveral(named, sources)
  );
  const taken = several.length === 0
    ? new Map<string, TakenOver>()
    : await readTakenOver(db, several.map(({ row }) => row.productId));
  return await Promise.all(rows.map(async (named) => {
    const { productId } = named.row;
    const given = { taken: taken.get(productId) ?? NEVER, table: ofTable?.get(productId) ?? [] };
    return await completeRow(sources, bucketUrls, named, given);
  }));
}

/** Whether a row may have further pictures without a table. Most shops have one picture for each product. */
function mayHaveSeveral({ row, columns, imported }: NamedRow, sources: FurtherSources): boolean {
  const { productId, urls } = row;
  return sources.isRemembered || sources.folders.has(productId) ||
    (imported ?? []).length > 0 || columns.some((text) => text !== null) ||
    valuesIn(urls[MAIN_IMAGE] ?? "").length > 1;
}

async function completeRow(
  sources: FurtherSources,
  bucketUrls: BucketUrls,
  { row, columns, imported }: NamedRow,
  { taken, table }: { readonly taken: TakenOver; readonly table: readonly string[] },
): Promise<LegacyRow> {
  const { urls, known } = row;
  const own = urls[MAIN_IMAGE] ?? "";
  const { kind } = readColumnValue(own, bucketUrls);
  const isKnown = known[MAIN_IMAGE] || kind === "bucket";
  const folder = kind === "path" && !isKnown ? await sources.picturesIn?.(own) : undefined;
  const before: NamedPictures = [
    ...(isKnown
      ? []
      : folder?.map((file) => ["folder", file] as const) ?? [["list", own] as const]),
    ...taken.further.map((value) => ["list", value] as const),
    ...columns.map((text) => ["columns", text ?? ""] as const),
    ...table.map((text) => ["table", text] as const),
    ...(imported ?? []).map((text) => ["import", text] as const),
  ];
  const isNamed = taken.further.length > 0 ||
    before.some(([from, text]) => splitUp(text).length > (from === "list" ? 1 : 0));
  const beside = isNamed
    ? []
    : notNamed(sources.folders.get(row.productId) ?? [], [own, ...taken.taken]);
  const named = [...before, ...beside.map((file) => ["folder", file] as const)];
  const { first, further, listed } = orderPictures(named, { needsFirst: !isKnown, ...taken });
  return {
    ...row,
    urls: {
      ...urls,
      // Space around a value is shown as the row has it.
      ...(first !== undefined && first !== own.trim() && { [MAIN_IMAGE]: first }),
      ...oneThumb(urls.thumb),
    },
    further,
    ...(!isKnown && listed.length > 0 && { listed: keepable(listed) }),
  };
}

/** A list of thumbs is of the same pictures: those are rendered from the pictures themselves. */
function oneThumb(thumb: string | null): { readonly thumb?: string } {
  const [first, second] = thumb === null ? [] : valuesIn(thumb);
  return first !== undefined && second !== undefined && !NOTHING.test(first)
    ? { thumb: first }
    : {};
}
