import assert from "node:assert/strict";
import { sql } from "kysely";
import { findAction } from "../../src/console/audit.ts";
import { LongWork, type WorkHandle } from "../../src/console/long_work.ts";
import { Sessions } from "../../src/console/session.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const sessions = new Sessions({ token: "the-operators-token" });
const session = sessions.read(sessions.open("operator", "Maya"))!;
const MEND = { work: "mend", action: "mend_all", target: null, session } as const;

/** Work that ends when the test wants, or must. */
function held() {
  const done = Promise.withResolvers<void>();
  const run = async ({ step, signal }: WorkHandle) => {
    step({ done: 3, of: 10 });
    const must = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    await Promise.race([done.promise, must]);
    step({ done: 4, of: 10 });
    return { rows: 2 };
  };
  return { run, finish: () => done.resolve() };
}

/** The entry of a process that was killed a minute ago. */
async function insertLost(db: Database): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into operator_actions (session_id, action, work, beat_at, details)
    values ('x', 'mend_all', 'mend', now() - interval '1 minute', '{"done": 1, "of": 10}')
    returning action_id as id`.execute(db);
  return rows[0]!.id;
}

/** Two processes of one shop. */
async function openWorks() {
  const unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const stop = new AbortController();
  const [here, there] = [0, 1].map(() => new LongWork(db, () => stop.signal)) as [
    LongWork,
    LongWork,
  ];
  const outcomeOf = async (actionId: number | undefined) => {
    const { outcome, details } = (await findAction(db, actionId!))!;
    return [outcome, details];
  };
  return { ...unit, stop, here, there, outcomeOf };
}

Deno.test("work on the whole shop", async (t) => {
  await using works = await openWorks();
  const { here, there, outcomeOf } = works;

  await t.step("runs once at a time, and every process sees how far it is", async () => {
    const { run, finish } = held();
    const actionId = await here.start(MEND, run);
    assert.equal(await here.start(MEND, run), undefined);
    assert.equal(await there.start(MEND, run), undefined);
    await until("its progress", async () => (await there.running("mend"))?.details.done === 3);
    const { actionId: seen, name, isCancelled } = (await there.running("mend"))!;
    assert.deepEqual([seen, name, isCancelled], [actionId, "Maya", false]);
    assert.equal(await there.running("reconcile"), undefined);
    const other = held();
    const compare = await there.start({ ...MEND, work: "reconcile", action: "compare" }, other.run);
    finish();
    other.finish();
    await here.ended();
    await there.ended();
    assert.deepEqual(await outcomeOf(actionId), ["done", { rows: 2 }]);
    assert.deepEqual(await outcomeOf(compare), ["done", { rows: 2 }]);
    assert.equal(await here.running("mend"), undefined);
  });

  await t.step("is cancelled from any process, and only while it goes on", async () => {
    const actionId = await here.start(MEND, held().run);
    assert.equal(await there.cancel(actionId!), true);
    assert.equal((await there.running("mend"))?.isCancelled, true);
    await here.ended();
    assert.deepEqual(await outcomeOf(actionId), ["cancelled", { done: 4, of: 10 }]);
    assert.equal(await there.cancel(actionId!), false);
  });

  await t.step("fails with its reason, and holds no secret", async () => {
    const fails = () => Promise.reject(new Error("postgres://u:secret@host is away"));
    const actionId = await here.start(MEND, fails);
    await here.ended();
    const reason = "postgres://u:[secret]@host is away";
    assert.deepEqual(await outcomeOf(actionId), ["failed", { reason }]);
  });
});

Deno.test("work whose process is gone", async (t) => {
  await using works = await openWorks();
  const { db, stop, here, there, outcomeOf } = works;
  await t.step("of a process that was killed is begun anew", async () => {
    const lost = await insertLost(db);
    assert.equal(await there.running("mend"), undefined);
    assert.equal(await there.cancel(lost), false);
    const { run, finish } = held();
    const anew = await there.start(MEND, run);
    assert.deepEqual(await outcomeOf(lost), ["failed", { done: 1, of: 10, reason: "cut_off" }]);
    finish();
    await there.ended();
    assert.deepEqual(await outcomeOf(anew), ["done", { rows: 2 }]);
  });

  await t.step("ends where it still runs, if another process took it for killed", async () => {
    const actionId = await here.start(MEND, held().run);
    const details = JSON.stringify({ reason: "cut_off" });
    await sql`update operator_actions set outcome = 'failed', details = ${details}
      where action_id = ${actionId!}`.execute(db);
    await here.ended();
    assert.deepEqual(await outcomeOf(actionId), ["failed", { reason: "cut_off" }]);
  });

  await t.step("ends when its process stops, and says so", async () => {
    const actionId = await here.start(MEND, held().run);
    stop.abort();
    await here.ended();
    assert.deepEqual(await outcomeOf(actionId), [
      "failed",
      { done: 4, of: 10, reason: "stopped" },
    ]);
  });
});
