import assert from "node:assert/strict";
import { drained } from "../../src/telegram/updates/drain.ts";

Deno.test("drained() waits for all of the work, also for work that fails", async () => {
  const log: string[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const waiting = drained([first.promise, second.promise]).then(() => log.push("drained"));
  first.reject(new Error("failed"));
  await first.promise.catch(() => log.push("first ended"));
  second.resolve();
  await second.promise.then(() => log.push("second ended"));
  await waiting;
  assert.deepEqual(log, ["first ended", "second ended", "drained"]);
});

Deno.test("drained() does not wait for work that hangs", async () => {
  await drained([new Promise(() => {})], 1);
});
