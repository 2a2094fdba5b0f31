import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";
import { codeBlocks, readDocument } from "../../devkit/testing/documents.ts";
import { assertShown } from "../../devkit/testing/shown.ts";
import { longTest } from "../../devkit/testing/sample.ts";

longTest(
  "deno task demo: every check passes, no line is wider than a terminal, and docs/try.md shows it",
  async () => {
    const { code, stdout } = await runScript("./devkit/demo", { permissions: "demo" });
    assert.match(stdout, /^Every check passed, in \d+ s\.$/m, stdout);
    assert.equal(code, 0);
    const [shown = ""] = codeBlocks(await readDocument("docs/try.md"), "text");
    assertShown(shown, stdout);
    for (const line of stdout.split("\n")) assert.ok([...line].length <= 80, line);
  },
);
