import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { replay, replayProduct, verify } from "../../src/event_log/mod.ts";
import { copyHistory, emptyColumns, type EventOrder, writeHistory } from "./history.ts";

/** The measurements and their control. */
export interface ProjectionFigures {
  readonly events: number;
  readonly products: number;
  /** The control: a COPY of the same events into the same table with its indexes. */
  readonly copySeconds: number;
  /** A full replay. Every row changed. */
  readonly replaySeconds: number;
  /** A replay after it. No row changed. */
  readonly nothingSeconds: number;
  /** Verify without drift. */
  readonly verifySeconds: number;
  /** Verify when every row drifts. Each value is explained with its event and likely cause. */
  readonly drift: { readonly seconds: number; readonly clientBytes: number };
  /** Milliseconds to replay one product with an empty row: the median, and the 99th percentile. */
  readonly oneProductMs: readonly [number, number];
  /** Growth of the client's resident memory during replay and verify. */
  readonly clientBytes: number;
}

/** The number of products that are replayed one by one. */
const SINGLES = 200;

/** Measures replay and verify against a COPY of the same events, in the same database. */
export async function measureProjection(
  db: Database,
  events: number,
  file: string,
  order: EventOrder,
  say: (line: string) => void,
): Promise<ProjectionFigures> {
  say(`Making ${events.toLocaleString("en")} events, order: ${order}`);
  await writeHistory(db, events, file, order);
  await sql`checkpoint`.execute(db);
  say("COPY");
  const copySeconds = await secondsOf(() => copyHistory(db, file));
  // Autovacuum would do the same later. No measurement pays for the writes of the one before.
  await sql`vacuum analyze image_events`.execute(db);
  await emptyColumns(db);
  await sql`checkpoint`.execute(db);
  await warmUp(db);
  const memory = watchMemory();
  say("Replay");
  const started = performance.now();
  const { products, changed } = await replay(db, { onProgress: memory.look });
  const replaySeconds = (performance.now() - started) / 1000;
  if (changed < products * 0.99) throw new Error(`The replay changed ${changed} of ${products}`);
  await sql`vacuum analyze products`.execute(db);
  await sql`checkpoint`.execute(db);
  say("Replay, nothing changes");
  const nothingSeconds = await secondsOf(async () => {
    const again = await replay(db);
    if (again.changed > 0) throw new Error("A second replay changed rows");
  });
  say("Verify");
  const verifySeconds = await secondsOf(() => verifyAll(db, memory.look));
  const clientBytes = memory.growth();
  say("Replay of one product");
  const oneProductMs = await measureSingles(db);
  say("Verify, every row drifts");
  const drift = await measureDrift(db);
  return {
    events,
    products,
    copySeconds,
    replaySeconds,
    nothingSeconds,
    verifySeconds,
    drift,
    oneProductMs,
    clientBytes,
  };
}

async function verifyAll(db: Database, onPage: () => void): Promise<void> {
  for await (const page of verify(db)) {
    if (page.drift.length > 0) throw new Error("Verify found drift after a replay");
    onPage();
  }
}

async function measureDrift(db: Database) {
  await emptyColumns(db);
  const memory = watchMemory();
  let drift = 0;
  const seconds = await secondsOf(async () => {
    for await (const page of verify(db)) {
      drift += page.drift.length;
      memory.look();
    }
  });
  if (drift === 0) throw new Error("Verify found no drift in empty columns");
  return { seconds, clientBytes: memory.growth() };
}

/** Loads the client's code first: its memory does not depend on the size of the log. */
async function warmUp(db: Database): Promise<void> {
  await replayProduct(db, "TBF-0000000");
  for await (const page of verify(db, { productId: "TBF-0000000" })) void page;
}

async function measureSingles(db: Database): Promise<[number, number]> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products where cover_image_url is not null
    order by md5(product_id) limit ${SINGLES}`.execute(db);
  const times: number[] = [];
  for (const { product_id } of rows) {
    await sql`update products set cover_image_url = null where product_id = ${product_id}`
      .execute(db);
    const seconds = await secondsOf(() => replayProduct(db, product_id));
    times.push(seconds * 1000);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? NaN;
  return [at(0.5), at(0.99)];
}

function watchMemory() {
  const before = Deno.memoryUsage().rss;
  let most = before;
  return {
    look: () => void (most = Math.max(most, Deno.memoryUsage().rss)),
    growth: () => most - before,
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
