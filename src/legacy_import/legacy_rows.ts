import { type RawBuilder, sql } from "kysely";
import { byImage, columnsOfKind, IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsUrlColumn } from "../event_log/mod.ts";
import { readColumnValue, TELEGRAM_ADDRESS_PATTERN, WEB_ADDRESS_PATTERN } from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type BucketUrls, NOTHING_PATTERN } from "../storage/mod.ts";

/** A row with work to do. */
export interface LegacyRow {
  readonly productId: string;
  readonly title: string | null;
  /** The values of its columns; see `ColumnValue`. */
  readonly urls: Readonly<Record<ImageType, string | null>>;
  /** Whether an event tells where the picture is. */
  readonly known: Readonly<Record<ImageType, boolean>>;
  /** The hashes of the known pictures that those of the columns replace. Absent: known pictures stay. */
  readonly replacing?: Readonly<Partial<Record<ImageType, string>>>;
}

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
/** A page may hold one row more. A picture as text has up to 28 MB. */
const PAGE_BYTES = 32_000_000;

/** The paths in the columns of each row with work to do, and of further rows. */
export async function* readValues(
  db: Database,
  selection: WorkSelection,
  further: readonly LegacyRow[] = [],
): AsyncGenerator<readonly string[]> {
  const isPath = (url: string | null) =>
    url !== null &&
    (readColumnValue(url, selection.bucketUrls).kind === "path" || isMapped(url, selection));
  const pathsOf = ({ urls }: LegacyRow) => Object.values(urls).filter(isPath) as string[];
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
    yield* rows.map(legacyRowOf);
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
  const bytes = IMAGE_TYPES.map((image) => sql`coalesce(octet_length(${urlOf(image)}), 0)`);
  const { rows } = await sql<Row>`
    with page as (
      select product_id, title, ${sql.join(images)}, ${sql.join(bytes, sql` + `)} as bytes
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

type Row =
  & { readonly product_id: string; readonly title: string | null; readonly found: number }
  & Readonly<Record<string, unknown>>;

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
  const { bucketUrls, migrate, fetch, adopt, mapped = [], importedFrom } = selection;
  const wanted = [sql`false`];
  for (const image of IMAGE_TYPES) {
    const url = headOf(urlOf(image));
    if (migrate || fetch) wanted.push(isLegacy(url, bucketUrls));
    if (migrate && mapped.length > 0) {
      wanted.push(sql`${beginsWith(url, mapped)} and not ${known(image)}`);
    }
    if (fetch) wanted.push(sql`${url} ~* ${WEB_ADDRESS_PATTERN} and not ${known(image)}`);
    if (adopt) wanted.push(sql`${url} ~* ${bucketUrls.pattern} and not ${known(image)}`);
  }
  return sql`(${sql.join(wanted.map((part) => sql`(${part})`), sql` or `)})
    and ${isFrom(importedFrom)}`;
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

function urlOf(image: ImageType): RawBuilder<unknown> {
  return sql.ref(PICTURES[image].columns.url);
}

function known(image: ImageType): RawBuilder<boolean> {
  return knowsUrlColumn(sql.ref("p.product_id"), image);
}
