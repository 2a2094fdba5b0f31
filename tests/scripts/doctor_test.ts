import assert from "node:assert/strict";
import { PutBucketLifecycleConfigurationCommand } from "@aws-sdk/client-s3";
import { sql } from "kysely";
import { checkB2, judgeRule } from "../../scripts/doctor/check_bucket.ts";
import { checkPostgres } from "../../scripts/doctor/check_postgres.ts";
import { checkTelegram, judgeWebhook } from "../../scripts/doctor/check_telegram.ts";
import { describeCosts } from "../../scripts/doctor/costs.ts";
import { describeFindings, examine, type Finding } from "../../scripts/doctor/finding.ts";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { type B2Settings } from "../../src/storage/mod.ts";
import { ACCESS_DENIED, CAP_EXCEEDED, type S3Front } from "../../devkit/s3/front.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { json } from "../../devkit/testing/command_log.ts";
import { addJobs } from "../../devkit/testing/job_rows.ts";
import { assertShown } from "../../devkit/testing/shown.ts";
import { documented } from "../../devkit/testing/transcript.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { createCheckJobs } from "../../src/jobs/checks/check_jobs.ts";
import { recordCheck } from "../../src/jobs/checks/check_runs.ts";
import { createKeepHouseJob, openJobQueue, pauseQueue } from "../../src/jobs/mod.ts";
import type { PictureParts } from "../../src/pictures/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";

/** `ok clock`, `fail token` … */
const levels = (findings: readonly Finding[]) =>
  findings.map(({ level, check }) => `${level} ${check}`);

const HOUR_AGO = 1_800_000_000 - 3600;
const SHOP = "https://shop.example/telegram/webhook";

Deno.test.each<{ name: string; info: object; expected?: string; says: readonly string[] }>([
  { name: "polling", info: {}, says: ["ok None: the shop asks for updates, 0 updates waiting"] },
  { name: "its own webhook", info: { url: SHOP }, expected: SHOP, says: [`ok ${SHOP}`] },
  { name: "a webhook of another program", info: { url: SHOP }, says: ["warn Telegram sends"] },
  { name: "another webhook", info: { url: "https://b.example/" }, expected: SHOP, says: ["warn"] },
  {
    name: "no webhook yet",
    info: {},
    expected: SHOP,
    says: ["warn Telegram sends the updates to no"],
  },
  {
    name: "a delivery that failed a minute ago",
    info: {
      ...{ url: SHOP, last_error_date: 1_800_000_000 - 60 },
      last_error_message: "Wrong response from the webhook: 503 Service Unavailable",
    },
    expected: SHOP,
    says: [`fail Telegram could not deliver to ${SHOP}: Wrong response from the webhook: 503`],
  },
  {
    name: "a delivery that failed long ago",
    info: { url: SHOP, last_error_date: HOUR_AGO - 1, last_error_message: "Connection timed out" },
    expected: SHOP,
    says: ["ok"],
  },
  { name: "many updates", info: { pending_update_count: 101 }, says: ["warn 101 updates waiting"] },
])("doctor judges $name", ({ info, expected, says }) => {
  const given = { has_custom_certificate: false, pending_update_count: 0, ...info };
  const found = judgeWebhook(given, expected, 1_800_000_000_000);
  assert.equal(found.length, says.length);
  for (const [at, { level, says: text, remedy }] of found.entries()) {
    assert.ok(`${level} ${text}`.startsWith(says[at]!), text);
    assert.equal(remedy === undefined, level === "ok");
  }
});

Deno.test("doctor judges the rule of the bucket, and counts what it costs", () => {
  assert.equal(judgeRule({ afterDays: 1 }).level, "ok");
  assert.equal(judgeRule({ afterDays: 30 }).level, "warn");
  assert.match(judgeRule("never").remedy!, /daysFromHidingToDeleting: 1/);
  assert.equal(judgeRule("unknown").level, "warn");
  const { says } = describeCosts({ puts: 2000, uploads: 1000, storedBytes: 110e9 });
  assert.match(says, /2,000 put to B2 \(free\), 1,000 uploaded .* 110\.00 GB, \$0\.60 a month/);
});

Deno.test("describeFindings() goes on below where a text begins", () => {
  const [check, remedy] = ["columns", "Start the shop once, then run this again"];
  const says = "Built for the bot 7 and https://cdn.example";
  assert.deepEqual(describeFindings([{ check, level: "warn", says, remedy }], 44), [
    "warn  columns      Built for the bot 7 and",
    "                   https://cdn.example",
    "      → Start the shop once, then run this",
    "        again",
  ]);
});

Deno.test("examine() lets no check that cannot run read as if all was well", async () => {
  const [thrown] = await examine("token", () => Promise.reject(new Error("connection reset")));
  assert.deepEqual([thrown!.level, thrown!.says], ["fail", "connection reset"]);
  const [late] = await examine("b2 key", () => new Promise(() => {}), 1);
  assert.match(`${late!.level} ${late!.says}`, /^fail no answer within 1 ms/);
  assert.match(describeFindings([late!]).join("\n"), /^fail {2}b2 key {7}no answer.*\n {6}→ Run/);
});

async function setRule(settings: B2Settings, days: number): Promise<void> {
  const client = createB2Client(settings);
  const Rules = [{
    ...{ ID: "hidden", Status: "Enabled" as const, Filter: { Prefix: "" } },
    NoncurrentVersionExpiration: { NoncurrentDays: days },
  }];
  const input = { Bucket: settings.bucket, LifecycleConfiguration: { Rules } };
  await client.send(new PutBucketLifecycleConfigurationCommand(input));
  client.destroy();
}

Deno.test("doctor asks the bucket for all that the shop does, and leaves nothing", async (t) => {
  await using unit = await openUnit({ b2: true });
  const { b2, b2Settings, behind, store } = unit;
  const open = { publicUrl: `${behind.endpoint}/${behind.bucket}`, isSet: true };
  const check = () => checkB2(b2Settings, open);
  const cases: { name: string; begin?: (b2: S3Front) => void; expected: readonly string[] }[] = [
    {
      name: "a bucket without a rule",
      expected: ["ok b2 key", "warn lifecycle", "ok picture", "ok picture"],
    },
    {
      name: "a key that may not delete",
      begin: () => b2.fail({ operation: "delete", effect: ACCESS_DENIED }),
      expected: ["fail b2 key"],
    },
    {
      name: "a daily cap that is reached",
      begin: () => b2.fail({ effect: CAP_EXCEEDED }),
      expected: ["fail b2 key"],
    },
    {
      name: "a store that gives other bytes back",
      begin: () => b2.fail({ operation: "read", keyPart: "/cover-", effect: "alter" }),
      expected: ["ok b2 key", "warn lifecycle", "fail picture"],
    },
  ];
  for (const { name, begin, expected } of cases) {
    await t.step(name, async () => {
      begin?.(b2);
      assert.deepEqual(levels(await check()), expected);
      b2.heal();
    });
  }
  await t.step("the embedded bucket needs no rule", async () => {
    const found = await checkB2(b2Settings, open, true);
    assert.deepEqual(levels(found), ["ok b2 key", "ok lifecycle", "ok picture", "ok picture"]);
  });
  await setRule(behind, 1);
  const well = ["ok b2 key", "ok lifecycle", "ok picture"];
  const nowhere = await checkB2(b2Settings, { publicUrl: "http://127.0.0.1:1/shop", isSet: true });
  assert.deepEqual(levels(nowhere), [...well, "warn picture"]);
  await t.step("a private bucket: nobody opens a picture without a signature", async () => {
    const place = { publicUrl: `${b2.endpoint}/${b2Settings.bucket}`, isSet: false };
    const [, , , found] = await checkB2(b2Settings, place);
    assert.match(`${found!.level} ${found!.says}`, /^ok The bucket is private: .* signed/);
    const [, , , named] = await checkB2(b2Settings, { ...place, isSet: true });
    assert.match(`${named!.level} ${named!.says}`, /^warn Nobody can open .*: the answer was 403$/);
  });
  await t.step("a second bucket: its key is checked, and its settings are named", async () => {
    const mirror = { ...b2Settings, bucket: "shop2" };
    const found = (await checkB2({ ...b2Settings, mirror }, open)).at(-1)!;
    assert.match(
      `${found.level} ${found.says}`,
      /^warn B2_MIRROR_BUCKET: there is no bucket shop2/,
    );
  });
  // The check of a key that may not delete leaves its object; the next check takes it away.
  assert.deepEqual(await Array.fromAsync(store.list("")), []);
});

Deno.test("doctor asks PostgreSQL, and Telegram about the token", async () => {
  await using unit = await openWhole();
  const { db, b2Settings, url } = unit;
  const config = { databaseUrl: url, b2: b2Settings, publicUrl: TARGET.publicUrl };
  const well = ["ok postgresql", "ok schema", "ok role", "ok clock", "ok queue", "ok checks"];
  const noQueue = await checkPostgres(db, config, TARGET.botId);
  assert.deepEqual(levels(noQueue), [...well, "ok columns", "ok costs"]);
  assert.match(noQueue[4]!.says, /Not made yet/);
  const jobs = [createKeepHouseJob(db), ...checksOnTheClock(db)];
  await (await openJobQueue({ databaseUrl: url, jobs }))[Symbol.asyncDispose]();
  await showsAll(unit);
  await addJobs(db, [{ queue: "keep-house", state: "failed" }]);
  await pauseQueue(db, undefined, "Maya");
  const other = await checkPostgres(db, config, TARGET.botId + 1);
  assert.deepEqual(levels(other).slice(4), [
    ...["ok queue", "warn queue", "warn queue", "ok checks", "warn columns", "ok costs"],
  ]);
  assert.equal(other[6]!.says, "Paused: all queues");
  assert.match(other[5]!.remedy!, /jobs list --failed/);
  await sql`update kysely_migration set name = '0' || name where name like '022%'`.execute(db);
  const old = await checkPostgres(db, config, TARGET.botId);
  await sql`update kysely_migration set name = substr(name, 2) where name like '0022%'`.execute(db);
  assert.deepEqual(levels(old), [
    ...["ok postgresql", "fail schema", "ok role", "ok clock", "warn rest"],
  ]);

  const { token, url: apiRoot } = unit.telegram;
  assert.deepEqual(levels(await checkTelegram({ token, apiRoot })), ["ok token", "ok webhook"]);
  const wrong = await checkTelegram({ token: token.replace(/.$/, "_"), apiRoot });
  assert.deepEqual(levels(wrong), ["fail token"]);
  assert.match(wrong[0]!.remedy!, /@BotFather/);
});

/** They do not run. */
function checksOnTheClock(db: Database) {
  const parts = { db } as unknown as PictureParts;
  const times = { verify: "0 0 1 1 *", reconcile: undefined, sample: undefined, sampleSize: 1 };
  return createCheckJobs({ parts, times, tell: () => Promise.resolve() });
}

Deno.test("doctor warns of a check that found something, could not run, or has not run for days", async () => {
  await using unit = await openWhole();
  const { db, b2Settings, url } = unit;
  const config = { databaseUrl: url, b2: b2Settings, publicUrl: TARGET.publicUrl };
  const says = async () =>
    (await checkPostgres(db, config, TARGET.botId))
      .flatMap(({ check, level, says }) => check === "checks" ? [`${level} ${says}`] : []);
  assert.deepEqual(await says(), ["ok None is on the clock: see CHECK_VERIFY_AT and others"]);
  const jobs = checksOnTheClock(db);
  await (await openJobQueue({ databaseUrl: url, jobs }))[Symbol.asyncDispose]();
  assert.deepEqual(await says(), ["ok verify: it has not run yet"]);
  const run = { check: "verify", startedAt: new Date() } as const;
  await recordCheck(db, { ...run, outcome: "ill", counts: { driftValues: 2 } });
  assert.match((await says())[0]!, /^warn verify, [^:]+:\d\d UTC: driftValues 2$/);
  await recordCheck(db, { ...run, outcome: "unable", counts: {}, error: "no answer" });
  assert.match((await says())[0]!, /^warn verify, .*: it could not run: no answer$/);
  await recordCheck(db, { ...run, outcome: "well", counts: {} });
  await sql`update check_runs set finished_at = now() - interval '100 hours'`.execute(db);
  await sql`update pgboss.schedule set created_on = now() - interval '100 hours'`.execute(db);
  assert.match((await says())[0]!, /^ok verify, .*: all well$/, "it runs once a year");
  await sql`update pgboss.schedule set cron = '0 0 * * *'`.execute(db);
  assert.deepEqual(await says(), ["warn verify: it has not run for 4 days"]);
});

const openWhole = () => openUnit({ db: "projected", b2: true, telegram: true });
type Whole = Awaited<ReturnType<typeof openWhole>>;

const settingsOf = ({ url, b2Settings: b2, telegram }: Whole) => ({
  ...{ DATABASE_URL: url, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url },
  ...{ B2_ENDPOINT: b2.endpoint, B2_REGION: b2.region, B2_BUCKET: b2.bucket },
  ...{ B2_KEY_ID: b2.keyId, B2_APPLICATION_KEY: b2.applicationKey },
});

/** Of a shop that runs, with a public bucket without a rule. */
async function showsAll(unit: Whole): Promise<void> {
  const { db, behind, telegram } = unit;
  const B2_PUBLIC_URL = `${behind.endpoint}/${behind.bucket}`;
  const botId = telegram.token.split(":")[0]!;
  await sql`update image_projection_target set bot_id = ${botId}, public_url = ${B2_PUBLIC_URL}`
    .execute(db);
  await sql`insert into check_runs (check_name, started_at, outcome, counts)
    values ('verify', now(), 'well', '{}')`.execute(db);
  const { code, stdout, stderr } = await runScript("doctor", {
    env: { ...settingsOf(unit), B2_PUBLIC_URL },
  });
  assert.equal(code, 0, stderr + stdout);
  assertShown(await documented("First look"), `$ deno task doctor\n${stdout}`);
}

Deno.test("deno task doctor exits with 1 if a check failed, and shows no password", async () => {
  await using unit = await openWhole();
  const away = {
    ...settingsOf(unit),
    DATABASE_URL: "postgres://shop:verysecret@127.0.0.1:1/shop",
  };
  const ill = await runScript("doctor", { args: ["--json"], env: away });
  assert.equal(ill.code, 1, ill.stderr);
  const [first, ...rest] = json(ill.stdout);
  assert.deepEqual([first.check, first.level], ["postgresql", "fail"]);
  assert.equal(rest.at(-1).fail, 1);
  assert.ok(rest.some(({ check }) => check === "picture"));
  assert.doesNotMatch(ill.stdout + ill.stderr, /verysecret/);
});
