import assert from "node:assert/strict";
import { sql } from "kysely";
import { logged, openShopProcess } from "../../devkit/world/shop_process.ts";
import { openWorld } from "../../devkit/world/world.ts";
import { ACCESS_DENIED, CAP_EXCEEDED } from "../../devkit/s3/front.ts";
import { TEST_POSTGRES } from "../../devkit/testing/database.ts";
import { hastenJobs, listJobs, STORING } from "../../devkit/testing/job_rows.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { areStored, openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { clearCacheFolder } from "../../src/storage/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { SettingsRefused } from "../../src/settings_refused.ts";

const NEXT_KEY = { keyId: "004-the-next-key", applicationKey: "K004-the-next-application-key" };

Deno.test("main.ts with a bucket that is not there says so in one line, and exits 2", async () => {
  await using world = await openWorld(TEST_POSTGRES);
  const environment = { ...world.environment, B2_BUCKET: "no-such-bucket" };
  await using shop = await openShopProcess({ early: true, environment });
  assert.equal(await shop.ended(), 2);
  const lines = shop.log.filter((line) => line.level === "fatal");
  assert.deepEqual(lines.map(({ event }) => event), ["setting_refused"]);
  assert.match(lines[0]!.message, /^Vitrine cannot run: B2_BUCKET: there is no bucket/);
  assert.doesNotMatch(JSON.stringify(shop.log), / at .*\.ts:/);
});

Deno.test("a start ends when a part refuses its settings, and opens when they are right", async (t) => {
  await using shop = await openShop({ closed: true });
  await t.step("a key that may not delete", async () => {
    shop.b2.fail({ operation: "delete", effect: ACCESS_DENIED });
    assert.match(await refused(shop), /may not delete in the bucket pictures: .*deleteFiles/);
    shop.b2.heal();
  });
  const own = new URL(shop.environment.DATABASE_URL!);
  await t.step("a wrong password", async () => {
    const wrong = new URL(own);
    wrong.password = "wrong-password";
    Object.assign(shop.environment, { DATABASE_URL: wrong.href });
    const said = await refused(shop);
    assert.match(said, /^PostgreSQL at 127.*correct the user or the password in DATABASE_URL$/);
    assert.doesNotMatch(said, /wrong-password/);
  });
  await t.step("TLS where the server has none", async () => {
    Object.assign(shop.environment, { DATABASE_URL: `${own.href}?sslmode=require` });
    assert.match(await refused(shop), /sslmode=disable/);
    assert.ok(!shop.log.some(logged("setting_doubtful")));
    Object.assign(shop.environment, { DATABASE_URL: `${own.href}?sslmode=no-verify` });
    assert.match(await refused(shop), /sslmode=disable/);
    const doubt = shop.log.find(logged("setting_doubtful"));
    assert.match(doubt?.message ?? "", /nobody looks at the certificate/);
  });
  await t.step("a role that can migrate and not start", async () => {
    const role = `role_${crypto.randomUUID().replaceAll("-", "")}`;
    const run = (text: string) => sql.raw(text).execute(shop.db);
    await run(`create role ${role} login password 'p'`);
    try {
      await run(`grant create, usage on schema public to ${role}`);
      // Its first start made everything as the owner.
      await run(`drop schema public cascade; create schema public authorization ${role}`);
      Object.assign(own, { username: role, password: "p" });
      Object.assign(shop.environment, { DATABASE_URL: own.href });
      const said = await refused(shop);
      const [, statement] = /may not create in the database .* can allow it: (.*);$/.exec(said) ??
        [];
      await run(statement!);
      await shop.start();
      await untilStored(shop, await sell(shop.seller));
      await shop.stop();
    } finally {
      await run(`drop owned by ${role} cascade`);
      await run(`drop role ${role}`);
    }
  });
});

Deno.test("a role that owns nothing runs the shop with the rights that the lines name, and no others", async () => {
  await using shop = await openShop();
  await untilStored(shop, await sell(shop.seller));
  await shop.stop();
  const role = `role_${crypto.randomUUID().replaceAll("-", "")}`;
  const run = (text: string) => sql.raw(text).execute(shop.db);
  await run(`create role ${role} login password 'p'`);
  try {
    const url = new URL(shop.environment.DATABASE_URL!);
    Object.assign(url, { username: role, password: "p" });
    Object.assign(shop.environment, { DATABASE_URL: url.href });
    await run(`grant usage on schema public to ${role}`);
    const lines = (await refused(shop)).split("\n");
    assert.ok(lines.length > 5, lines.join("\n"));
    for (const line of lines) await run(/can allow it: (.*);$/.exec(line)![1]!);
    await shop.start();
    const productId = await sell(shop.seller, { title: "Chair" });
    await untilStored(shop, productId);
    let card = await shop.seller.say("/my");
    for (const name of ["withdraw", "withdrawYes"] as const) {
      card = await shop.seller.press(card, LOCALES.en.button[name]);
    }
    assert.equal((await shop.buyer.say("/browse")).text.split("\n")[0], "Lamp");
    assert.deepEqual(shop.log.filter(({ level }) => level === "error" || level === "warning"), []);
    await shop.stop();
  } finally {
    await run(`drop owned by ${role} cascade`);
    await run(`drop role ${role}`);
  }
});

Deno.test("a daily cap refuses no setting: the shop opens, and says when it has passed", async () => {
  await using shop = await openShop({ closed: true });
  shop.b2.fail({ effect: CAP_EXCEEDED });
  await shop.start();
  assert.ok(shop.log.some(logged("part_away")));
  shop.b2.heal();
  await until("B2", () => shop.log.some(logged("part_back")));
});

Deno.test("a key is deleted while B2 is away: the log names it, jobs wait, views go on, and the next key does all", async (t) => {
  const policies = { view: { maxAttempts: 1 }, job: { maxAttempts: 1 } };
  await using shop = await openShop({ b2: { policies } });
  const { db, b2, seller } = shop;
  const stored = await sell(seller);
  await untilStored(shop, stored);
  await startWithoutB2(shop);
  await shop.telegram.control.forgetAllFiles();
  await clearCacheFolder(shop.cacheDir);
  const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed: 2 });
  const waiting = await sell(seller, { title: "Chair", photo });
  await t.step("the log names the key when B2 is back, and the shop is open", async () => {
    b2.keys.splice(0, 1, NEXT_KEY);
    await b2.up();
    const refuses = (line: Shop["log"][number]) =>
      line.level === "error" && /B2_KEY_ID: .* does not know this key/.test(JSON.stringify(line));
    await until("the line", () => shop.log.some(refuses));
  });
  await t.step("its jobs wait, and nothing is given up", async () => {
    await until("a refusal", async () => {
      await hastenJobs(db);
      const [job] = await listJobs(db, { ...STORING, productIds: [waiting] });
      return job!.state === "retry" && /storage_refused/.test(JSON.stringify(job!.output));
    });
    assert.equal(await rungOf(shop, waiting), "file_id", "its seller's photo");
    assert.equal(await rungOf(shop, stored), "placeholder", "only B2 has it");
    assert.ok((await loadImages(db, stored)).images.cover.stored);
  });
  await t.step("the next key stores them, also if B2 is away at its start", async () => {
    const { keyId, applicationKey } = NEXT_KEY;
    await startWithoutB2(shop, { B2_KEY_ID: keyId, B2_APPLICATION_KEY: applicationKey });
    await b2.up();
    await until("the picture stored", async () => {
      await hastenJobs(db);
      return areStored(await loadImages(db, waiting));
    });
    assert.equal(await rungOf(shop, stored), "b2");
  });
});

/** Starts the shop anew, with these settings, while B2 is away. */
async function startWithoutB2(shop: Shop, settings: Record<string, string> = {}): Promise<void> {
  await shop.stop();
  await shop.b2.down();
  Object.assign(shop.environment, settings);
  await shop.start();
}

/** Opens a product as a buyer. Returns what its picture came from. */
async function rungOf({ buyer, log }: Shop, productId: string): Promise<unknown> {
  const from = log.length;
  await buyer.say(`/start ${productId}`);
  const isShown = logged("picture_shown", { productId });
  await until("the view", () => log.slice(from).some(isShown));
  return log.findLast(isShown)!.rung;
}

/** Starts the shop, which must refuse. Returns what it says. */
async function refused(shop: Shop): Promise<string> {
  try {
    await shop.start();
  } catch (error) {
    if (error instanceof SettingsRefused) return error.lines.join("\n");
    throw error;
  }
  throw new assert.AssertionError({ message: "it started" });
}
