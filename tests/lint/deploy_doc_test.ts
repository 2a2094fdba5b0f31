import assert from "node:assert/strict";
import { readConfig } from "../../src/config.ts";
import { codeBlocks, readDocument } from "../../devkit/testing/documents.ts";

const guide = await readDocument("docs/deploy.md");
const commands = codeBlocks(guide, "sh");
const [systemd, compose] = ["systemd", "compose"].map((name) =>
  commands.filter((block) => block.includes(name)).join("")
);

/** The commands of the Dockerfile that make the folder of the shop what it is in the image. */
const PREPARE = ["deno run --no-config", "deno install"];

/** A command without what is its own: on which line it ends, who runs it, in which folder, and the hosts. */
const plain = (command: string) =>
  command.replaceAll(/\\\n */g, "").replace(/^(RUN|sudo) /, "").replace("scripts/", "")
    .replace(/ "[^"]*"$/, "");

const preparing = (text: string) =>
  text.split(/(?<!\\)\n/).map(plain).filter((line) =>
    PREPARE.some((begin) => line.startsWith(begin))
  );

Deno.test("docs/deploy.md prepares a server as the Dockerfile does, and again at an upgrade", async () => {
  const steps = preparing(await readDocument("Dockerfile"));
  assert.equal(steps.length, PREPARE.length);
  const [first, upgrade, ...others] = commands.map(preparing).filter(({ length }) => length > 0);
  assert.deepEqual([first, upgrade, others], [steps, steps, []]);
  assert.match(guide, new RegExp(`/download/v${Deno.version.deno}/deno-`));
});

Deno.test("docs/deploy.md and deploy/vitrine.service name the same user, files and folders", async () => {
  const unit = await readDocument("deploy/vitrine.service");
  for (
    const [setting, command] of [
      ["User=vitrine", "--shell /usr/sbin/nologin vitrine"],
      ["WorkingDirectory=/opt/vitrine", "git clone YOUR_COPY_OF_THE_REPOSITORY /opt/vitrine"],
      ["EnvironmentFile=/etc/vitrine.env", "deploy/env.example /etc/vitrine.env"],
      ["ExecStart=/usr/local/bin/deno ", "deno-x86_64-unknown-linux-gnu.zip -d /usr/local/bin"],
      ["ReadWritePaths=/opt/vitrine/data", "--owner=vitrine --group=vitrine data"],
    ] as const
  ) {
    assert.ok(unit.includes(`${setting}`), setting);
    assert.ok(commands.some((block) => block.includes(command)), command);
  }
});

Deno.test("docs/deploy.md copies files that exist, and names services that deploy/compose.yaml has", async () => {
  const files = commands.join("").match(/(?<=[ =])(?:deploy|scripts)\/[\w.]+/g) ?? [];
  // The settings of compose are written by its reader.
  const existing = new Set(files.filter((file) => file !== "deploy/.env"));
  assert.ok(existing.size >= 4, [...existing].join());
  for (const file of existing) await Deno.stat(new URL(`../../${file}`, import.meta.url));
  const services = await readDocument("deploy/compose.yaml");
  const named = [...compose!.matchAll(/(?:--follow|exec) (\w+)/g)].map(([, name]) => name!);
  assert.deepEqual([...new Set(named)], ["shop"]);
  for (const name of named) assert.match(services, new RegExp(`^  ${name}:$`, "m"));
  assert.match(systemd!, /systemctl enable --now vitrine/);
});

Deno.test("docs/deploy.md gives Railway settings that start the shop, on the port of its domain", () => {
  const [block = ""] = codeBlocks(guide, "text").filter((text) => text.includes("${{Postgres"));
  const given = Object.fromEntries(
    block.trim().split("\n").map((line) => /^(\w+)=(.*)$/.exec(line)!.slice(1)),
  );
  const result = readConfig({
    ...given,
    ...{ DENO_ENV: "production", RAILWAY_PUBLIC_DOMAIN: "shop.up.railway.app" },
    DATABASE_URL: "postgres://postgres:hunter2hunter2@postgres.railway.internal:5432/railway",
    TELEGRAM_BOT_TOKEN: given.TELEGRAM_BOT_TOKEN.replace(/AAE…/, "A".repeat(35)),
    B2_KEY_ID: given.B2_KEY_ID.replace("…", "5e1f6c2d3a4b0000000001"),
    B2_APPLICATION_KEY: given.B2_APPLICATION_KEY.replace("…", "abcdefghijklmnopqrstuvwxyz0"),
  });
  assert.ok("config" in result, JSON.stringify(result));
  assert.ok(guide.includes(`with port ${given.PORT}`));
});
