import assert from "node:assert/strict";
import { createReadiness, type ReadinessCheck } from "../../src/http/readiness.ts";

/** A check that counts its runs. The test ends each run. */
function countedCheck() {
  const runs: PromiseWithResolvers<void>[] = [];
  const check: ReadinessCheck = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  return { runs, check };
}

const immediately: ReadinessCheck = () => Promise.resolve();

Deno.test("createReadiness() asks again once its report is stale", async () => {
  let nowMs = 0;
  let runs = 0;
  const check = () => Promise.resolve(void runs++);
  const readiness = createReadiness({ b2: check }, { freshForMs: 1000, now: () => nowMs });
  await readiness();
  nowMs = 999;
  await readiness();
  assert.equal(runs, 1);
  nowMs = 1000;
  await readiness();
  assert.equal(runs, 2);
});

Deno.test("createReadiness() soon asks again after it was not ready, and many probes at once ask once", async () => {
  let nowMs = 0;
  let runs = 0;
  const check: ReadinessCheck = () =>
    Promise.resolve(++runs === 1 ? { refused: "not_started" } : undefined);
  const clock = { freshForMs: 1000, unreadyForMs: 50, now: () => nowMs };
  const readiness = createReadiness({ work: check }, clock);
  const probe = () => Promise.all(Array.from({ length: 20 }, readiness));
  assert.deepEqual((await probe()).map(({ ready }) => ready), Array(20).fill(false));
  nowMs = 49;
  await probe();
  assert.equal(runs, 1);
  nowMs = 50;
  assert.deepEqual((await probe()).map(({ ready }) => ready), Array(20).fill(true));
  nowMs = 1049;
  await probe();
  assert.equal(runs, 2);
});

Deno.test("createReadiness() counts the age of a report from its end", async () => {
  let nowMs = 0;
  const { runs, check } = countedCheck();
  const readiness = createReadiness({ b2: check }, { freshForMs: 1000, now: () => nowMs });
  const first = readiness();
  nowMs = 2500;
  const second = readiness();
  runs[0]?.resolve();
  assert.equal(await first, await second);
  nowMs = 3400;
  await readiness();
  assert.equal(runs.length, 1);
});

Deno.test("createReadiness() gives up on a check that hangs, and reports the others", async () => {
  const { runs, check } = countedCheck();
  const checks = { postgresql: immediately, b2: check };
  const readiness = createReadiness(checks, { timeLimitMs: 20 });
  const report = await readiness();
  assert.deepEqual(report, { ready: false, checks: { postgresql: "ok", b2: "timed_out" } });
  runs[0]?.reject(new Error("too late to matter"));
});

Deno.test("createReadiness() does not start a check that still runs", async () => {
  const { runs, check } = countedCheck();
  const readiness = createReadiness({ b2: check }, {
    timeLimitMs: 5,
    freshForMs: 0,
    unreadyForMs: 0,
  });
  await readiness();
  await readiness();
  assert.equal(runs.length, 1);
  runs[0]?.resolve();
  assert.deepEqual(await readiness(), { ready: true, checks: { b2: "ok" } });
  const next = readiness();
  assert.equal(runs.length, 2);
  runs[1]?.resolve();
  await next;
});

Deno.test("createReadiness() runs its checks in parallel", async () => {
  const slow = countedCheck();
  const other = countedCheck();
  const report = createReadiness({ a: slow.check, b: other.check })();
  assert.deepEqual([slow.runs.length, other.runs.length], [1, 1]);
  slow.runs[0]?.resolve();
  other.runs[0]?.resolve();
  assert.equal((await report).ready, true);
});
