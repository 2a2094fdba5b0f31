import assert from "node:assert/strict";
import { within, withinOr } from "../../src/std/within.ts";

/** Work that ends only when its signal is aborted. */
function endless(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

Deno.test("within() returns the result of the work, and leaves no timer behind", async () => {
  assert.equal(await within(3_600_000, () => Promise.resolve("done")), "done");
});

Deno.test("within() aborts work that takes too long, and throws a TimeoutError", async () => {
  let told: unknown;
  const late = within(1, (signal) => {
    signal.addEventListener("abort", () => told = signal.reason);
    return endless(signal);
  });
  await assert.rejects(late, { name: "TimeoutError", message: "no answer within 1 ms" });
  assert.equal((told as DOMException).name, "TimeoutError");
});

Deno.test("within() throws the reason of a signal that is aborted before or during the work", async () => {
  const aborted = AbortSignal.abort(new Error("told to stop"));
  await assert.rejects(within(3_600_000, endless, aborted), /told to stop/);
  const controller = new AbortController();
  const running = within(3_600_000, endless, controller.signal);
  controller.abort(new Error("told to stop"));
  await assert.rejects(running, /told to stop/);
});

Deno.test("withinOr() returns the result in time, else the other value", async () => {
  assert.equal(await withinOr(3_600_000, Promise.resolve("came"), "late"), "came");
  assert.equal(await withinOr(1, new Promise(() => {}), "late"), "late");
});
