import { type RawBuilder, sql } from "kysely";
import { hasFurtherValues } from "../../event_log/mod.ts";
import { readColumnValue } from "../../pictures/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import type { BucketUrls } from "../../storage/mod.ts";
import type { LegacyFiles } from "../paths/legacy_files.ts";
import {
  findPictureColumns,
  findUnnumbered,
  inOrderOfNames,
  isPictureTableName,
  type PictureTableColumns,
  readFurtherName,
} from "./names.ts";
import { findProductFolders, type ProductFolders } from "./product_folders.ts";

/** Where the further pictures of a shop are, besides lists in the columns of the first one. */
export interface FurtherSources {
  /** Columns of `products` such as `image_2`, in their order. */
  readonly columns: readonly string[];
  readonly table: PictureTable | undefined;
  /** Whether `import` has read further pictures of a source. */
  readonly isImported: boolean;
  /** Whether the log keeps further values of lists that an import has replaced. */
  readonly isRemembered: boolean;
  readonly folders: ProductFolders;
  /** The pictures of a folder that a value names, if it names one. */
  readonly picturesIn: ((value: string) => Promise<readonly string[] | undefined>) | undefined;
}

/** Only the columns of the first picture count. They may hold lists. */
export const NO_SOURCES: FurtherSources = {
  columns: [],
  table: undefined,
  isImported: false,
  isRemembered: false,
  folders: new Map(),
  picturesIn: undefined,
};

/** A table with a row for each picture. */
export interface PictureTable extends PictureTableColumns {
  readonly schema: string;
  readonly name: string;
  /** Whether its column of the product holds whole numbers. */
  readonly isNumeric: boolean;
}

/** A picture as text has megabytes. */
const LOOKED_AT = 2048;
const SAMPLE_ROWS = 200;
/** A share of the values of a column. A few may be wrong. */
const MOST = 0.5;

/** Recognises where the further pictures of a shop are. `files`: those of its folder, if the run reads files. */
export async function findFurtherSources(
  db: Database,
  bucketUrls: BucketUrls,
  files: LegacyFiles | undefined,
): Promise<FurtherSources> {
  const index = await files?.index();
  return {
    ...await findFurtherPlaces(db, bucketUrls),
    isImported: await isImported(db),
    isRemembered: await hasFurtherValues(db),
    folders: index === undefined ? new Map() : await findProductFolders(db, index),
    picturesIn: files && ((value) => files.picturesIn(value)),
  };
}

/** Recognises which columns and which table of a shop's database name further pictures. */
export async function findFurtherPlaces(
  db: Database,
  bucketUrls: BucketUrls,
): Promise<Pick<FurtherSources, "columns" | "table">> {
  return { columns: await findColumns(db, bucketUrls), table: await findTable(db) };
}

async function isImported(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from imported_products where imported ? 'further' limit 1`.execute(db);
  return rows.length > 0;
}

/** The types whose text can name a picture. */
const TEXTS = /^(text|character varying|character|json|jsonb|text\[\]|character varying\[\])/;

async function findColumns(db: Database, bucketUrls: BucketUrls): Promise<string[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type
    from pg_attribute
    where attrelid = to_regclass('products') and attnum > 0 and not attisdropped
    order by attnum`.execute(db);
  const texts = rows.filter(({ type }) => TEXTS.test(type)).map(({ name }) => name);
  const holding = async (names: readonly string[]) => {
    const found: string[] = [];
    for (const name of names) if (await holdsPictures(db, name, bucketUrls)) found.push(name);
    return found;
  };
  const further = await holding(texts.filter((name) => readFurtherName(name) !== undefined));
  const unnumbered = findUnnumbered(further, texts);
  const first = unnumbered === undefined ? [] : await holding([unnumbered]);
  return [...first, ...inOrderOfNames(further, (name) => name)];
}

async function holdsPictures(
  db: Database,
  column: string,
  bucketUrls: BucketUrls,
): Promise<boolean> {
  const value = sql`${sql.id(column)}::text`;
  const { rows } = await sql<{ value: string }>`
    select left(${value}, ${LOOKED_AT}::int) as value from products
    where ${value} ~ '\\S' limit ${SAMPLE_ROWS}`.execute(db);
  const pictures = rows.filter((row) => isPicture(row.value, bucketUrls)).length;
  return rows.length > 0 && pictures > rows.length * MOST;
}

function isPicture(value: string, bucketUrls: BucketUrls): boolean {
  const { kind } = readColumnValue(value, bucketUrls);
  if (kind === "path") return /\.[a-z]{3,4}(\?.*)?$|[/\\]/i.test(value.trim());
  return kind !== "file_unique_id";
}

/** The table with the most rows of products. */
async function findTable(db: Database): Promise<PictureTable | undefined> {
  let best: { readonly table: PictureTable; readonly rows: number } | undefined;
  for (const table of await listPictureTables(db)) {
    const { rows: [counted] } = await sql<{ rows: number }>`
      select count(*) as rows from products p
      join ${ofTable(table)} t on ${sql.id("t", table.product)}::text = p.product_id::text`.execute(
      db,
    );
    const rows = counted!.rows;
    if (rows > (best?.rows ?? 0)) best = { table, rows };
  }
  return best?.table;
}

/** The tables and views whose names and columns are those of pictures. */
export async function listPictureTables(db: Database): Promise<PictureTable[]> {
  const { rows } = await sql<{ schema: string; name: string; columns: Column[] }>`
    select n.nspname as schema, c.relname as name, jsonb_agg(jsonb_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname !~ '^pg_|^information_schema$'
      and has_table_privilege(c.oid, 'select')
    group by 1, 2 order by 1, 2`.execute(db);
  return rows.flatMap(({ schema, name, columns }) => {
    if (!isPictureTableName(name)) return [];
    const readable = columns.filter(({ type }) => type !== "bytea");
    const found = findPictureColumns(readable.map((column) => column.name));
    if (found === undefined) return [];
    const type = readable.find((column) => column.name === found.product)!.type;
    return [{ schema, name, ...found, isNumeric: /^(smallint|integer|bigint)$/.test(type) }];
  });
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** SQL: the table. */
export function ofTable({ schema, name }: PictureTable): RawBuilder<unknown> {
  return sql`${sql.id(schema, name)}`;
}

/** The pictures that the table names of products, in their order. */
export async function readPictureTable(
  db: Database,
  table: PictureTable,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const product = sql.id("t", table.product);
  // With the column's own type, PostgreSQL can use its index.
  const numbers = productIds.filter((id) => /^\d{1,18}$/.test(id));
  const isOfPage = table.isNumeric
    ? sql`${product} = any(${numbers}::bigint[])`
    : sql`${product}::text = any(${productIds}::text[])`;
  const order = [
    ...(table.main === undefined ? [] : [sql`${sql.id("t", table.main)} desc nulls last`]),
    ...(table.position === undefined ? [] : [sql`${sql.id("t", table.position)} nulls last`]),
  ];
  const { rows } = await sql<{ id: string; picture: string }>`
    select ${product}::text as id, ${sql.id("t", table.picture)}::text as picture
    from ${ofTable(table)} t
    where ${isOfPage} and ${sql.id("t", table.picture)} is not null
    ${order.length === 0 ? sql`` : sql`order by ${sql.join(order)}`}`.execute(db);
  const pictures = new Map<string, string[]>();
  for (const { id, picture } of rows) pictures.set(id, [...pictures.get(id) ?? [], picture]);
  return pictures;
}
