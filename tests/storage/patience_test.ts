import assert from "node:assert/strict";
import { StorageRefused, StorageUnavailable } from "../../src/storage/errors.ts";
import { PATIENCE, type Patience, persist } from "../../src/storage/patience.ts";

const quick: Patience = {
  totalMs: 60_000,
  attemptMs: 1_000,
  maxAttempts: 4,
  firstPauseMs: 0,
  longestPauseMs: 0,
};
const random = () => 0;

/** Throws the errors in turn, then returns how often it was called. */
function failing(...errors: Error[]) {
  let calls = 0;
  return () => {
    const error = errors[calls++];
    return error ? Promise.reject(error) : Promise.resolve(calls);
  };
}
const away = new StorageUnavailable("away");

interface Case {
  name: string;
  errors: Error[];
  patience?: Partial<Patience>;
  then: number | Error;
}
const refused = new StorageRefused("no");
const bug = new TypeError("bug");
const askedToWait = new StorageUnavailable("busy", { retryAfterMs: 60_001 });
Deno.test.each<Case>([
  { name: "returns the first success", errors: [], then: 1 },
  { name: "repeats while the store is away", errors: [away, away, away], then: 4 },
  { name: "throws the last error after the last attempt", errors: Array(4).fill(away), then: away },
  { name: "does not repeat a refusal", errors: [refused], then: refused },
  { name: "does not repeat a bug", errors: [away, bug], then: bug },
  { name: "does not wait beyond its patience", errors: [askedToWait], then: askedToWait },
  {
    name: "does not begin a pause that outlasts it",
    errors: [away],
    patience: { firstPauseMs: 200_000, longestPauseMs: 200_000 },
    then: away,
  },
])("persist() $name", async ({ errors, patience, then }) => {
  const running = persist(failing(...errors), {
    patience: { ...quick, ...patience },
    random: () => 0.5,
  });
  if (then instanceof Error) await assert.rejects(running, then);
  else assert.equal(await running, then);
});

Deno.test("persist() gives no attempt more time than is left", async () => {
  const seen: number[] = [];
  const attempt = (timeoutMs: number) => Promise.resolve(seen.push(timeoutMs));
  await persist(attempt, { patience: { ...quick, totalMs: 500 }, random });
  await persist(attempt, { patience: quick, random });
  assert.ok(seen[0] !== undefined && seen[0] <= 500);
  assert.equal(seen[1], 1_000);
});

Deno.test("persist() leaves a pause when the caller gives up", async () => {
  const controller = new AbortController();
  const patience = { ...quick, firstPauseMs: 50_000, longestPauseMs: 50_000 };
  const running = persist(() => Promise.reject(away), {
    patience,
    signal: controller.signal,
    random: () => 1,
  });
  const gone = new Error("gone");
  queueMicrotask(() => controller.abort(gone));
  await assert.rejects(running, gone);
});

Deno.test("PATIENCE lets a view wait five seconds at most", () => {
  assert.ok(PATIENCE.view.totalMs <= 5_000);
  assert.ok(PATIENCE.view.attemptMs < PATIENCE.view.totalMs);
  assert.ok(PATIENCE.job.totalMs > PATIENCE.view.totalMs);
});
