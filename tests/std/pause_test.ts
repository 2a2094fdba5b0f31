import assert from "node:assert/strict";
import { pause } from "../../src/std/pause.ts";

const HOUR_MS = 3_600_000;

Deno.test("pause() ends by itself, with a signal and without", async () => {
  await pause(1);
  await pause(1, new AbortController().signal);
});

// A timer that is left behind fails these tests too.
Deno.test.each<{ when: string }>([{ when: "before" }, { when: "during it" }])(
  "pause() ends when the signal is aborted $when",
  async ({ when }) => {
    const stop = new AbortController();
    if (when === "before") stop.abort();
    const paused = pause(HOUR_MS, stop.signal);
    stop.abort();
    await paused;
  },
);

Deno.test("pause() leaves no listener on a signal that is not aborted", async () => {
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listening.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listening.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  const paused = pause(1, signal);
  assert.equal(listening.size, 1);
  await paused;
  assert.equal(listening.size, 0);
});
