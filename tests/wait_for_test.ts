import assert from "node:assert/strict";
import { openLog } from "../src/log.ts";
import { waitFor } from "../src/wait_for.ts";

class Away extends Error {}
const isTransient = (error: unknown) => error instanceof Away;
const name = "PostgreSQL at db:5432";

async function logged(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  await using _ = await openLog({
    level: "info",
    format: "json",
    write: (line) => lines.push((JSON.parse(line) as { message: string }).message),
  });
  await work();
  return lines;
}

Deno.test("waitFor() returns the first result, and logs nothing if it comes at once", async () => {
  const { signal } = new AbortController();
  const lines = await logged(async () => {
    assert.equal(await waitFor(() => Promise.resolve(7), { name, isTransient, signal }), 7);
  });
  assert.deepEqual(lines, []);
});

Deno.test("waitFor() logs once that a part is away, and once that it is back", async () => {
  const { signal } = new AbortController();
  let failures = 3;
  const attempt = () =>
    failures-- > 0 ? Promise.reject(new Away("no route")) : Promise.resolve("x");
  const lines = await logged(async () => {
    assert.equal(
      await waitFor(attempt, { name, isTransient, signal, firstPauseMs: 1 }),
      "x",
    );
  });
  assert.deepEqual(lines, [
    "PostgreSQL at db:5432 cannot be reached (no route); trying again",
    "PostgreSQL at db:5432 is there",
  ]);
});

Deno.test("waitFor() throws an error that is not transient", async () => {
  const { signal } = new AbortController();
  let attempts = 0;
  const attempt = () => Promise.reject(new TypeError(`attempt ${++attempts}`));
  await assert.rejects(
    waitFor(attempt, { name, isTransient, signal }),
    /^TypeError: attempt 1$/,
  );
});

Deno.test.each<{ when: string }>([
  { when: "before" },
  { when: "during the attempt" },
  { when: "during the pause" },
])("waitFor() ends when its signal is aborted $when", async ({ when }) => {
  const stop = new AbortController();
  const reason = new Error("told to stop");
  if (when === "before") stop.abort(reason);
  const attempt = () => {
    if (when === "during the attempt") stop.abort(reason);
    // The rejection was seen, and the pause of an hour has started.
    else setTimeout(() => stop.abort(reason), 0);
    return Promise.reject(new Away("away"));
  };
  const options = { name, isTransient, signal: stop.signal, firstPauseMs: 3_600_000 };
  await assert.rejects(waitFor(attempt, options), reason);
});
