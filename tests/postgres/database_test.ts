import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  type DatabaseTransaction,
  isTimedOut,
  isUnavailable,
  openDatabase,
} from "../../src/postgres/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

async function processId(tx: DatabaseTransaction): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  return rows[0]!.pid;
}

Deno.test.each<{ when: "in a statement" | "between two statements" }>([
  { when: "in a statement" },
  { when: "between two statements" },
])(
  "a connection that is cut $when fails only its own work, as unavailable",
  async ({ when }) => {
    await using parts = await openUnit({ db: "migrated" });
    await using db = openDatabase({ url: parts.url });
    const work = db.transaction().execute(async (tx) => {
      const pid = await processId(tx);
      const cut = () => sql`select pg_terminate_backend(${pid}, 10000)`.execute(parts.db);
      const next = when === "in a statement" ? sql`select pg_sleep(60)`.execute(tx) : undefined;
      next?.catch(() => {});
      await cut();
      await (next ?? sql`select 1`.execute(tx));
    });
    await assert.rejects(work, (error) => isUnavailable(error));
    const { rows } = await sql`select 1 as one`.execute(db);
    assert.deepEqual(rows, [{ one: 1 }], "the pool has other connections");
  },
);

Deno.test.each<{ code: string; unavailable: boolean; timedOut: boolean }>([
  { code: "25006", unavailable: true, timedOut: false },
  { code: "40001", unavailable: true, timedOut: false },
  { code: "40P01", unavailable: true, timedOut: false },
  { code: "53100", unavailable: true, timedOut: false },
  { code: "57014", unavailable: false, timedOut: true },
  { code: "55P03", unavailable: false, timedOut: true },
  { code: "23505", unavailable: false, timedOut: false },
])("isUnavailable() and isTimedOut() know $code", async ({ code, unavailable, timedOut }) => {
  await using parts = await openUnit({ db: "empty" });
  const raised = sql.raw(`do $$ begin raise exception 'fault' using errcode = '${code}'; end $$`);
  await assert.rejects(raised.execute(parts.db), (error) => {
    assert.deepEqual([isUnavailable(error), isTimedOut(error)], [unavailable, timedOut]);
    return true;
  });
});
