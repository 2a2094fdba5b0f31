import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, openDatabase, openPool } from "../../src/postgres/mod.ts";
import { appendAll } from "../../devkit/testing/event_log.ts";
import { captured } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const NAME = "kept warm";

/** Uses so many connections at the same time. Returns their sessions. */
async function useAtOnce(db: Database, count: number): Promise<number[]> {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  return await Promise.all(
    Array.from({ length: count }, () =>
      db.connection().execute(async (session) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
          session,
        );
        if (++begun === count) all.resolve();
        await all.promise;
        return rows[0]!.pid;
      })),
  );
}

Deno.test.each<{ maxConnections: number; kept: number }>([
  { maxConnections: 8, kept: 4 },
  { maxConnections: 2, kept: 2 },
])(
  "a pool of $maxConnections keeps $kept connections when idle, and uses them again",
  async ({ maxConnections, kept }) => {
    await using unit = await openUnit({ db: "projected", products: ["TBF-1"] });
    await using db = openDatabase({ url: unit.url, name: NAME, maxConnections, idleMs: 1 });
    const open = async () => {
      const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity
      where datname = current_database() and application_name = ${NAME}`.execute(unit.db);
      return rows.map(({ pid }) => pid).sort();
    };
    const used = await useAtOnce(db, maxConnections);
    assert.equal(new Set(used).size, maxConnections);
    await until("few connections", async () => (await open()).length <= kept);
    const warm = await open();
    assert.equal(warm.length, kept);
    assert.deepEqual(
      (await useAtOnce(db, kept)).sort(),
      warm,
      "no call waits for a new connection",
    );
    await appendAll(db, "TBF-1", captured("AgAC1"));
    assert.deepEqual(await open(), warm);
  },
);

Deno.test("further connections of a pool stay longer than a small shop is idle", async () => {
  const pool = openPool({ url: "postgres://vitrine@127.0.0.1:1/vitrine" });
  // pg reads its options when a connection becomes idle.
  assert.deepEqual(pool.options, { ...pool.options, min: 4, max: 10, idleTimeoutMillis: 300_000 });
  await pool.end();
});
