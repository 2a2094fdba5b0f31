import assert from "node:assert/strict";
import { createPutProbe } from "../../src/legacy_import/mod.ts";

Deno.test("createPutProbe() is worth it for what 128 products at work can have left, and on as long as it finds", () => {
  const probe = createPutProbe();
  for (let n = 0; n < 255; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(true);
  for (let n = 0; n < 255; n++) probe.saw(false);
  assert.equal(probe.isWorthIt, true);
  probe.saw(false);
  assert.equal(probe.isWorthIt, false);
});
