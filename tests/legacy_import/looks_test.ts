import assert from "node:assert/strict";
import { createLooks } from "../../src/legacy_import/mod.ts";

Deno.test("createLooks() looks for what 128 products at work can have left, and on as long as it finds", () => {
  const looks = createLooks();
  for (let n = 0; n < 255; n++) looks.saw(false);
  assert.equal(looks.isWorthIt, true);
  looks.saw(true);
  for (let n = 0; n < 255; n++) looks.saw(false);
  assert.equal(looks.isWorthIt, true);
  looks.saw(false);
  assert.equal(looks.isWorthIt, false);
});
