import assert from "node:assert/strict";
import { type Start, together } from "../src/start.ts";

const REFUSED = new Error("refused");
const STOPPED = new Error("stopped");

/** A start of which only its signal matters. */
function startWith(stopped: AbortSignal = new AbortController().signal): Start {
  return { stopped, publicUrl: "https://cdn.example" } as Start;
}

/** A step that waits until it is told to stop, and then for its own end. */
function waits(end: Promise<void> = Promise.resolve()) {
  const reasons: unknown[] = [];
  const step = async ({ stopped }: Start) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    stopped.addEventListener("abort", () => resolve());
    await promise;
    reasons.push(stopped.reason);
    await end;
    throw stopped.reason;
  };
  return { step, reasons };
}

Deno.test("together() begins all steps before one ends, and returns each value by its step's name", async () => {
  const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<string>()];
  const returned = await together(startWith(), {
    // Each waits for the other one.
    number: ({ publicUrl }) => (second.resolve(publicUrl), first.promise),
    text: async () => {
      first.resolve(7);
      return await second.promise;
    },
    nothing: () => Promise.resolve(),
  });
  assert.deepEqual(returned, { number: 7, text: "https://cdn.example", nothing: undefined });
});

Deno.test("together() stops the other steps when one fails, waits for their ends, and throws the first error", async () => {
  const end = Promise.withResolvers<void>();
  const other = waits(end.promise);
  const start = startWith();
  let isOver = false;
  const running = together(start, { other: other.step, refused: () => Promise.reject(REFUSED) })
    .finally(() => isOver = true);
  running.catch(() => {});
  // More turns than an error needs to come through.
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  assert.deepEqual(other.reasons, [REFUSED], "it was told to stop");
  assert.equal(isOver, false, "a part that is still opening would stay open");
  end.resolve();
  await assert.rejects(running, REFUSED);
  assert.equal(start.stopped.aborted, false, "the start itself was not told to stop");
});

Deno.test("together() passes the stop of the start on to all steps", async () => {
  const stop = new AbortController();
  const [one, two] = [waits(), waits()];
  const running = together(startWith(stop.signal), { one: one.step, two: two.step });
  stop.abort(STOPPED);
  await assert.rejects(running, STOPPED);
  assert.deepEqual([one.reasons, two.reasons], [[STOPPED], [STOPPED]]);
});
