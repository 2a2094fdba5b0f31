import assert from "node:assert/strict";
import { endsInTime, STOP_LIMIT_MS } from "../src/stop.ts";

/** What a host grants between SIGTERM and SIGKILL, and what the last lines and the exit need of it. */
const GRACE_MS = 10_000;
const EXIT_MS = 1000;

Deno.test("endsInTime() gives a process that stops no more than a host grants", () => {
  assert.ok(STOP_LIMIT_MS <= GRACE_MS - EXIT_MS);
});

Deno.test("endsInTime() does not wait for what hangs", async () => {
  const hung = Promise.withResolvers<void>();
  assert.equal(await endsInTime({ [Symbol.asyncDispose]: () => hung.promise }, 1), false);
});

Deno.test("endsInTime() waits for what ends, and passes on how it fails", async () => {
  assert.equal(await endsInTime({ [Symbol.asyncDispose]: () => Promise.resolve() }), true);
  const failing = { [Symbol.asyncDispose]: () => Promise.reject(new Error("failed")) };
  await assert.rejects(endsInTime(failing), /failed/);
});
