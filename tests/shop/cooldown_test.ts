import assert from "node:assert/strict";
import { createCooldown } from "../../src/shop/cooldown.ts";

Deno.test("createCooldown() refuses each key until its time has passed", () => {
  let nowMs = 0;
  const cooldown = createCooldown({ everyMs: 100, now: () => nowMs });
  assert.equal(cooldown.isTooSoon("a"), false);
  cooldown.done("a");
  nowMs = 99;
  assert.deepEqual([cooldown.isTooSoon("a"), cooldown.isTooSoon("b")], [true, false]);
  nowMs = 100;
  assert.equal(cooldown.isTooSoon("a"), false);
});

Deno.test("createCooldown() forgets the oldest key", () => {
  const cooldown = createCooldown({ everyMs: 100, now: () => 0, limit: 2 });
  for (const key of ["a", "b", "a", "c"]) cooldown.done(key);
  assert.deepEqual(["a", "b", "c"].map(cooldown.isTooSoon), [true, false, true]);
});
