import { type RawBuilder, sql } from "kysely";
import { byImage, columnsOfKind, IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsAddress } from "../event_log/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** A row with work to do. */
export interface LegacyRow {
  /** The product's id. */
  readonly productId: string;
  /** What its columns hold: an address, a local path, or nothing. */
  readonly urls: Readonly<Record<ImageType, string | null>>;
  /** Whether an event speaks of where the picture lies. */
  readonly known: Readonly<Record<ImageType, boolean>>;
}

/** Which rows are work. */
export interface WorkSelection {
  /** The beginnings of the URLs of our bucket, each with its slash; see `createBucketUrls`. */
  readonly bucketUrls: readonly string[];
  /** Rows whose columns hold what is neither `https://` nor in our bucket. */
  readonly migrate: boolean;
  /** Rows whose columns hold a URL of our bucket of which no event speaks. */
  readonly adopt: boolean;
}

/** How many products still hold what the older shop left. */
export interface LegacyCount {
  /** Of which any column is neither `https://` nor in our bucket. */
  readonly products: number;
  /** Of which `thumbnail_url` is. */
  readonly thumbnails: number;
}

const PAGE_SIZE = 200;

/** Counts the rows with work to do. */
export async function countWork(db: Database, selection: WorkSelection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products p where ${isWork(selection)}`.execute(db);
  return rows[0]!.count;
}

/** The rows with work to do, by product id, a page at a time; what is done meanwhile is not seen again. */
export async function* readWork(db: Database, selection: WorkSelection): AsyncGenerator<LegacyRow> {
  let after: string | undefined;
  for (;;) {
    const images = IMAGE_TYPES.map((image) =>
      sql`${urlOf(image)} as ${sql.ref(image)}, ${known(image)} as ${sql.ref(`knows_${image}`)}`
    );
    const { rows } = await sql<Row>`
      select product_id, ${sql.join(images)}
      from products p
      where ${after === undefined ? sql`true` : sql`product_id > ${after}`} and ${isWork(selection)}
      order by product_id
      limit ${PAGE_SIZE}`.execute(db);
    yield* rows.map(legacyRowOf);
    after = rows.at(-1)?.product_id;
    if (rows.length < PAGE_SIZE) return;
  }
}

type Row = { readonly product_id: string } & Readonly<Record<string, unknown>>;

function legacyRowOf(row: Row): LegacyRow {
  return {
    productId: row.product_id,
    urls: byImage((image) => row[image] as string | null),
    known: byImage((image) => row[`knows_${image}`] as boolean),
  };
}

/** Counts what the older shop left. */
export async function countLegacy(
  db: Database,
  bucketUrls: readonly string[],
): Promise<LegacyCount> {
  const thumb = isLegacy(urlOf("thumb"), bucketUrls);
  const any = columnsOfKind("url").map((column) => sql`(${isLegacy(sql.ref(column), bucketUrls)})`);
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
    if (adopt) wanted.push(sql`${isOurs(url, bucketUrls)} and not ${known(image)}`);
  }
  return sql`(${sql.join(wanted.map((part) => sql`(${part})`), sql` or `)})`;
}

function isLegacy(url: RawBuilder<unknown>, bucketUrls: readonly string[]): RawBuilder<boolean> {
  return sql`coalesce(${url}, '') <> '' and ${url} not like 'https://%'
    and not ${isOurs(url, bucketUrls)}`;
}

function isOurs(url: RawBuilder<unknown>, bucketUrls: readonly string[]): RawBuilder<boolean> {
  return sql`exists (
    select from unnest(${bucketUrls}::text[]) base where starts_with(${url}, base))`;
}

function urlOf(image: ImageType): RawBuilder<unknown> {
  return sql.ref(PICTURES[image].columns.url);
}

function known(image: ImageType): RawBuilder<boolean> {
  return knowsAddress(sql.ref("p.product_id"), image);
}
