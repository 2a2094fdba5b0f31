import { sql } from "kysely";
import { ensureProjection } from "../../../src/event_log/mod.ts";
import { openEmbeddedS3 } from "../../../src/embedded/s3.ts";
import type { BenchContext } from "../bench.ts";
import type { BenchDatabase } from "../database.ts";
import { copyHistory, EVENTS_A_PRODUCT, writeHistory } from "../history.ts";
import { BOT } from "../view/bot_api.ts";
import { PUBLIC_URL } from "../view/processes.ts";

/** What a shop needs of others. */
export interface World extends AsyncDisposable {
  readonly database: BenchDatabase;
  readonly b2Endpoint: string;
  /** The settings of a shop that polls. The Bot API is not among them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Fills a database with so many products. */
export type Fill = (database: BenchDatabase, products: number) => Promise<void>;

/** With their events, which are of another bot. */
export const withEvents: Fill = async ({ db, file }, products) => {
  await writeHistory(db, products * EVENTS_A_PRODUCT, file);
  await copyHistory(db, file);
  // Autovacuum would do it soon.
  await sql`vacuum analyze products, image_events`.execute(db);
};

/** On sale, with file ids, without events. */
export const onSale: Fill = async ({ db }, products) => {
  await ensureProjection(db, { botId: BOT.id, publicUrl: PUBLIC_URL });
  await sql`
    insert into products (product_id, title, price_minor, price_currency, seller_id, listed_at,
      telegram_cover_file_id, telegram_thumb_file_id)
    select 'TBF-' || lpad(n::text, 7, '0'), 'Lamp ' || n, 1250 + n, 'EUR', 100, now(),
      'AgAC-cover' || n, 'AgAC-thumb' || n
    from generate_series(0, ${products}::int - 1) n`.execute(db);
};

/** Opens a filled database and an empty bucket. */
export async function openWorld(
  { openDatabase }: BenchContext,
  products: number,
  fill: Fill,
): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(2));
  await fill(database, products);
  const dir = await Deno.makeTempDir({ prefix: "vitrine-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const { endpoint: b2Endpoint } = stack.use(await openEmbeddedS3({ dir, bucket: "bench" }));
  const owned = stack.move();
  return {
    database,
    b2Endpoint,
    environment: {
      TELEGRAM_BOT_TOKEN: BOT.token,
      DATABASE_URL: database.url,
      B2_ENDPOINT: b2Endpoint,
      B2_REGION: "us-east-1",
      B2_BUCKET: "bench",
      B2_KEY_ID: "bench",
      B2_APPLICATION_KEY: "bench-application-key",
      B2_PUBLIC_URL: PUBLIC_URL,
      PORT: "0",
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
