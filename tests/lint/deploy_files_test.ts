import assert from "node:assert/strict";
import { readConfig } from "../../src/config.ts";
import { readDocument } from "../../devkit/testing/documents.ts";

const { tasks } = JSON.parse(await readDocument("deno.json"));
/** The task of this name, as the image runs it: without downloads. */
const MIGRATE = "deno run --quiet -P=start --cached-only scripts/migrate.ts";

Deno.test("railway.json updates the schema before the shop gets traffic", async () => {
  const { deploy } = JSON.parse(await readDocument("railway.json"));
  assert.deepEqual(deploy.preDeployCommand, [MIGRATE]);
  assert.ok(tasks.migrate.command.endsWith(MIGRATE.replace("--cached-only ", "")));
});

Deno.test("deploy/vitrine.service starts the shop as deno task production does", async () => {
  const unit = await readDocument("deploy/vitrine.service");
  const environment = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
    line!.split(" ")
  );
  const [, command] = /^ExecStart=\/usr\/local\/bin\/(.*)$/m.exec(unit) ?? [];
  const [, settings, started] = /^((?:\w+=\S+ )+)(.*)$/.exec(tasks.production.command) ?? [];
  assert.equal(command, started);
  for (const setting of settings!.trim().split(" ")) {
    assert.ok(environment.includes(setting), setting);
  }
});

Deno.test("deploy/env.example is right once it is filled in", async () => {
  const lines = (await readDocument("deploy/env.example")).matchAll(/^([A-Z0-9_]+)=(.*)$/gm);
  const given = Object.fromEntries([...lines].map(([, name, value]) => [name!, value!]));
  const result = readConfig({
    ...given,
    DENO_ENV: "production",
    DATABASE_URL: given.DATABASE_URL!.replace("password", "hunter2hunter2"),
    TELEGRAM_BOT_TOKEN: `123456789:${"A".repeat(35)}`,
    B2_BUCKET: "pictures",
    B2_KEY_ID: "0045e1f6c2d3a4b0000000001",
    B2_APPLICATION_KEY: "K004abcdefghijklmnopqrstuvwxyz0",
    OPERATOR_TOKEN: "at-least-16-characters",
  });
  assert.ok("config" in result, JSON.stringify(result));
});

Deno.test("deploy/compose.yaml builds the image of the repository, and lets it reach its database", async () => {
  const compose = await readDocument("deploy/compose.yaml");
  const [, url] = /^ +DATABASE_URL: (.*)$/m.exec(compose) ?? [];
  const password = /\$\{POSTGRES_PASSWORD:\?[^}]*\}/;
  assert.match(url!, password);
  const { host } = new URL(url!.replace(password, "password"));
  assert.match(compose, new RegExp(`^ +NET_HOSTS: ${host}$`, "m"));
  assert.match(compose, /^ +context: \.\.$/m);
  const [, migrate = ""] = /^ +command: (\[.*\])$/m.exec(compose) ?? [];
  assert.equal(JSON.parse(migrate).join(" "), MIGRATE);
  assert.match(compose, /^ {2}postgres:$/m);
  assert.doesNotMatch(compose, /\t/);
});
