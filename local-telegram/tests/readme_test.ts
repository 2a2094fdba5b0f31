import assert from "node:assert/strict";
import { readFile, readmeBlocks } from "./support/readme.ts";

Deno.test("README.md shows example/bot.ts and example/bot_test.ts", async () => {
  const [bot, ...tests] = await readmeBlocks("ts");
  assert.equal(bot, await readFile("example/bot.ts"));
  assert.equal(tests.join("\n"), await readFile("example/bot_test.ts"));
});

Deno.test("README.md has a command that runs the example", async () => {
  const [command = ""] = await readmeBlocks("sh");
  const [program, ...args] = command.trim().split(" ");
  assert.equal(program, "deno");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: new URL("../", import.meta.url),
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr) + decoder.decode(stdout));
  assert.match(decoder.decode(stdout), /ok \| 5 passed \| 0 failed/);
});

Deno.test("README.md and deno.json name the same version of grammY", async () => {
  const { imports } = JSON.parse(await readFile("deno.json"));
  const [json = ""] = await readmeBlocks("json");
  assert.equal(JSON.parse(json).imports.grammy, imports.grammy);
});
