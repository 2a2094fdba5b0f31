import { type RawBuilder, sql } from "kysely";
import { byImage, columnsOfKind, IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsAddress } from "../event_log/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type BucketUrls, NOTHING_PATTERN } from "../storage/mod.ts";

/** A row with work to do. */
export interface LegacyRow {
  readonly productId: string;
  readonly title: string | null;
  /** The values of its columns: a URL, a local path, or nothing. */
  readonly urls: Readonly<Record<ImageType, string | null>>;
  /** Whether an event tells where the picture is. */
  readonly known: Readonly<Record<ImageType, boolean>>;
}

/** Selects the rows with work to do. */
export interface WorkSelection {
  /** The URLs of our bucket. */
  readonly bucketUrls: BucketUrls;
  /** Selects rows with a value that is neither `https://` nor in our bucket. */
  readonly migrate: boolean;
  /** Selects rows with a URL of our bucket that is in no event, and perhaps some of other places. */
  readonly adopt: boolean;
}

/** The number of products that still have values of the legacy shop. Values such as `None` do not count. */
export interface LegacyCount {
  /** Products with a column that names a picture, and is neither `https://` nor in our bucket. */
  readonly products: number;
  /** Those whose `thumbnail_url` is such a column. */
  readonly thumbnails: number;
}

/** Matches an `https://` URL, for JavaScript and PostgreSQL. */
export const HTTPS_START = /^\s*https:\/\//i;

const PAGE_SIZE = 200;

/** The values of the columns of each row with work to do. */
export async function* readValues(
  db: Database,
  selection: WorkSelection,
): AsyncGenerator<readonly string[]> {
  for await (const { urls } of readWork(db, selection)) {
    yield Object.values(urls).filter((url) => url !== null && !HTTPS_START.test(url)) as string[];
  }
}

/** Counts the rows with work to do. */
export async function countWork(db: Database, selection: WorkSelection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products p where ${isWork(selection)}`.execute(db);
  return rows[0]!.count;
}

/** Reads the rows with work to do by product id, page by page. Rows that were finished in the meantime are skipped. */
export async function* readWork(db: Database, selection: WorkSelection): AsyncGenerator<LegacyRow> {
  let after: string | undefined;
  for (;;) {
    const images = IMAGE_TYPES.map((image) =>
      sql`${urlOf(image)} as ${sql.ref(image)}, ${known(image)} as ${sql.ref(`knows_${image}`)}`
    );
    const { rows } = await sql<Row>`
      select product_id, title, ${sql.join(images)}
      from products p
      where ${after === undefined ? sql`true` : sql`product_id > ${after}`} and ${isWork(selection)}
      order by product_id
      limit ${PAGE_SIZE}`.execute(db);
    yield* rows.map(legacyRowOf);
    after = rows.at(-1)?.product_id;
    if (rows.length < PAGE_SIZE) return;
  }
}

type Row =
  & { readonly product_id: string; readonly title: string | null }
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
export async function countLegacy(db: Database, bucketUrls: BucketUrls): Promise<LegacyCount> {
  const names = (url: RawBuilder<unknown>) =>
    sql`(${isLegacy(url, bucketUrls)} and ${url} !~* ${NOTHING_PATTERN})`;
  const thumb = names(urlOf("thumb"));
  const any = columnsOfKind("url").map((column) => names(sql.ref(column)));
  const { rows } = await sql<LegacyCount>`
    select count(*) as products, count(*) filter (where ${thumb}) as thumbnails
    from products where ${sql.join(any, sql` or `)}`.execute(db);
  return rows[0]!;
}

function isWork({ bucketUrls, migrate, adopt }: WorkSelection): RawBuilder<boolean> {
  const wanted = [sql`false`];
  for (const image of IMAGE_TYPES) {
    const url = urlOf(image);
    if (migrate) wanted.push(isLegacy(url, bucketUrls));
    if (adopt) wanted.push(sql`${url} ~* ${bucketUrls.pattern} and not ${known(image)}`);
  }
  return sql`(${sql.join(wanted.map((part) => sql`(${part})`), sql` or `)})`;
}

function isLegacy(url: RawBuilder<unknown>, { pattern }: BucketUrls): RawBuilder<boolean> {
  return sql`coalesce(${url}, '') <> '' and ${url} !~* ${HTTPS_START.source}
    and ${url} !~* ${pattern}`;
}

function urlOf(image: ImageType): RawBuilder<unknown> {
  return sql.ref(PICTURES[image].columns.url);
}

function known(image: ImageType): RawBuilder<boolean> {
  return knowsAddress(sql.ref("p.product_id"), image);
}
