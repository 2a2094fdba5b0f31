import assert from "node:assert/strict";
import { createPutProbe } from "../../src/legacy_import/mod.ts";

Deno.test("createPutProbe() probes the pictures of 128 products, and continues while it finds some", () => {
  const probe = createPutProbe();
  for (let n = 0; n < 255; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(true);
  for (let n = 0; n < 255; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(false);
  assert.equal(probe.isWorthIt, false);
});
