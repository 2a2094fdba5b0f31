import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { replay, replayProduct, verify } from "../../src/event_log/mod.ts";
import { copyHistory, emptyColumns, writeHistory } from "./history.ts";

/** What was measured, beside its control. */
export interface ProjectionFigures {
  /** Events in the log. */
  readonly events: number;
  /** Products that they speak of. */
  readonly products: number;
  /** The control: a COPY of the same events into the same table with its indexes. */
  readonly copySeconds: number;
  /** A full replay in which every row changed. */
  readonly replaySeconds: number;
  /** Of no drift. */
  readonly verifySeconds: number;
  /** Where every row drifts, each value with its event and likely cause; the client's growth is its own. */
  readonly drift: { readonly seconds: number; readonly clientBytes: number };
  /** Replays of one product whose row was empty, in milliseconds: the median, and that of 99 %. */
  readonly oneProductMs: readonly [number, number];
  /** What the client's resident memory grew by while it replayed and verified. */
  readonly clientBytes: number;
}

/** Products that are replayed one by one. */
const SINGLES = 200;

/** Measures replay and verify against a COPY of the same events, in the same database. */
export async function measureProjection(
  db: Database,
  events: number,
  file: string,
  say: (line: string) => void,
): Promise<ProjectionFigures> {
  say(`Making ${events.toLocaleString("en")} events`);
  await writeHistory(db, events, file);
  await sql`checkpoint`.execute(db);
  say("COPY");
  const copySeconds = await secondsOf(() => copyHistory(db, file));
  // As autovacuum would, some time later; and no measurement pays for the writes of the one before.
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
    verifySeconds,
    drift,
    oneProductMs,
    clientBytes,
  };
}

async function verifyAll(db: Database, onPage: () => void): Promise<void> {
  for await (const page of verify(db)) {
    if (page.drift.length > 0) throw new Error("Verify found drift behind a replay");
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

/** What the client loads once is not what it needs for a log of this size. */
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
