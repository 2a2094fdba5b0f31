import { type RawBuilder, sql } from "kysely";
import { byImage, columnsOfKind, IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsUrlColumn } from "../event_log/mod.ts";
import { readColumnValue, TELEGRAM_ADDRESS_PATTERN, WEB_ADDRESS_PATTERN } from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type BucketUrls, NOTHING_PATTERN } from "../storage/mod.ts";
import { completeRows, mayHaveFurther, namedColumns } from "./further/complete_rows.ts";
import { type FurtherSources, NO_SOURCES } from "./further/sources.ts";
import type { LegacyRow } from "./legacy_row.ts";

/** Selects the rows with work to do. */
export interface WorkSelection {
  /** The URLs of our bucket. */
  readonly bucketUrls: BucketUrls;
  /** Selects rows with a value that is neither an address of others nor in our bucket. */
  readonly migrate: boolean;
  /** Selects rows with an address of others too. */
  readonly fetch?: boolean;
  /** Selects rows with a URL of our bucket that is in no event, and perhaps some of other places. */
  readonly adopt: boolean;
  /**
   * Beginnings of addresses that a mapping of the operator leads to files. With `migrate`, their rows are selected too.
   */
  readonly mapped?: readonly string[];
  /** Where further pictures are, besides lists in the columns of the first ones. */
  readonly further?: FurtherSources;
  /** Brings in no further picture. The log keeps the values of lists that a first picture replaces. */
  readonly isFirstOnly?: boolean;
  /** Selects only rows that `deno task import` brought in from this source. */
  readonly importedFrom?: string;
}

/** The number of products that still have values of the legacy shop. Values such as `None` do not count. */
export interface LegacyCount {
  /** Products with a column that names a picture, and is neither an address of others nor in our bucket. */
  readonly products: number;
  /** Products whose `thumbnail_url` is neither `https://` nor in our bucket. */
  readonly thumbnails: number;
}

const PAGE_SIZE = 200;
/** A page may hold one row more. A picture as text has up to 28 MB. So memory holds 36 MB of text. */
const PAGE_BYTES = 8_000_000;

/** The paths in the columns of each row with work to do, and of further rows. */
export async function* readValues(
  db: Database,
  selection: WorkSelection,
  further: readonly LegacyRow[] = [],
): AsyncGenerator<readonly string[]> {
  const isPath = (url: string | null) =>
    url !== null &&
    (readColumnValue(url, selection.bucketUrls).kind === "path" || isMapped(url, selection));
  const pathsOf = ({ urls, further = [] }: LegacyRow) =>
    [...Object.values(urls), ...further.map(({ value }) => value)].filter(isPath) as string[];
  for await (const row of readWork(db, selection)) yield pathsOf(row);
  for (const row of further) yield pathsOf(row);
}

/** Counts the rows with work to do. */
export async function countWork(db: Database, selection: WorkSelection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products p where ${isWork(selection)}`.execute(db);
  return rows[0]!.count;
}

/**
 * Reads the rows with work to do by product id, page by page. Rows that were finished in the meantime are skipped. Memory holds
 * one page.
 */
export async function* readWork(db: Database, selection: WorkSelection): AsyncGenerator<LegacyRow> {
  let after: string | undefined;
  for (;;) {
    const rows = await readPage(db, selection, after);
    yield* await rowsOf(db, selection, rows);
    const last = rows.at(-1);
    after = last?.product_id;
    if (last === undefined || rows.length === last.found && last.found < PAGE_SIZE) return;
  }
}

/** Up to a page of rows after a product, and never much more than a page of bytes. */
async function readPage(
  db: Database,
  selection: WorkSelection,
  after: string | undefined,
): Promise<readonly Row[]> {
  const images = IMAGE_TYPES.map((image) =>
    sql`${urlOf(image)} as ${sql.ref(image)}, ${known(image)} as ${sql.ref(`knows_${image}`)}`
  );
  const further = namedColumns(selection.further ?? NO_SOURCES);
  const texts = [...IMAGE_TYPES.map(urlOf), ...(selection.further?.columns ?? []).map(textOf)];
  const bytes = texts.map((text) => sql`coalesce(octet_length(${text}), 0)`);
  const { rows } = await sql<Row>`
    with page as (
      select product_id, title, ${sql.join([...images, ...further])},
        ${sql.join(bytes, sql` + `)} as bytes,
        ${isOfFirst(selection)} as has_work
      from products p
      where ${after === undefined ? sql`true` : sql`product_id > ${after}`} and ${isWork(selection)}
      order by product_id
      limit ${PAGE_SIZE})
    select * from (
      select *, count(*) over () as found, sum(bytes) over (order by product_id) - bytes as before
      from page) counted
    where before < ${PAGE_BYTES}
    order by product_id`.execute(db);
  return rows;
}

interface Row extends Readonly<Record<string, unknown>> {
  readonly product_id: string;
  readonly title: string | null;
  readonly found: number;
  /** Of its first picture. */
  readonly has_work: boolean;
  readonly further_columns: readonly (string | null)[];
  readonly further_imported: readonly string[] | null;
}

/** The rows with work to do. Some were selected only because they may have further pictures. */
async function rowsOf(
  db: Database,
  { further = NO_SOURCES, bucketUrls, isFirstOnly = false }: WorkSelection,
  rows: readonly Row[],
): Promise<readonly LegacyRow[]> {
  const named = rows.map((row) => ({
    row: legacyRowOf(row),
    columns: row.further_columns,
    imported: row.further_imported,
  }));
  const complete = await completeRows(db, further, bucketUrls, named);
  const ofRun = isFirstOnly ? complete.map((row) => ({ ...row, further: [] })) : complete;
  return ofRun.filter((row, n) =>
    rows[n]!.has_work || row.further!.length > 0 || row.urls.cover !== named[n]!.row.urls.cover
  );
}

function legacyRowOf(row: Row): LegacyRow {
  return {
    productId: row.product_id,
    title: row.title,
    urls: byImage((image) => row[image] as string | null),
    known: byImage((image) => row[`knows_${image}`] as boolean),
  };
}

/** Counts the products that still have values of the legacy shop. */
export async function countLegacy(
  db: Database,
  { bucketUrls, importedFrom }: Pick<WorkSelection, "bucketUrls" | "importedFrom">,
): Promise<LegacyCount> {
  const thumb = urlOf("thumb");
  const isNoLink = sql`${thumb} !~* ${NOTHING_PATTERN} and ${thumb} !~* '^\\s*https://'
    and ${thumb} !~* ${bucketUrls.pattern}`;
  const any = columnsOfKind("url").map((column) =>
    sql`(${isLegacy(headOf(sql.ref(column)), bucketUrls)} and ${
      headOf(sql.ref(column))
    } !~* ${NOTHING_PATTERN})`
  );
  const { rows } = await sql<LegacyCount>`
    select count(*) as products, count(*) filter (where ${isNoLink}) as thumbnails
    from products p where (${sql.join(any, sql` or `)}) and ${isFrom(importedFrom)}`.execute(db);
  return rows[0]!;
}

function isWork(selection: WorkSelection): RawBuilder<boolean> {
  const { further, importedFrom } = selection;
  const isSelected = further === undefined
    ? isOfFirst(selection)
    : sql`(${isOfFirst(selection)} or ${mayHaveFurther(further)})`;
  return sql`${isSelected} and ${isFrom(importedFrom)}`;
}

/** Whether there is work on the first picture of a row. */
function isOfFirst(selection: WorkSelection): RawBuilder<boolean> {
  const { bucketUrls, migrate, fetch, adopt, mapped = [] } = selection;
  const wanted = [sql`false`];
  for (const image of IMAGE_TYPES) {
    const url = headOf(urlOf(image));
    if (migrate || fetch) wanted.push(isLegacy(url, bucketUrls));
    if (migrate && mapped.length > 0) {
      wanted.push(sql`${beginsWith(url, mapped)} and not ${known(image)}`);
    }
    if (fetch) wanted.push(sql`${url} ~* ${WEB_ADDRESS_PATTERN} and not ${known(image)}`);
    if (adopt) {
      wanted.push(sql`${listless(url)} ~* ${bucketUrls.pattern} and not ${known(image)}`);
    }
  }
  return sql`(${sql.join(wanted.map((part) => sql`coalesce(${part}, false)`), sql` or `)})`;
}

/** Whether an address begins as one that a mapping leads to files. */
export function isMapped(url: string, { mapped = [] }: Pick<WorkSelection, "mapped">): boolean {
  const text = url.trimStart().toLowerCase();
  return mapped.some((beginning) => text.startsWith(beginning.toLowerCase()));
}

function beginsWith(url: RawBuilder<unknown>, beginnings: readonly string[]): RawBuilder<boolean> {
  return sql`exists (
    select from unnest(${beginnings}::text[]) beginning
    where starts_with(lower(ltrim(${url}, E' \\t\\n\\r')), lower(beginning)))`;
}

function isFrom(source: string | undefined): RawBuilder<boolean> {
  if (source === undefined) return sql`true`;
  return sql`exists (
    select from imported_products i where i.product_id = p.product_id and i.source = ${source})`;
}

/** An address of the Bot API is no address of others: Telegram gives the picture for an hour only. */
function isLegacy(url: RawBuilder<unknown>, { pattern }: BucketUrls): RawBuilder<boolean> {
  return sql`coalesce(${url}, '') ~ '\\S' and ${url} !~* ${pattern}
    and (${url} !~* ${WEB_ADDRESS_PATTERN} or ${url} ~* ${TELEGRAM_ADDRESS_PATTERN})`;
}

/** Enough to tell what a value is. Patterns are slow on a picture as text. */
function headOf(url: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`left(${url}, 2048)`;
}

/** What a list begins with: brackets and quotes, as JSON, Python and PostgreSQL write them. */
const LIST_BEGINNING = "^\\s*[\\[{(][\\s'\"]*";

/** A list as its first value begins. */
function listless(url: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`regexp_replace(${url}, ${LIST_BEGINNING}, '')`;
}

function textOf(column: string): RawBuilder<unknown> {
  return sql`${sql.id("p", column)}::text`;
}

function urlOf(image: ImageType): RawBuilder<unknown> {
  return sql.ref(PICTURES[image].columns.url);
}

function known(image: ImageType): RawBuilder<boolean> {
  return knowsUrlColumn(sql.ref("p.product_id"), image);
}
