import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { type Database, migrate, openDatabase } from "../../src/postgres/mod.ts";
import { addProduct, appendAll } from "./event_log.ts";
import { captured } from "./images.ts";

/** A replica whose primary is away: a real server that replays, answers and refuses to write. */
export interface Replica extends AsyncDisposable {
  /** Built for a bot. Of its one product, a column is wrong. */
  readonly db: Database;
  /** Its connection URL. */
  readonly url: string;
}

/** Makes a server with a log, stops it, and starts it again as a replica. */
export async function openReplica(): Promise<Replica> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-replica-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  await fill(dir);
  await Deno.writeTextFile(`${dir}/cluster/standby.signal`, "");
  const { url } = stack.use(await openEmbeddedPostgres({ dir }));
  const db = stack.use(openDatabase({ url }));
  const owned = stack.move();
  return { db, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function fill(dir: string): Promise<void> {
  await using primary = await openEmbeddedPostgres({ dir });
  await using db = openDatabase({ url: primary.url });
  await migrate(db);
  await ensureProjection(db, { botId: 1, publicUrl: "https://cdn.example/pictures" });
  await addProduct(db, "TBF-1");
  await appendAll(db, "TBF-1", captured("AgAC1"));
  await db.updateTable("products").set({ telegram_cover_file_id: "x" }).execute();
}
