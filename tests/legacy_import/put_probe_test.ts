import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { createPutProbe } from "../../src/legacy_import/mod.ts";

Deno.test("createPutProbe() probes the pictures of 128 products, and continues while it finds some", () => {
  const probe = createPutProbe();
  const pictures = 128 * IMAGE_TYPES.length;
  for (let n = 1; n < pictures; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(true);
  for (let n = 1; n < pictures; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(false);
  assert.equal(probe.isWorthIt, false);
});

Deno.test("createPutProbe() takes an object of the last 6 hours for safe from a clean-up", () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 3, hours));
  const probe = createPutProbe(() => at(12));
  assert.deepEqual([at(7), at(6), at(-24)].map(probe.isSafe), [true, false, false]);
});
