/**
 * The pages of the console on a big catalogue, as `big_catalogue.ts` fills it, for the test of what they read and the benchmark of
 * how long they take.
 * @module
 */
import { sql } from "kysely";
import { type ConsoleShop, createConsole } from "../../src/console/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { createBucketUrls, type DiskCache, openDiskCache } from "../../src/storage/mod.ts";
import { BIG_SELLER, nthProduct } from "./big_catalogue.ts";

/** What the columns of `fillCatalogue` are built for. */
export const TARGET = { botId: 1, publicUrl: "https://cdn.example" };
const BUCKET = { endpoint: "https://s3.eu-central-003.backblazeb2.com", bucket: "pictures" };

/** Of the first 1,000 products, those that were withdrawn are deleted for good: 50. */
const DELETED_OF = 1000;

/** So many events has the product in the middle. */
const EVENTS_OF_ONE = 1000;

/** Answers a GET, or a form that a page of the console sends. */
export type AskConsole = (
  path: string,
  form?: Readonly<Record<string, string>>,
) => Promise<{ status: number; text: string }>;

/** The pages, and the parts that they read. */
export interface ConsolePages extends AsyncDisposable {
  readonly ask: AskConsole;
  readonly shop: ConsoleShop;
  readonly cache: DiskCache;
}

/** Opens the console for whoever is on this machine. `long`: where the whole catalogue is read. */
export async function openConsolePages(
  db: Database,
  long: Database,
  flushShown: ConsoleShop["flushShown"] = () => Promise.resolve(),
): Promise<ConsolePages> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-console-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const cache = stack.use(await openDiskCache({ dir, maxBytes: 1_000_000 }));
  const { botId, publicUrl } = TARGET;
  const parts = { db, cache, botId, bucketUrls: createBucketUrls([publicUrl], BUCKET) };
  // No page that reads needs the others.
  const shop = { parts, long, publicUrl, queue: {}, flushShown } as unknown as ConsoleShop;
  const answer = createConsole({
    tokens: { token: "a-token-that-nobody-needs" },
    isOpen: true,
    shop: () => shop,
    readiness: () => Promise.resolve({ ready: true, checks: { postgresql: "ok" } }),
  });
  const ask: AskConsole = async (path, form) => {
    const headers = { Host: "127.0.0.1", ...(form && { "Sec-Fetch-Site": "same-origin" }) };
    const sent = form && { method: "POST", body: new URLSearchParams(form) };
    const request = new Request(`http://127.0.0.1${path}`, { headers, ...sent });
    const { status, body } = await answer(request);
    return { status, text: await new Response(body).text() };
  };
  const opened = stack.move();
  return { ask, shop, cache, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Says what the columns are built for. Before the catalogue is filled: nothing is rebuilt then. */
export async function aimColumns(db: Database): Promise<void> {
  await ensureProjection(db, TARGET);
}

/** Deletes some of the first products for good. */
async function deleteSome(db: Database): Promise<void> {
  const emptied = [
    "title",
    "description",
    "price_minor",
    "price_currency",
    "seller_id",
    "seller_username",
    "cover_image_url",
    "thumbnail_url",
    "telegram_cover_file_id",
    "telegram_thumb_file_id",
  ];
  await sql`update products set deleted_for_good_at = now(), ${
    sql.raw(emptied.map((column) => `${column} = null`).join(", "))
  } where product_id <= ${nthProduct(DELETED_OF)} and withdrawn_at is not null`.execute(db);
}

/**
 * Adds an event for each product, which agrees with its columns, and {@link EVENTS_OF_ONE} more for one of them. Some
 * products are deleted for good before. They have no event.
 */
export async function fillLog(db: Database, size: number): Promise<void> {
  await deleteSome(db);
  const columns = sql`(product_id, version, event_id, batch_size, type, schema_version, image_type,
    data, metadata, slot, bot_id, value)`;
  const captured = (version: ReturnType<typeof sql>, fileId: ReturnType<typeof sql>) =>
    sql`product_id, ${version}, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 1, 'cover',
      jsonb_build_object('botId', 1, 'fileId', ${fileId}), 
      jsonb_build_object('actor', 'seller', 'correlationId', 'sale:' || right(product_id, 6)),
      'captured', 1, ${fileId}`;
  const own = sql`telegram_cover_file_id`;
  await sql`insert into image_events ${columns}
    select ${captured(sql`1`, own)} from products where deleted_for_good_at is null
    order by product_id`.execute(db);
  const busy = nthProduct(size / 2);
  // The last one is the product's own again.
  const ownAtLast =
    sql`case when n = ${EVENTS_OF_ONE} + 1 then telegram_cover_file_id else 'AgAC-' || n end`;
  await sql`insert into image_events ${columns}
    select ${captured(sql`n`, ownAtLast)}
    from products, generate_series(2, ${EVENTS_OF_ONE}::integer + 1) n
    where product_id = ${busy} order by n`.execute(db);
  await sql`vacuum analyze image_events`.execute(db);
}

/** The path of a page in a catalogue of `size` products. It may ask for another page, to go on from there. */
export type ConsolePath = (size: number, ask: AskConsole) => string | Promise<string>;

const products = (query: Readonly<Record<string, string>>) => () =>
  `/console/products?${new URLSearchParams(query)}`;

/** The page that another one leads on to. */
const after = (path: ConsolePath): ConsolePath => async (size, ask) => {
  const { text } = await ask(await path(size, ask));
  const [, next] = /rel="next" href="([^"]+)"/.exec(text) ?? [];
  if (next === undefined) throw new Error(`Nothing follows ${await path(size, ask)}`);
  return next.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
};

/** Every page that reads. */
export const CONSOLE_PAGES: Readonly<Record<string, ConsolePath>> = {
  "overview": () => "/console",
  "overview of a year": () => "/console?span=year",
  "products": products({}),
  "products, further on": after(products({})),
  "products off sale": products({ state: "off_sale" }),
  "products off sale, further on": after(products({ state: "off_sale" })),
  "products sold, of which there is none": products({ state: "sold" }),
  "products deleted, further on": after(products({ state: "deleted" })),
  "products not stored": products({ state: "not_stored" }),
  "products not in Telegram": products({ state: "not_in_telegram" }),
  "products without a picture": products({ state: "no_picture" }),
  "products with a frequent word": products({ q: "lamp" }),
  "products with a frequent word, further on": after(products({ q: "lamp" })),
  "products with a rare word": products({ q: "xylophone" }),
  "products with a frequent word, not stored": products({ q: "lamp", state: "not_stored" }),
  "products with a frequent word, off sale": products({ q: "lamp", state: "off_sale" }),
  "products with a word of no title": products({ q: "zebra" }),
  "a product by its id": (size) => products({ q: nthProduct(size / 2) })(),
  "products of a seller": products({ q: String(BIG_SELLER) }),
  "products of a seller, off sale": products({ q: String(BIG_SELLER), state: "off_sale" }),
  "a product": (size) => `/console/products/${nthProduct(size / 2 + 1)}`,
  "a product with 1,000 events": (size) => `/console/products/${nthProduct(size / 2)}`,
  "the same, at an earlier time": (size) => `/console/products/${nthProduct(size / 2)}?at=500`,
  "drift": () => "/console/drift",
  "failed jobs": () => "/console/jobs?tab=failed",
  "jobs that are done": () => "/console/jobs?tab=done",
  "savings of 30 days": () => "/console/savings",
  "savings of all time": () => "/console/savings?time=all",
  "history": () => "/console/history",
  "lost pictures": () => "/console/lost",
  "what happened together": (size) =>
    `/console/together?id=sale:${nthProduct(size / 2).slice(-6)}&position=${size / 2}`,
};
