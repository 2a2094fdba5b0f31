import assert from "node:assert/strict";
import { hearLog } from "../devkit/testing/heard_log.ts";
import { until } from "../devkit/testing/until.ts";
import { openWatchdog } from "../src/watchdog.ts";

Deno.test("openWatchdog() says once that a loop is stalled, and once that it goes on", async () => {
  await using log = await hearLog();
  let idleMs = 0;
  const polling = { name: "polling", limitMs: 1000, idleMs: () => idleMs };
  const jobs = { name: "jobs", limitMs: 5000, idleMs: () => idleMs };
  await using watchdog = openWatchdog([polling, jobs], 1);
  assert.deepEqual(watchdog.stalled(), []);
  idleMs = 1000;
  await until("a line about the stall", () => log.of("loop_stalled").length > 0);
  assert.deepEqual(watchdog.stalled(), ["polling"]);
  idleMs = 0;
  await until("a line about its end", () => log.of("loop_goes_on").length > 0);
  assert.deepEqual(watchdog.stalled(), []);
  const said = [...log.of("loop_stalled"), ...log.of("loop_goes_on")];
  assert.deepEqual(said.map(({ loop, level }) => [loop, level]), [
    ["polling", "error"],
    ["polling", "info"],
  ]);
});
