import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";

/** The average number of events of one product. */
export const EVENTS_A_PRODUCT = 10;

const TARGET = { botId: 1, publicUrl: "https://cdn.example/pictures" };

const COLUMNS =
  "product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata";
/** What the program sends with each event for the projection. */
const PROJECTED = "slot, bot_id, value";

/**
 * The order of the events. `shop`: a product has seven events when it is listed, one after another, and three at any time
 * later. `scattered`: all products are mixed, as if all were sold at the same time.
 */
export type EventOrder = "shop" | "scattered";

/**
 * Creates the products, and writes their events to a file of the server: 55 % uploads, 38 % captured ids, 4 % refused
 * ids, 3 % replaced pictures.
 */
export async function writeHistory(
  db: Database,
  events: number,
  file: string,
  order: EventOrder = "shop",
): Promise<void> {
  const products = await addProducts(db, events);
  await sql.raw(`copy (${history(events, products, order)}) to '${file}'`).execute(db);
}

/** Creates the products of so many events, with empty columns. Returns their number. */
export async function addProducts(db: Database, events: number): Promise<number> {
  const products = Math.ceil(events / EVENTS_A_PRODUCT);
  await sql`
    insert into products (product_id, title)
    select 'TBF-' || lpad(n::text, 7, '0'), 'Lamp' from generate_series(0, ${products}::int - 1) n
  `.execute(db);
  await ensureProjection(db, TARGET);
  return products;
}

/** The control: COPY is PostgreSQL's fastest way to write these events into the table and its indexes. */
export async function copyHistory(db: Database, file: string): Promise<void> {
  await sql.raw(`copy image_events (${COLUMNS}, ${PROJECTED}) from '${file}'`).execute(db);
}

/** Empties the log, which the shop itself never does, for another COPY of the same events. */
export async function emptyLog(db: Database): Promise<void> {
  await sql`alter table image_events disable trigger user`.execute(db);
  await sql`truncate image_events`.execute(db);
  await sql`alter table image_events enable trigger user`.execute(db);
}

/** Empties the columns: a replay must then change every row. */
export async function emptyColumns(db: Database): Promise<void> {
  await sql`update products set cover_image_url = null, thumbnail_url = null,
    telegram_cover_file_id = null, telegram_thumb_file_id = null`.execute(db);
  await sql`vacuum analyze products`.execute(db);
}

function history(events: number, products: number, order: EventOrder): string {
  return `
    select ${COLUMNS}, ${PROJECTED}
    from (${stream(events, products, order)}) made (${COLUMNS}, at)
    cross join lateral projected_image_event(jsonb_build_object('type', type, 'data', data))
    order by at, product_id, version`;
}

/** When the nth event happens, counted in products. Repeatable: the hash of n is the chance. */
function momentOf(order: EventOrder, products: number): string {
  if (order === "scattered") return "n";
  const chance = "(hashint8(n + 33) & 2147483647) / 2147483648.0";
  return `case when n / ${products} < 7 then place else place + ${chance} * (${products} - place) end`;
}

function stream(events: number, products: number, order: EventOrder): string {
  return `
    select
      product, (row_number() over (partition by product order by moment, n))::int, gen_random_uuid(), 1,
      case when kind < 55 then 'ImageUploadedToB2' when kind < 93 then 'TelegramFileIdCaptured'
        else 'ImageInvalidated' end,
      1, image,
      case
        when kind < 55 then jsonb_build_object(
          'bucket', 'pictures', 'key', 'products/' || product || '/' || image || '-' || left(hash, 16) || '.jpg',
          'sha256', hash, 'sizeBytes', 151234, 'widthPx', 1280, 'heightPx', 960,
          'contentType', 'image/jpeg', 'origin', 'seller')
        when kind < 93 then jsonb_build_object(
          'botId', ${TARGET.botId}, 'fileId', 'AgACAgQAAxkBAAIB' || hash,
          'fileUniqueId', left(hash, 16), 'sha256', hash)
        when kind < 97 then jsonb_build_object(
          'layer', 'telegram', 'reason', 'dead', 'fileId', 'AgACAgQAAxkBAAIB' || earlier)
        else jsonb_build_object('layer', 'image', 'reason', 'replaced')
      end,
      '{"actor": "bench"}'::jsonb,
      moment
    from (
      select n, 'TBF-' || lpad(place::text, 7, '0') as product,
        ${momentOf(order, products)} as moment,
        (hashint8(n) & 2147483647) % 100 as kind,
        case hashint8(n + 77) & 1 when 0 then 'cover' else 'thumb' end as image,
        encode(sha256(n::text::bytea), 'hex') as hash,
        encode(sha256((n - ${products})::text::bytea), 'hex') as earlier
      from generate_series(0::bigint, ${events - 1}) n,
        lateral (select n * 7919 % ${products} as place) placed
    ) made`;
}
