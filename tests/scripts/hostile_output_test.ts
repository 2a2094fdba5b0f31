import assert from "node:assert/strict";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { type CommandResult, runScript } from "../../devkit/testing/command.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const HOSTILE = "x\u001b[2J\u009b1A\u202e\r\nmissing FORGED";
const SHOWN = "x\\u001b[2J\\u009b1A\\u202e\\u000d\\u000amissing FORGED";

/** Nothing in it can control a terminal, and no line is forged. */
function assertHarmless({ stdout, stderr }: CommandResult): void {
  for (const text of [stdout, stderr]) {
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.doesNotMatch(text, /^missing FORGED/m);
  }
  // JSON has shorter escapes of its own.
  const said = `${stdout}${stderr}`.replaceAll("\\r\\n", "\\u000d\\u000a");
  assert.ok(said.includes(SHOWN), said);
}

interface Case {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}
Deno.test.each<Case>([
  { name: "a value of a column", command: "verify", args: ["--all"] },
  { name: "a value of a column as JSON", command: "verify", args: ["--all", "--json"] },
  { name: "an argument", command: "events", args: ["--product", HOSTILE] },
  { name: "a wrong option", command: "as_of", args: ["--at", HOSTILE] },
])("a command escapes what it prints: $name", async ({ command, args }) => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1", { cover_image_url: HOSTILE });
  assertHarmless(await runScript(command, { args, env: { DATABASE_URL: log.url } }));
});

Deno.test("a command escapes an error of PostgreSQL", async () => {
  await using log = await openUnit({ db: "projected" });
  const database = new URL(log.url);
  database.pathname = `/${encodeURIComponent(HOSTILE)}`;
  assertHarmless(await runScript("events", { env: { DATABASE_URL: database.href } }));
});
