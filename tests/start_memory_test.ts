import assert from "node:assert/strict";
import { hearLog } from "../devkit/testing/heard_log.ts";
import { warnOfLittleMemory } from "../src/start.ts";

const MIB = 2 ** 20;

Deno.test("a start with less memory than the shop needs says how much there is and how much it needs", async () => {
  await using log = await hearLog();
  warnOfLittleMemory(256 * MIB);
  assert.deepEqual(log.of("little_memory"), []);
  warnOfLittleMemory(255.5 * MIB);
  assert.deepEqual(log.of("little_memory").map(({ has, needs }) => ({ has, needs })), [
    { has: 255, needs: 256 },
  ]);
});
