import assert from "node:assert/strict";
import { DEADLINES } from "../src/deadlines.ts";
import { disposeWithin } from "../src/stop.ts";

/** The time between SIGTERM and SIGKILL at a host, and the part of it for the last lines and the exit. */
const GRACE_MS = 10_000;
const EXIT_MS = 1000;

Deno.test("DEADLINES.stop leaves time to exit before a host kills the process", () => {
  assert.ok(DEADLINES.stop.ms <= GRACE_MS - EXIT_MS);
});

Deno.test("disposeWithin() waits until the part has ended", async () => {
  let ended = false;
  const part = {
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      ended = true;
    },
  };
  assert.equal(await disposeWithin(part, 60_000), true);
  assert.equal(ended, true);
});

Deno.test("disposeWithin() leaves a part that hangs", async () => {
  const part = { [Symbol.asyncDispose]: () => new Promise<void>(() => {}) };
  assert.equal(await disposeWithin(part, 1), false);
});

Deno.test("disposeWithin() throws what the part throws", async () => {
  const part = { [Symbol.asyncDispose]: () => Promise.reject(new RangeError("broken")) };
  await assert.rejects(disposeWithin(part, 60_000), RangeError);
});
