import { sql } from "kysely";
import { type ObjectType, readImageName } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** A picture that an object serves as now: the picture's latest upload, and the picture has not ended. */
export interface CurrentPicture {
  readonly productId: string;
  readonly imageType: ObjectType;
  /** The number of the product's picture if it is not 1. */
  readonly picture?: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** An object that some event names. */
export interface NamedObject {
  readonly key: string;
  /** The pictures that it serves as now. None: it is superseded. Several: legacy rows shared one object. */
  readonly pictures: readonly CurrentPicture[];
  /** When it stopped to serve as any picture; null if it still does. */
  readonly endedAt: Date | null;
}

/** Options of {@link listNamedObjects}. */
export interface NamedObjectsOptions {
  /** Keys in one statement; 1000 if absent. */
  readonly pageSize?: number;
}

interface Row {
  readonly key: string;
  /** With the names of their images, such as `cover.2`. */
  readonly pictures: readonly (Omit<CurrentPicture, "imageType"> & { imageType: string })[] | null;
  readonly ended_at: Date | null;
}

/**
 * Every object that some event names, by key in byte order, as S3 lists them. Each page is a statement of its own, so no
 * transaction stays open. An event that is appended meanwhile may be missed.
 */
export async function* listNamedObjects(
  db: Database,
  { pageSize = 1000 }: NamedObjectsOptions = {},
): AsyncGenerator<NamedObject, void> {
  let after: string | undefined;
  for (;;) {
    const beyond = after === undefined ? sql`true` : sql`value > ${after}`;
    const page = await select(
      db,
      sql`select distinct value from image_events
        where slot = 'uploaded' and ${beyond} order by value limit ${pageSize}`,
    );
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.key;
  }
}

/** One object, as the log names it now; undefined if no event does. */
export async function findNamedObject(db: Database, key: string): Promise<NamedObject | undefined> {
  const [object] = await select(db, sql`select ${key} collate "C" as value`);
  return object;
}

/** Whether an event says that this shop made the name of an object: it begins with the object's SHA-256. */
export async function madeName(db: Database, key: string, hashPrefix: string): Promise<boolean> {
  const { rows } = await sql`
    select from image_events
    where slot = 'uploaded' and value = ${key} and starts_with(data ->> 'sha256', ${hashPrefix})
    limit 1`.execute(db);
  return rows.length > 0;
}

/** The keys of all objects that the product's events name. */
export async function listObjectKeys(db: Database, productId: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select distinct value as key from image_events
    where product_id = ${productId} and slot = 'uploaded' order by key`.execute(db);
  return rows.map(({ key }) => key);
}

/** The products whose events name an object. */
export async function listProductsOfObject(db: Database, key: string): Promise<string[]> {
  const { rows } = await sql<{ product_id: string }>`
    select distinct product_id from image_events
    where slot = 'uploaded' and value = ${key} order by product_id`.execute(db);
  return rows.map(({ product_id }) => product_id);
}

/** Keys of objects that some event names, chosen by chance: `size` of them, or fewer. Reads few rows of a large log. */
export async function pickObjectKeys(db: Database, size: number): Promise<string[]> {
  const { rows: [log] } = await sql<{ last: number }>`
    select coalesce(max(position), 0) as last from image_events`.execute(db);
  const positions = Array.from({ length: size }, () => 1 + Math.floor(Math.random() * log!.last));
  const { rows } = await sql<{ key: string }>`
    select distinct named.value as key
    from unnest(${positions}::bigint[]) chosen (position)
    cross join lateral (
      select value from image_events
      where slot = 'uploaded' and image_events.position >= chosen.position
      order by image_events.position limit 1
    ) named`.execute(db);
  return rows.map(({ key }) => key);
}

/** The bucket of the picture that was stored last; undefined if none was. */
export async function lastBucket(db: Database): Promise<string | undefined> {
  const { rows } = await sql<{ bucket: string }>`
    select data ->> 'bucket' as bucket from image_events
    where slot = 'uploaded' order by position desc limit 1`.execute(db);
  return rows[0]?.bucket;
}

/** How many objects the log names, and whether the key of any of them lies outside of a prefix. */
export async function summarizeNamedObjects(
  db: Database,
  prefix: string,
): Promise<{ readonly objects: number; readonly outside: boolean }> {
  const { rows } = await sql<{ objects: number; outside: boolean | null }>`
    select count(distinct value) as objects, bool_or(not starts_with(value, ${prefix})) as outside
    from image_events where slot = 'uploaded'`.execute(db);
  return { objects: rows[0]!.objects, outside: rows[0]!.outside ?? false };
}

/** An upload is current until another upload or the end of the picture follows. */
async function select(
  db: Database,
  keys: ReturnType<typeof sql>,
): Promise<NamedObject[]> {
  const { rows } = await sql<Row>`
    with page as (${keys})
    select
      page.value as key,
      jsonb_agg(jsonb_build_object(
        'productId', named.product_id, 'imageType', named.image_type,
        'sha256', named.data ->> 'sha256', 'sizeBytes', named.data -> 'sizeBytes'
      ) order by named.position) filter (where ending.recorded_at is null) as pictures,
      max(ending.recorded_at) as ended_at
    from page
    join image_events named on named.slot = 'uploaded' and named.value = page.value
    left join lateral (
      select later.recorded_at from image_events later
      where later.product_id = named.product_id and later.image_type = named.image_type
        and later.slot in ('uploaded', 'image_invalidated') and later.bot_id is null
        and later.position > named.position
      order by later.position limit 1
    ) ending on true
    group by page.value
    order by page.value collate "C"`.execute(db);
  return rows.map(({ key, pictures, ended_at }) => ({
    key,
    pictures: (pictures ?? []).map(({ imageType: name, ...named }) => {
      const { imageType, ...of } = readImageName(name);
      return { ...named, ...of, imageType: imageType as ObjectType };
    }),
    endedAt: pictures === null ? ended_at : null,
  }));
}
