import assert from "node:assert/strict";
import { disposeWithin } from "../src/stop.ts";

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
