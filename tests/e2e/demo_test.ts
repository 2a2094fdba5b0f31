import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";
import { longTest } from "../../devkit/testing/sample.ts";

longTest("deno task demo: every check passes, and no line is wider than a terminal", async () => {
  const { code, stdout } = await runScript("./devkit/demo", { permissions: "demo" });
  assert.match(stdout, /^Every check passed, in \d+ s\.$/m, stdout);
  assert.equal(code, 0);
  for (const line of stdout.split("\n")) assert.ok([...line].length <= 80, line);
});
