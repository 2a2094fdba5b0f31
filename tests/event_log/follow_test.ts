import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import type { LoggedEvent } from "../../src/domain/mod.ts";
import { followLog, readLog } from "../../src/event_log/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { captured } from "../../devkit/testing/images.ts";
import { openPostgresProxy, type PostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { openTransaction } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { HANG_MS } from "../../devkit/testing/until.ts";

const FAST: readonly [number, number] = [1, 10];

const versions = (events: readonly LoggedEvent[]) =>
  events.map(({ productId, version }) => `${productId} v${version}`);

/** Follows the log until this many events came. */
async function follow(
  db: Database,
  total: number,
  options: { productId?: string; from?: number; pageSize?: number } = {},
  onEvent: (seen: number) => Promise<unknown> | void = () => {},
): Promise<LoggedEvent[]> {
  const stop = new AbortController();
  // Without this, the test would wait forever for a missing event.
  const guard = setTimeout(() => stop.abort(), HANG_MS);
  const seen: LoggedEvent[] = [];
  try {
    for await (const page of followLog(db, { ...options, signal: stop.signal, pauseMs: FAST })) {
      for (const event of page) {
        seen.push(event);
        await onEvent(seen.length);
      }
      if (seen.length >= total) stop.abort();
    }
    return seen;
  } finally {
    clearTimeout(guard);
  }
}

/** A log of two products with one event each. */
async function openLog() {
  const log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, captured(`AgAC-${id}`));
  }
  return log;
}

Deno.test("readLog() reads in order from a position on, of one product or all, in pages of any size", async () => {
  await using log = await openLog();
  await appendAll(log.db, "TBF-1", captured("AgAC2"), captured("AgAC3"));
  const read = async (selection?: Parameters<typeof readLog>[1]) =>
    versions((await Array.fromAsync(readLog(log.db, selection))).flat());
  const all = ["TBF-1 v1", "TBF-2 v1", "TBF-1 v2", "TBF-1 v3"];
  for (const pageSize of [1, 2, 3, 100]) assert.deepEqual(await read({ pageSize }), all);
  assert.deepEqual(await read({ from: 3 }), all.slice(2));
  assert.deepEqual(await read({ productId: "TBF-2" }), ["TBF-2 v1"]);
});

Deno.test("followLog() does not skip an event that commits after later ones", async () => {
  await using log = await openLog();
  await using late = await openTransaction(log.db);
  await appendAll(late, "TBF-1", captured("AgAC-late"));
  // This event has a later position and transaction, but its commit comes first.
  await appendAll(log.db, "TBF-2", captured("AgAC-early"));
  const seen = await follow(log.db, 4, {}, async (count) => {
    if (count === 2) await late.commit().execute();
  });
  assert.deepEqual(versions(seen), ["TBF-1 v1", "TBF-2 v1", "TBF-1 v2", "TBF-2 v2"]);
});

Deno.test("followLog() does not skip an event of a transaction that is older than the events that it has read", async () => {
  await using log = await openLog();
  await using late = await openTransaction(log.db);
  // The transaction has an id now. Its event comes later, after other commits.
  await sql`select pg_current_xact_id()`.execute(late);
  await appendAll(log.db, "TBF-2", captured("AgAC2"));
  await appendAll(late, "TBF-1", captured("AgAC-late"));
  await appendAll(log.db, "TBF-2", captured("AgAC3"));
  const seen = await follow(log.db, 5, {}, async (count) => {
    if (count === 2) await late.commit().execute();
  });
  assert.deepEqual(versions(seen).toSorted(), [
    "TBF-1 v1",
    "TBF-1 v2",
    "TBF-2 v1",
    "TBF-2 v2",
    "TBF-2 v3",
  ]);
  const own = versions(seen).filter((event) => event.startsWith("TBF-2"));
  assert.deepEqual(own, ["TBF-2 v1", "TBF-2 v2", "TBF-2 v3"]);
});

Deno.test("followLog() returns every event once while many write", async () => {
  await using log = await openUnit({ db: "projected" });
  const ids = Array.from({ length: 6 }, (_, n) => `TBF-${n}`);
  for (const id of ids) await addProduct(log.db, id);
  const write = async (id: string) => {
    for (let n = 0; n < 15; n++) {
      await log.db.transaction().execute((tx) => appendAll(tx, id, captured(`AgAC${n}`)));
    }
  };
  const following = follow(log.db, 90, { pageSize: 7 });
  await Promise.all(ids.map(write));
  const seen = await following;
  assert.deepEqual(
    versions(seen).toSorted(),
    versions((await Array.fromAsync(readLog(log.db))).flat()).toSorted(),
  );
  for (const id of ids) {
    const own = seen.filter((event) => event.productId === id).map((event) => event.version);
    assert.deepEqual(own, Array.from({ length: 15 }, (_, n) => n + 1));
  }
});

Deno.test("followLog() returns every event of a restored log once, and the next ones too", async () => {
  await using log = await openLog();
  await sql.raw(`
    insert into image_events (product_id, version, event_id, batch_size, type, schema_version,
      image_type, data, slot, bot_id, value, transaction_id)
    select 'TBF-1', 2, gen_random_uuid(), 1, type, 1, image_type, data, slot, bot_id, value,
      (pg_current_xact_id()::text::bigint + 3)::text::xid8
    from image_events where position = 1`).execute(log.db);
  const seen = await follow(log.db, 8, {}, async (count) => {
    if (count === 3) {
      for (let n = 0; n < 5; n++) await appendAll(log.db, "TBF-2", captured(`AgAC${n}`));
    }
  });
  // The order depends on the server.
  assert.deepEqual(versions(seen).toSorted(), [
    ...["TBF-1 v1", "TBF-1 v2", "TBF-2 v1"],
    ...["TBF-2 v2", "TBF-2 v3", "TBF-2 v4", "TBF-2 v5", "TBF-2 v6"],
  ]);
});

Deno.test("followLog() follows one product, from a position on", async () => {
  await using log = await openLog();
  const seen = await follow(log.db, 2, { productId: "TBF-2", from: 2 }, async (count) => {
    if (count > 1) return;
    await appendAll(log.db, "TBF-1", captured("AgAC8"));
    await appendAll(log.db, "TBF-2", captured("AgAC9"));
  });
  assert.deepEqual(versions(seen), ["TBF-2 v1", "TBF-2 v2"]);
});

Deno.test.each<{ name: string; disturb: (proxy: PostgresProxy) => void }>([
  {
    name: "break in a statement",
    disturb: (proxy) => void proxy.strike({ statement: "pg_snapshot_xip", effect: "cut" }),
  },
  { name: "go silent", disturb: (proxy) => proxy.silence() },
])(
  "followLog() goes on when its connections $name, and gives each event once",
  async ({ disturb }) => {
    await using log = await openLog();
    await using proxy = await openPostgresProxy(log.url);
    const limits = { askAfterMs: 100, askWithinMs: HANG_MS };
    await using db = openDatabase({ url: proxy.url, limits });
    const seen = await follow(db, 4, {}, async (count) => {
      if (count !== 2) return;
      disturb(proxy);
      await appendAll(log.db, "TBF-1", captured("AgAC2"), captured("AgAC3"));
    });
    assert.deepEqual(versions(seen), ["TBF-1 v1", "TBF-2 v1", "TBF-1 v2", "TBF-1 v3"]);
  },
);
