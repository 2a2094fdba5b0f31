import assert from "node:assert/strict";
import { claimPort } from "../../devkit/own_port.ts";
import { logged, openShopProcess } from "../../devkit/world/shop_process.ts";
import { openWorld } from "../../devkit/world/world.ts";
import { TEST_POSTGRES } from "../../devkit/testing/database.ts";
import {
  createEmbeddedFolder,
  type EmbeddedFolder,
  openEmbeddedShop,
  personOf,
} from "../../devkit/testing/embedded_shop.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { codeBlocks, readDocument } from "../../devkit/testing/documents.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";

const readyz = async (url: string) => {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, body: await response.json() };
};

Deno.test("main.ts with wrong settings lists every problem, shows no secret, and exits 2", async () => {
  await using shop = await openShopProcess({
    early: true,
    environment: {
      DENO_ENV: "production",
      TELEGRAM_BOT_TOKEN: "not-a-token-but-secret",
      PORT: "ninety",
      B2_KEY_ID: "key",
    },
  });
  assert.equal(await shop.ended(), 2);
  const said = shop.log.map((line) => line.message).join("\n");
  for (
    const name of [
      "DATABASE_URL",
      "TELEGRAM_BOT_TOKEN",
      "PORT",
      "B2_ENDPOINT",
      "B2_BUCKET",
      "B2_APPLICATION_KEY",
    ]
  ) assert.match(said, new RegExp(`- ${name} `));
  assert.doesNotMatch(said, /but-secret/);
});

Deno.test("main.ts waits for PostgreSQL with one line, no stack trace, and stops when told to", async () => {
  await using world = await openWorld(TEST_POSTGRES);
  const DATABASE_URL = "postgres://vitrine:secret-password@127.0.0.1:1/vitrine";
  const environment = { ...world.environment, DATABASE_URL };
  await using shop = await openShopProcess({ environment, early: true });
  const away = logged("part_away", { name: "PostgreSQL at 127.0.0.1:1" });
  await shop.line(away);
  const { status, body } = await readyz(shop.url);
  assert.equal(status, 503);
  assert.notEqual(body.checks.postgresql, "ok");
  assert.equal((await fetch(`${shop.url}/healthz`).then(drain)).status, 200);
  assert.equal(await shop.stop(), 0);
  assert.equal(shop.log.filter(away).length, 1);
  assert.match(shop.log.find(away)!.message, /\(.*ECONNREFUSED.*\); trying again$/);
  const said = JSON.stringify(shop.log);
  assert.doesNotMatch(said, /secret-password| at .*\.ts:/);
});

async function drain(response: Response): Promise<Response> {
  await response.body?.cancel();
  return response;
}

Deno.test("main.ts opens without B2, says so once, names it in /readyz, and is ready when B2 is back", async () => {
  await using world = await openWorld(TEST_POSTGRES);
  await world.b2.down();
  await using shop = await openShopProcess(world);
  const name = `B2 at ${new URL(world.b2.endpoint).host}`;
  await shop.line(logged("part_away", { name }));
  const ready = async () => {
    const { status, body } = await readyz(shop.url);
    const good = Object.entries(body.checks).filter(([, state]) => state === "ok");
    return { status, good: good.map(([name]) => name).sort(), body };
  };
  let seen = await ready();
  // A slow check is not ready either.
  await until("all but B2", async () => {
    seen = await ready();
    return seen.good.length === 4 && seen.body.checks.b2 === "storage_unavailable";
  });
  assert.equal(seen.status, 503);
  const [shown = ""] = codeBlocks(await readDocument("docs/operations.md"), "json");
  assert.deepEqual(seen.body, JSON.parse(shown));
  await world.b2.up();
  await shop.line(logged("part_back", { name }));
  await until("readiness", async () => (await readyz(shop.url)).status === 200);
});

Deno.test("main.ts by webhook: the secret is checked, and a sale goes through", async () => {
  await using port = await claimPort();
  const TELEGRAM_WEBHOOK_URL = `http://127.0.0.1:${port.number}/telegram/webhook`;
  await using shop = await openShop({
    as: "process",
    environment: {
      PORT: String(port.number),
      TELEGRAM_WEBHOOK_URL,
      ADMIN_IDS: "202",
      OPERATOR_TOKEN: "the-operators-token-of-this-test",
    },
  });
  const forged = await fetch(TELEGRAM_WEBHOOK_URL, {
    method: "POST",
    headers: { "X-Telegram-Bot-Api-Secret-Token": "guess" },
    body: JSON.stringify({ update_id: 1 }),
  });
  assert.equal((await drain(forged)).status, 401);
  const productId = await sell(shop.seller);
  await shop.restart();
  const shown = await shop.buyer.say(`/start ${productId}`);
  assert.equal(shown.kind, "photo");
  assert.deepEqual(await shop.telegram.control.calls({ method: "getUpdates" }), []);
  const [[button] = []] = (await shop.buyer.say("/stats")).keyboard;
  assert.equal(button?.url, `http://127.0.0.1:${port.number}/console`);
  assert.equal((await drain(await fetch(button.url))).status, 401);
});

Deno.test("main.ts stops on SIGTERM with exit code 0 and nothing left running", async () => {
  await using world = await openWorld(TEST_POSTGRES);
  await using shop = await openShopProcess(world);
  assert.equal(await shop.stop(), 0);
  assert.deepEqual(shop.log.filter((line) => /error|fatal/.test(String(line.level))), []);
});

Deno.test("main.ts without settings runs on embedded parts and keeps their data over a SIGKILL", async () => {
  await using folder = createEmbeddedFolder();
  const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed: 4 });
  const first = await openEmbeddedShop(folder);
  const productId = await sell(await personOf(first, 101), { photo });
  await first.line(logged("image_stored"));
  await first.kill();
  await Deno.remove(`${folder.dataDir}/image-cache`, { recursive: true });
  await using second = await openEmbeddedShop(folder);
  const shown = await (await personOf(second, 202)).say(`/start ${productId}`);
  assert.deepEqual([shown.kind, shown.photo?.widthPx], ["photo", 640]);
  // The whole shop runs on this machine, so its console needs no login.
  const page = await fetch(String(second.log.find(logged("console_open"))?.url));
  assert.deepEqual([page.status, /Log in/.test(await page.text())], [200, false]);
  assert.equal(second.log.find(logged("projection_rebuilt")), undefined, "B2 keeps its address");
  await isAlone(folder);
  // A terminal that closes sends the signal, and so does its shell.
  for (let n = 0; n < 2; n++) Deno.kill(second.pid, "SIGHUP");
  assert.equal(await second.ended(), 0);
  assert.equal(second.log.filter(logged("stopped")).length, 1);
  const pid = `${folder.dataDir}/postgres/cluster/postmaster.pid`;
  await assert.rejects(Deno.stat(pid), Deno.errors.NotFound);
});

/** A second shop on the folder says in a plain line that there is one, also without a terminal. */
async function isAlone({ environment, dataDir }: EmbeddedFolder): Promise<void> {
  const { code, stderr } = await runScript("./main", { env: environment });
  assert.equal(code, 1);
  const said = `Another shop or one of its commands uses the folder ${dataDir}: stop it, or set `;
  assert.ok(stderr.startsWith(said) && stderr.trimEnd().split("\n").length === 1, stderr);
}
