import assert from "node:assert/strict";
import { sql } from "kysely";
import { followFromCheckpoint, readLog } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { captured, uploaded } from "../../devkit/testing/images.ts";
import { openTransaction } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { HANG_MS } from "../../devkit/testing/until.ts";

interface Run {
  /** How many events it handles. The last page is not remembered if it is `killed`. */
  readonly events: number;
  readonly killed?: boolean;
  readonly pageSize?: number;
  readonly name?: string;
  readonly productId?: string;
}

/** A run of a follower. Returns the positions that it has handled. */
async function run(db: Database, { events, killed, name = "mail", ...options }: Run) {
  const stop = new AbortController();
  const guard = setTimeout(() => stop.abort(), HANG_MS);
  const seen: number[] = [];
  try {
    const signal = stop.signal;
    const given = { ...options, signal, pauseMs: [1, 10] } as const;
    for await (const page of followFromCheckpoint(db, name, given)) {
      seen.push(...page.map(({ position }) => position));
      if (seen.length < events) continue;
      if (killed) break;
      stop.abort();
    }
    return seen;
  } finally {
    clearTimeout(guard);
  }
}

/** A log of two products with six events. */
async function openLog() {
  const log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, uploaded("a"), captured("AgAC1"), captured("AgAC2"));
  }
  return log;
}

Deno.test("followFromCheckpoint() goes on where it has stopped, and repeats a page that was not remembered", async () => {
  await using log = await openLog();
  const { db } = log;
  assert.deepEqual(await run(db, { events: 4, pageSize: 2 }), [1, 2, 3, 4]);
  assert.deepEqual(await run(db, { events: 2, pageSize: 2, killed: true }), [5, 6]);
  await using late = await openTransaction(db);
  await appendAll(late, "TBF-1", captured("AgAC-late"));
  await appendAll(db, "TBF-2", captured("AgAC3"), captured("AgAC4"));
  assert.deepEqual(await run(db, { events: 2, pageSize: 2 }), [5, 6]);
  await late.commit().execute();
  assert.deepEqual(await run(db, { events: 3, pageSize: 1, killed: true }), [7, 8, 9]);
  assert.deepEqual(await run(db, { events: 2, pageSize: 1 }), [8, 9], "7 was remembered");
  await appendAll(db, "TBF-2", captured("AgAC5"));
  // Of the transaction of 8 and 9, the last page was not remembered as the end of it.
  const rest = await run(db, { events: 2, pageSize: 5 });
  assert.equal(rest.at(-1), 10);
  await assert.rejects(run(db, { events: 1, productId: "TBF-1" }), { code: "checkpoint_taken" });
  assert.deepEqual(await run(db, { events: 4, name: "other", productId: "TBF-1" }), [1, 2, 3, 7]);
});

Deno.test("followFromCheckpoint() does not wait for a transaction of another database", async () => {
  await using other = await openUnit({ db: "empty" });
  await using busy = await openTransaction(other.db);
  await using log = await openUnit({ db: "projected" });
  const { db } = log;
  await addProduct(db, "TBF-1");
  await appendAll(db, "TBF-1", uploaded("a"));
  // It gets its id between the ids of two events.
  await sql`select pg_current_xact_id()`.execute(busy);
  await appendAll(db, "TBF-1", captured("AgAC1"), captured("AgAC2"));
  assert.deepEqual(await run(db, { events: 1 }), [1, 2, 3], "the first page has all of them");
  await appendAll(db, "TBF-1", captured("AgAC3"));
  assert.deepEqual(await run(db, { events: 1 }), [4]);
});

Deno.test.each([1, 3])(
  "followFromCheckpoint() misses no event after kills at any moment, with pages of %i",
  async (pageSize) => {
    await using log = await openLog();
    const { db } = log;
    const seen = new Set<number>();
    for (let events = 1; events <= 9; events++) {
      if (events % 3 === 0) await appendAll(db, "TBF-1", captured(`AgAC-${pageSize}-${events}`));
      const killed = events % 2 === 0;
      const some = await run(db, { events: 1, killed, pageSize });
      for (const each of some) seen.add(each);
      await appendAll(db, "TBF-2", captured(`AgAC2-${pageSize}-${events}`));
    }
    const [all] = [(await Array.fromAsync(readLog(db))).flat()];
    const left = all.filter(({ position }) => !seen.has(position)).length;
    if (left > 0) {
      for (const each of await run(db, { events: left, pageSize })) seen.add(each);
    }
    for (let more = 0; seen.size < all.length && more < 9; more++) {
      for (const each of await run(db, { events: 1, pageSize })) seen.add(each);
    }
    assert.deepEqual([...seen].sort((a, b) => a - b), all.map(({ position }) => position));
  },
);

Deno.test("followFromCheckpoint() on another server, where a dump was restored, misses no event", async () => {
  await using log = await openLog();
  const { db } = log;
  await run(db, { events: 4, pageSize: 2 });
  // What a restored dump looks like: transaction ids of the first server are far ahead of those of this one.
  await sql`alter table image_events disable trigger image_events_append_only`.execute(db);
  await sql`update image_events
    set transaction_id = (transaction_id::text::bigint + 1000000)::text::xid8`.execute(db);
  await sql`alter table image_events enable trigger image_events_append_only`.execute(db);
  await sql`update log_checkpoints set server = 'another', progress = jsonb_set(jsonb_set(progress,
    '{start,transaction}', to_jsonb(((progress #>> '{start,transaction}')::bigint + 1000000)::text)),
    '{start,next}', to_jsonb(((progress #>> '{start,next}')::bigint + 1000000)::text))`.execute(db);
  await appendAll(db, "TBF-2", captured("AgAC-new"));
  assert.deepEqual(await run(db, { events: 3 }), [5, 6, 7]);
  await appendAll(db, "TBF-2", captured("AgAC-newer"));
  const next = await run(db, { events: 1 });
  assert.equal(next.at(-1), 8);
});
