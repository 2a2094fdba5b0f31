import { sql } from "kysely";
import { ensureProjection } from "../../../src/event_log/mod.ts";
import type { Database } from "../../../src/postgres/mod.ts";
import type { BenchContext } from "../bench.ts";
import { BOT, type BotApi, openBotApi } from "./bot_api.ts";
import { PUBLIC_URL } from "./processes.ts";

/** The number of products on sale. */
export const PRODUCTS = 1000;
/** The bytes of a cover, as the shop renders one. */
const PICTURE_BYTES = 151_234;

/** What the bots of a bench of views need of others. */
export interface World extends AsyncDisposable {
  /** The database, with all products. */
  readonly db: Database;
  readonly api: BotApi;
  readonly databaseUrl: string;
  readonly b2Endpoint: string;
  readonly picture: string;
}

/** Opens a shop's database, a Bot API, and a bucket with one picture. */
export async function openWorld({ openDatabase }: BenchContext): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const { db, url: databaseUrl } = stack.use(await openDatabase(2));
  await listProducts(db);
  const api = stack.use(openBotApi());
  const b2 = stack.use(openB2());
  const b2Endpoint = `http://127.0.0.1:${b2.port}`;
  const owned = stack.move();
  return {
    ...{ db, api, databaseUrl, b2Endpoint, picture: `${b2Endpoint}/bench/cover.jpg` },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A bucket that holds one picture. The shop asks for its list at the start. */
function openB2(): AsyncDisposable & { readonly port: number } {
  const bytes = new Uint8Array(PICTURE_BYTES).fill(7);
  const list = "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>";
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, ({ url }) => new Response(url.includes("?") ? list : bytes));
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function listProducts(db: Database): Promise<void> {
  await ensureProjection(db, { botId: BOT.id, publicUrl: PUBLIC_URL });
  await sql`
    insert into products (product_id, title, description, price_minor, price_currency, seller_id, listed_at,
      telegram_cover_file_id, telegram_thumb_file_id)
    select 'TBF-' || lpad(n::text, 7, '0'), 'Lamp ' || n, 'A lamp of brass, forty centimetres high.', 1250 + n, 'EUR',
      100 + n % 50, now() - n * interval '1 minute', 'AgAC-cover' || n, 'AgAC-thumb' || n
    from generate_series(0, ${PRODUCTS}::int - 1) n`.execute(db);
  await sql`vacuum analyze products`.execute(db);
}
