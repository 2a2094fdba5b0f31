import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { replay, replayProduct, verify } from "../../src/event_log/mod.ts";
import { copyHistory, emptyColumns, emptyLog } from "./history.ts";
import { median, secondsOf } from "./rounds.ts";

/** The number of products that are replayed one by one. */
const SINGLES = 200;

/** One round: replay, verify, and a COPY of the same events into the same table, which is the control. */
export async function measureProjection(db: Database, file: string, say: (line: string) => void) {
  await emptyLog(db);
  await sql`checkpoint`.execute(db);
  say("COPY");
  const copySeconds = await secondsOf(() => copyHistory(db, file));
  // Autovacuum would do the same later. No measurement pays for the writes of the one before.
  await sql`vacuum analyze image_events`.execute(db);
  const memory = watchMemory();
  say("Replay, every row changes, then nothing");
  const replayed = await measureReplay(db, memory.look);
  say("Verify");
  const verifySeconds = await secondsOf(() => verifyAll(db, memory.look));
  return { copySeconds, ...replayed, verifySeconds, clientBytes: memory.growth() };
}

/** Seconds of a replay in which every row changes, because all columns are empty, and of one in which nothing changes. */
export async function measureReplay(db: Database, onProgress = () => {}) {
  await emptyColumns(db);
  await sql`checkpoint`.execute(db);
  await warmUp(db);
  const started = performance.now();
  const { products, changed } = await replay(db, { onProgress });
  const replaySeconds = (performance.now() - started) / 1000;
  if (changed < products * 0.99) throw new Error(`The replay changed ${changed} of ${products}`);
  await sql`vacuum analyze products`.execute(db);
  await sql`checkpoint`.execute(db);
  const nothingSeconds = await secondsOf(async () => {
    const again = await replay(db);
    if (again.changed > 0) throw new Error("A second replay changed rows");
  });
  return { replaySeconds, nothingSeconds };
}

/** Seconds of verify when every row drifts. It explains each value with its event and likely cause. */
export async function measureDrift(db: Database): Promise<number> {
  await emptyColumns(db);
  let drift = 0;
  const seconds = await secondsOf(async () => {
    for await (const page of verify(db)) drift += page.drift.length;
  });
  if (drift === 0) throw new Error("Verify found no drift in empty columns");
  return seconds;
}

/** Milliseconds to replay one product whose cover is missing: the median. */
export async function measureSingles(db: Database): Promise<number> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products where cover_image_url is not null
    order by md5(product_id) limit ${SINGLES}`.execute(db);
  const times: number[] = [];
  for (const { product_id } of rows) {
    await sql`update products set cover_image_url = null where product_id = ${product_id}`
      .execute(db);
    times.push(await secondsOf(() => replayProduct(db, product_id)) * 1000);
  }
  return median(times);
}

async function verifyAll(db: Database, onPage: () => void): Promise<void> {
  for await (const page of verify(db)) {
    if (page.drift.length > 0) throw new Error("Verify found drift after a replay");
    onPage();
  }
}

/** Loads the client's code first: its memory does not depend on the size of the log. */
async function warmUp(db: Database): Promise<void> {
  await replayProduct(db, "TBF-0000000");
  for await (const page of verify(db, { productId: "TBF-0000000" })) void page;
}

function watchMemory() {
  const before = Deno.memoryUsage().rss;
  let most = before;
  return {
    look: () => void (most = Math.max(most, Deno.memoryUsage().rss)),
    growth: () => most - before,
  };
}
