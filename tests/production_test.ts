import assert from "node:assert/strict";
import { dirname } from "node:path";
import { DENO_RUN } from "../src/std/mod.ts";
import { denoEnvironment } from "../devkit/world/shop_process.ts";
import { productionConfig } from "../scripts/production_config.ts";

const REPOSITORY = new URL("../", import.meta.url).pathname;

/** The output of the probe with the permissions of production. */
async function probe(): Promise<Record<string, unknown>> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-permissions-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(),
  );
  stack.defer(() => server.shutdown());
  const config = productionConfig(JSON.parse(await Deno.readTextFile(`${REPOSITORY}deno.json`)));
  // The probe imports nothing, so it needs only the permissions.
  const bare = { permissions: config.permissions };
  await Deno.writeTextFile(`${dir}/deno.json`, JSON.stringify(bare));
  await Deno.copyFile(`${REPOSITORY}devkit/testing/permission_probe.ts`, `${dir}/main.ts`);
  await Deno.mkdir(`${dir}/data`);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=production", "--cached-only", "main.ts", String(server.addr.port)],
    cwd: dir,
    clearEnv: true,
    env: {
      PATH: dirname(Deno.execPath()),
      DENO_NO_PROMPT: "1",
      DENO_DIR: `${dir}/cache`,
      SOMEBODY_ELSES_SECRET: "secret",
      OPERATOR_TOKEN: "token",
    },
  }).output();
  const said = new TextDecoder().decode(stdout);
  assert.notEqual(said, "", new TextDecoder().decode(stderr));
  return JSON.parse(said);
}

Deno.test("the production permissions deny what the shop does not need", async (t) => {
  const outcomes = await probe();
  const step = (name: string, expected: unknown) =>
    t.step(name, () => assert.deepEqual(outcomes[name], expected));
  await step("fetch from another host", "NotCapable");
  await step("connect to another host", "NotCapable");
  await step("connect to another host through node:net", "EPERM");
  await step("look up another host", "NotCapable");
  // Deno ignores forbidden reads: the file seems not to exist.
  await step("read /etc/passwd", "ENOENT");
  await step("read /etc/passwd through node:fs", "ENOENT");
  await step("read /proc/self/environ", "ENOENT");
  await step("make a link that leads out", "NotCapable");
  await step("write beside the code", "NotCapable");
  await step("write to /tmp", "NotCapable");
  await step("write out of ./data/", "NotCapable");
  await step("run another program", "NotCapable");
  await step("load a library from elsewhere", "NotCapable");
  await step("ask for the machine's name", "NotCapable");
  await step("library", "prompt");
  await step("secret", null);
});

Deno.test("the production permissions grant what the shop needs", async (t) => {
  const outcomes = await probe();
  const step = (name: string, expected: unknown) =>
    t.step(name, () => assert.deepEqual(outcomes[name], expected));
  await step("read its own code", "done");
  await step("write into ./data/", "done");
  await step("listen on every address", "done");
  await step("give way to other processes", "done");
  await step("run deno", "done");
  await step("token", "token");
  await step("names", ["DENO_DIR", "OPERATOR_TOKEN"]);
  await step("hosts", {
    "api.telegram.org:443": "granted",
    "api.telegram.org:80": "prompt",
    "telegram.org:443": "prompt",
    "shop.s3.us-west-004.backblazeb2.com:443": "granted",
    "backblazeb2.com.example.com:443": "prompt",
    "postgres.railway.internal:5432": "granted",
    "shuttle.proxy.rlwy.net:41234": "granted",
    "169.254.169.254:80": "prompt",
    "[::1]:80": "prompt",
  });
});

Deno.test("the production permissions allow the shop to draw a placeholder", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...DENO_RUN,
      "-P=production",
      "--cached-only",
      "devkit/testing/placeholder_probe.ts",
    ],
    cwd: REPOSITORY,
    clearEnv: true,
    env: { ...denoEnvironment(), PATH: dirname(Deno.execPath()), DENO_NO_PROMPT: "1" },
  }).output();
  assert.ok(Number(new TextDecoder().decode(stdout)) > 1000, new TextDecoder().decode(stderr));
});
