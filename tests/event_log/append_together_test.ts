/**
 * Appends that wait at the same time go together, and each ends as it would alone.
 * @module
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import type { ImageEvent } from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import { execute, verify } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { captured, uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const metadata = { actor: "test" };
const newEvent = (event: ImageEvent) => ({ eventId: crypto.randomUUID(), event });
const idOf = (n: number) => `TBF-${n}`;

/** Each case has products of its own in one database. */
type Case = (
  log: { readonly db: Database; readonly statements: readonly string[] },
) => Promise<void>;

Deno.test("appends go together, and each ends as it would alone", async (t) => {
  await using log = await openUnit({ db: "projected" });
  await sql`insert into products (product_id)
    select 'TBF-' || n from generate_series(1, 99) n`.execute(log.db);
  for (const [name, run] of Object.entries(CASES)) {
    await t.step(name, async () => {
      await run(log);
      for await (const page of verify(log.db)) assert.deepEqual(page.drift, []);
    });
  }
});

/** An append of a file id for the nth product. */
function appendTo(n: number, expectedVersion = 0, eventId: string = crypto.randomUUID()) {
  const events = [{ eventId, event: captured(`AgAC${n}`) }];
  return { productId: idOf(n), expectedVersion, events, metadata };
}

async function fileIds(db: Database, from: number, to: number): Promise<(string | null)[]> {
  const ids = Array.from({ length: to - from + 1 }, (_, n) => idOf(from + n));
  const rows = await db.selectFrom("products").select("telegram_cover_file_id as id")
    .where("product_id", "in", ids).orderBy("product_id").execute();
  return rows.map(({ id }) => id);
}

const CASES: Readonly<Record<string, Case>> = {
  "eight at once take two statements": async (log) => {
    const before = log.statements.length;
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => appendEvents(log.db, appendTo(n + 1))),
    );
    assert.equal(log.statements.length - before, 2);
    assert.deepEqual(outcomes, outcomes.map(() => ({ outcome: "appended", version: 1 })));
    assert.deepEqual(await fileIds(log.db, 1, 8), [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `AgAC${n}`));
  },

  "each has its own outcome": async (log) => {
    const repeated = appendTo(11);
    const taken = appendTo(12);
    await appendEvents(log.db, repeated);
    await appendEvents(log.db, taken);
    await appendEvents(log.db, appendTo(13));
    const pair = {
      ...appendTo(14),
      events: [newEvent(uploaded("a")), newEvent(captured("AgAC14"))],
    };
    const ended = await Promise.allSettled([
      repeated,
      appendTo(13),
      pair,
      { ...appendTo(15), productId: "TBF-none" },
      appendTo(16, 0, taken.events[0]!.eventId),
      { ...appendTo(17), events: [] },
      appendTo(18),
      appendTo(18),
    ].map((append) => appendEvents(log.db, append)));
    const told = ended.map((end) =>
      end.status === "fulfilled"
        ? `${end.value.outcome} ${end.value.version}`
        : end.reason.message.split(": ")[1]
    );
    const last = told.splice(-2).sort();
    assert.deepEqual(told, [
      "repeated 1",
      "conflict 1",
      "appended 2",
      "unknown_product 0",
      "1 of 1 event ids are taken by other events",
      "the batch is empty",
    ]);
    assert.deepEqual(last, ["appended 1", "conflict 1"]);
  },

  "one that a constraint refuses fails alone": async (log) => {
    await sql`alter table image_events add check (value <> 'AgAC22')`.execute(log.db);
    const ended = await Promise.allSettled(
      [21, 22, 23, 24].map((n) => appendEvents(log.db, appendTo(n))),
    );
    assert.deepEqual(ended.map(({ status }) => status), [
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    assert.deepEqual(await fileIds(log.db, 21, 24), ["AgAC21", null, "AgAC23", "AgAC24"]);
  },

  "a locked product holds up nobody else": async (log) => {
    const locked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const holder = log.db.transaction().execute(async (tx) => {
      await sql`select from products where product_id = 'TBF-31' for update`.execute(tx);
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    let hasEnded = false;
    const waits = appendEvents(log.db, appendTo(31)).finally(() => hasEnded = true);
    const others = [32, 33, 34].map((n) => appendEvents(log.db, appendTo(n)));
    assert.deepEqual((await Promise.all(others)).map(({ version }) => version), [1, 1, 1]);
    await until("the append waits for the row", async () => {
      const { rows } = await sql`select from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%append_image_events(%'
        and datname = current_database()`.execute(log.db);
      return rows.length === 1;
    });
    assert.equal(hasEnded, false);
    done.resolve();
    await holder;
    assert.deepEqual(await waits, { outcome: "appended", version: 1 });
  },

  "four writers of each of eight products lose nothing": async (log) => {
    const writers = Array.from({ length: 32 }, async (_, writer) => {
      for (let turn = 0; turn < 3; turn++) {
        const fileId = `AgAC-${writer}-${turn}`;
        const command = {
          ...{ type: "CaptureFileId", imageType: "cover" } as const,
          captured: { botId: 1, fileId },
        };
        const executed = await execute(log.db, idOf(41 + writer % 8), command, metadata);
        assert.ok("refused" in executed || executed.events.length === 1, JSON.stringify(executed));
      }
    });
    await Promise.all(writers);
    const { rows } = await sql<{ count: number; last: number }>`
    select count(*), max(version) as last from image_events group by product_id`.execute(log.db);
    for (const { count, last } of rows) assert.equal(count, last);
  },
};
