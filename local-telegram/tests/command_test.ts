import assert from "node:assert/strict";
import { createControlClient, openLocalTelegram } from "../src/mod.ts";
import { apiOf } from "./support/api.ts";
import { createCommand, startCommand } from "./support/command.ts";
import { readmeBlocks } from "./support/readme.ts";

async function outputOf(args: readonly string[]) {
  const { code, stdout, stderr } = await createCommand(args).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test.each<Deno.Signal>(["SIGINT", "SIGTERM"])(
  "the command serves a bot and a person until %s",
  async (signal) => {
    const command = await startCommand();
    const [printed = ""] = await readmeBlocks("text");
    assert.equal(command.output, printed.replaceAll("http://127.0.0.1:8081", command.url));
    const page = await fetch(`${command.url}/`);
    assert.match(await page.text(), /<title>Local Telegram<\/title>/);
    const control = createControlClient(command.url);
    const { event } = await control.sendText(7, "hello");
    await apiOf(command).sendMessage(7, "hello to you");
    const answer = await control.nextBotMessage(7, { after: event });
    assert.equal(answer.text, "hello to you");
    assert.equal(await command.stop(signal), 0);
  },
);

Deno.test("the command stops while a poll waits", async () => {
  const command = await startCommand();
  const control = createControlClient(command.url);
  // The fault does nothing. It only tells when the poll has arrived.
  const fault = await control.injectFault({ method: "getUpdates", delayMs: 0 });
  const poll = assert.rejects(apiOf(command).getUpdates({ timeout: 50 }));
  await control.waitForFault(fault);
  assert.equal(await command.stop("SIGTERM"), 0);
  await poll;
});

Deno.test("the command says when the port is taken, and exits with 1", async () => {
  await using telegram = await openLocalTelegram();
  const { port } = new URL(telegram.url);
  const { code, stderr } = await outputOf(["--port", port]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: `));
  assert.match(stderr, /\nChoose another port with --port\.\n$/);
});

Deno.test("the command may not write outside of its data folder, and exits with 1", async () => {
  const dir = await Deno.makeTempDir({ prefix: "local_telegram_" });
  const { code, stderr } = await outputOf(["--port", "0", "--data", `${dir}/data`]);
  await Deno.remove(dir, { recursive: true });
  assert.equal(code, 1);
  assert.match(stderr, /^Requires (read|write) access to /);
});

interface BadOption {
  readonly args: readonly string[];
  readonly message: RegExp;
}

Deno.test.each<BadOption>([
  {
    args: ["--port", "many"],
    message: /^--port must be a number from 0 to 65535, but is "many"\n/,
  },
  { args: ["--port", "65536"], message: /^--port must be a number from 0 to 65535/ },
  { args: ["--port"], message: /^Option '--port <value>' argument missing\n/ },
  { args: ["--data", ""], message: /^--data must name a folder\n/ },
  { args: ["--prot", "1"], message: /^Unknown option '--prot'/ },
  { args: ["8081"], message: /^Unexpected argument '8081'/ },
])("the command refuses $args with its help, and exits with 2", async ({ args, message }) => {
  const { code, stdout, stderr } = await outputOf(args);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, message);
  assert.match(stderr, /--data DIR/);
});

Deno.test("the command prints its help, and exits with 0", async () => {
  const { code, stdout, stderr } = await outputOf(["--help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const option of ["--port", "--data", "--help"]) assert.ok(stdout.includes(option), option);
  assert.deepEqual(stdout.split("\n").filter((line) => line.length > 80), [], "fits on a terminal");
});
