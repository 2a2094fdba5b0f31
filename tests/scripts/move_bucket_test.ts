import assert from "node:assert/strict";
import { describeLine, describeSummary, isDone } from "../../scripts/move_bucket/describe.ts";
import type { MoveSummary } from "../../src/pictures/mod.ts";

const KEY = "products/TBF-5T4DVR/cover-3f0c9a1be2d45678.jpg";
const NOTHING: MoveSummary = {
  ...{ copied: 0, would_copy: 0, lost: 0, erased: 0, would_erase: 0, failed: 0 },
  ...{ same: 0, ended: 0, copiedBytes: 0, rows: 0 },
};
const RUN = { names: ["shop", "shop-2026"], dryRun: false, deep: false, interrupted: false };

Deno.test("deno task move-bucket says in lines of 80 columns what it has copied, and what is left", async () => {
  const copied = { key: KEY, to: "shop-2026", was: "missing", sizeBytes: 81_234 } as const;
  const summary = { ...NOTHING, same: 4, copied: 2, copiedBytes: 111_354 };
  const well = [
    describeLine({ outcome: "copied", ...copied }),
    ...describeSummary(summary, { ...RUN, seconds: 0.244 }),
  ].flatMap((text) => text.split("\n"));
  const operations = await Deno.readTextFile(new URL("../../docs/operations.md", import.meta.url));
  for (const line of well) assert.ok(operations.includes(`${line}\n`), line);
  const ill = { ...summary, lost: 3, erased: 1, failed: 1, ended: 1, rows: 1200 };
  const lines = [
    describeLine({ outcome: "would_copy", ...copied, was: "altered" }),
    describeLine({ outcome: "lost", key: KEY }),
    describeLine({ outcome: "would_erase", key: KEY }),
    describeLine({ outcome: "failed", key: KEY, reason: "The buckets have different bytes" }),
    ...describeSummary(ill, { ...RUN, deep: true, seconds: 1 }),
    ...describeSummary(ill, { ...RUN, dryRun: true, interrupted: true, seconds: 61.5 }),
  ].flatMap((text) => text.split("\n"));
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
  assert.ok(lines.includes("Something is left: run it again."));
});

Deno.test.each<{ left: Partial<MoveSummary>; done: boolean }>([
  { left: { same: 3, copied: 2, erased: 1, ended: 1 }, done: true },
  { left: { lost: 1 }, done: false },
  { left: { failed: 1 }, done: false },
  { left: { would_copy: 1 }, done: false },
  { left: { would_erase: 1 }, done: false },
  { left: { rows: 1 }, done: false },
])("isDone() of $left is $done", ({ left, done }) => {
  assert.equal(isDone({ ...NOTHING, ...left }), done);
});
