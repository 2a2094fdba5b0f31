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

/** Opens a database with so many products and their events, and an empty bucket. */
export async function openWorld(
  { openDatabase }: BenchContext,
  products: number,
): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(2));
  await writeHistory(database.db, products * EVENTS_A_PRODUCT, database.file);
  await copyHistory(database.db, database.file);
  const b2 = stack.use(openEmptyBucket());
  const b2Endpoint = `http://127.0.0.1:${b2.port}`;
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

/** The shop asks for its list at the start. */
function openEmptyBucket(): AsyncDisposable & { readonly port: number } {
  const list = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, () => new Response(list));
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}
