import assert from "node:assert/strict";
import { describeSums, type FaultLine, latestOf, sumsOf, tableOf } from "../../devkit/faults.ts";

const survived: FaultLine = {
  part: "b2",
  fault: "500",
  moment: "the put of a cover",
  expected: "the job waits",
  survived: true,
  accepted: 3,
  lost: 0,
};
const lost: FaultLine = { ...survived, fault: "silence", survived: false, accepted: 2, lost: 1 };
const broken: FaultLine = {
  ...survived,
  part: "disk",
  fault: "full",
  moment: "storing",
  survived: false,
  accepted: null,
  lost: null,
};

Deno.test("sumsOf() counts a cell without counted pictures as not survived", () => {
  const sums = { run: 3, survived: 1, accepted: 5, lost: 1, uncounted: 1 };
  assert.deepEqual(sumsOf([survived, lost, broken]), sums);
  assert.deepEqual(sumsOf([]), { run: 0, survived: 0, accepted: 0, lost: 0, uncounted: 0 });
});

Deno.test("latestOf() takes the last line of each cell", () => {
  const failed = { ...survived, survived: false, accepted: null, lost: null };
  const elsewhere = { ...survived, moment: "the put of a thumb" };
  assert.deepEqual(latestOf([failed, lost, elsewhere, survived]), [survived, lost, elsewhere]);
  assert.deepEqual(latestOf([survived, failed]), [failed], "an earlier success does not count");
});

Deno.test("tableOf() names each moment once, and shows what failed or was not counted", () => {
  assert.deepEqual(tableOf([survived, lost, broken]), [
    "b2 · the put of a cover",
    "  ✓ 500      0 of 3 lost  the job waits",
    "  ✗ FAILED silence  1 of 2 lost  the job waits",
    "",
    "disk · storing",
    "  ✗ FAILED full     ? of ? lost  the job waits",
    "",
  ]);
  assert.deepEqual(tableOf([]), []);
});

Deno.test("describeSums() tells whether anything is lost", () => {
  assert.equal(
    describeSums(sumsOf([survived, lost, broken])),
    "Cells run 3, survived 1; pictures accepted 5, lost 1. Failed before they were counted: 1.",
  );
  assert.equal(
    describeSums(sumsOf([survived])),
    "Cells run 1, survived 1; pictures accepted 3, lost 0.",
  );
});
