import assert from "node:assert/strict";
import {
  type Config,
  defaultPublicUrl,
  readConfig,
  secretsOf,
  SETTING_NAMES,
} from "../src/config.ts";

const TOKEN = "123456789:AAEhBP0av28aB_x-0123456789abcdefghi";
const B2 = {
  B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com",
  B2_BUCKET: "pictures",
  B2_KEY_ID: "0041234",
  B2_APPLICATION_KEY: "K004secretsecret",
};
const MIRROR = {
  B2_MIRROR_ENDPOINT: "https://s3.us-west-004.backblazeb2.com",
  B2_MIRROR_BUCKET: "pictures-2026",
  B2_MIRROR_KEY_ID: "0045678",
  B2_MIRROR_APPLICATION_KEY: "K004secretmirror",
};
const PRODUCTION = {
  DENO_ENV: "production",
  DATABASE_URL: "postgres://u:hunter2@db:5432/x",
  TELEGRAM_BOT_TOKEN: TOKEN,
  ...B2,
};

function configOf(environment: Record<string, string>): Config {
  const result = readConfig(environment);
  assert.ok("config" in result, JSON.stringify(result));
  return result.config;
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  const result = readConfig(environment);
  assert.ok("problems" in result, "there should be problems");
  return result.problems;
}

Deno.test("readConfig() without settings embeds every part, with the documented defaults", () => {
  assert.deepEqual(readConfig({}), {
    config: {
      production: false,
      dataDir: "data",
      legacyImagesDir: ".",
      cache: { dir: "data/image-cache", maxBytes: 536_870_912 },
      imageEngine: "auto",
      keepsOriginals: true,
      currency: "EUR",
      adminIds: [],
      checks: {
        verify: "23 3 * * *",
        reconcile: "41 3 * * *",
        sample: "7 4 * * *",
        sampleSize: 50,
      },
      warmUp: { perMinute: 20, chatId: undefined },
      port: 8000,
      logLevel: "info",
    },
  });
});

Deno.test("readConfig() treats empty values and spaces as absent", () => {
  const blank = Object.fromEntries(SETTING_NAMES.map((name, at) => [name, " ".repeat(at % 3)]));
  assert.deepEqual(readConfig(blank), readConfig({}));
});

Deno.test("readConfig() reads production's settings and ignores spaces around them", () => {
  const padded = Object.fromEntries(
    Object.entries(PRODUCTION).map(([name, value]) => [name, ` ${value}\n`]),
  );
  const config = configOf(padded);
  assert.equal(config.production, true);
  assert.equal(config.databaseUrl, PRODUCTION.DATABASE_URL);
  assert.deepEqual(config.telegram, { token: TOKEN, apiRoot: "https://api.telegram.org" });
  assert.deepEqual(config.b2, {
    endpoint: B2.B2_ENDPOINT,
    region: "us-west-004",
    bucket: "pictures",
    keyId: "0041234",
    applicationKey: "K004secretsecret",
  });
});

Deno.test.each<{
  name: string;
  value: string;
  more?: Record<string, string>;
  read: (config: Config) => unknown;
  is: unknown;
}>([
  { name: "PORT", value: "0", read: ({ port }) => port, is: 0 },
  { name: "PORT", value: "65535", read: ({ port }) => port, is: 65_535 },
  {
    name: "ADMIN_IDS",
    value: "1, 22 ,333",
    read: ({ adminIds }) => adminIds,
    is: [1, 22, 333],
  },
  {
    name: "IMAGE_CACHE_MAX_BYTES",
    value: "1048576",
    read: ({ cache }) => cache.maxBytes,
    is: 1_048_576,
  },
  { name: "IMAGE_CACHE_DIR", value: "/tmp/x", read: ({ cache }) => cache.dir, is: "/tmp/x" },
  { name: "VITRINE_DATA_DIR", value: "d", read: ({ cache }) => cache.dir, is: "d/image-cache" },
  { name: "IMAGE_ENGINE", value: "sharp", read: ({ imageEngine }) => imageEngine, is: "sharp" },
  { name: "KEEP_ORIGINALS", value: "no", read: (config) => config.keepsOriginals, is: false },
  { name: "WARM_UP_PER_MINUTE", value: "0", read: ({ warmUp }) => warmUp.perMinute, is: 0 },
  { name: "WARM_UP_CHAT_ID", value: "-1001", read: ({ warmUp }) => warmUp.chatId, is: -1001 },
  { name: "SHOP_CURRENCY", value: "chf", read: ({ currency }) => currency, is: "CHF" },
  { name: "SHOP_NAME", value: "Chez Zoé 🛍", read: ({ shopName }) => shopName, is: "Chez Zoé 🛍" },
  { name: "LOG_LEVEL", value: "debug", read: ({ logLevel }) => logLevel, is: "debug" },
  {
    name: "B2_PUBLIC_URL",
    value: "https://cdn.example/pictures//",
    read: ({ publicUrl }) => publicUrl,
    is: "https://cdn.example/pictures",
  },
  {
    name: "DATABASE_URL",
    value: "postgresql://u:p%40ss@h/d",
    read: ({ databaseUrl }) => databaseUrl,
    is: "postgresql://u:p%40ss@h/d",
  },
  {
    name: "DATABASE_SCHEMA",
    value: "vitrine",
    more: { DATABASE_URL: "postgres://u:p%40ss@h/d?sslmode=require&options=-c%20jit%3Doff" },
    read: ({ databaseUrl, databaseSchema }) => [databaseSchema, databaseUrl],
    is: [
      "vitrine",
      "postgres://u:p%40ss@h/d?sslmode=require&options=-c+jit%3Doff+-c+search_path%3Dvitrine%2Cpublic",
    ],
  },
  {
    name: "QUEUE_SCHEMA",
    value: "vitrine_jobs",
    read: ({ queueSchema }) => queueSchema,
    is: "vitrine_jobs",
  },
])("readConfig() reads $name=$value", ({ name, value, more, read, is }) => {
  assert.deepEqual(read(configOf({ ...more, [name]: value })), is);
});

Deno.test.each<{ name: string; value: string; more?: Record<string, string> }>([
  { name: "PORT", value: "65536" },
  { name: "PORT", value: "-1" },
  { name: "PORT", value: "80.5" },
  { name: "PORT", value: "http" },
  { name: "ADMIN_IDS", value: "1;2" },
  { name: "ADMIN_IDS", value: "1,2," },
  { name: "ADMIN_IDS", value: "@sam" },
  { name: "IMAGE_CACHE_MAX_BYTES", value: "512 MiB" },
  { name: "IMAGE_CACHE_MAX_BYTES", value: "1" },
  { name: "IMAGE_ENGINE", value: "gimp" },
  { name: "KEEP_ORIGINALS", value: "0" },
  { name: "WARM_UP_PER_MINUTE", value: "1801" },
  { name: "WARM_UP_CHAT_ID", value: "@my_shop" },
  { name: "SHOP_CURRENCY", value: "EURO" },
  { name: "SHOP_CURRENCY", value: "XDR" },
  { name: "SHOP_NAME", value: "x".repeat(65) },
  { name: "SHOP_NAME", value: "Two\nlines" },
  { name: "LOG_LEVEL", value: "verbose" },
  { name: "DATABASE_URL", value: "mysql://u:p@h/d" },
  { name: "DATABASE_URL", value: "postgres://u:p/ss@h/d" },
  { name: "DATABASE_URL", value: "postgres://u:p@h:port/d" },
  { name: "DATABASE_SCHEMA", value: "a,b", more: { DATABASE_URL: PRODUCTION.DATABASE_URL } },
  { name: "DATABASE_SCHEMA", value: "pg_shop", more: { DATABASE_URL: PRODUCTION.DATABASE_URL } },
  { name: "QUEUE_SCHEMA", value: "Jobs" },
  { name: "QUEUE_SCHEMA", value: "jobs; drop" },
  { name: "TELEGRAM_BOT_TOKEN", value: "123456789" },
  { name: "TELEGRAM_BOT_TOKEN", value: `${TOKEN} ${TOKEN}` },
  { name: "TELEGRAM_API_ROOT", value: "api.telegram.org", more: { TELEGRAM_BOT_TOKEN: TOKEN } },
  {
    name: "TELEGRAM_WEBHOOK_URL",
    value: "http://shop.example/hook",
    more: { TELEGRAM_BOT_TOKEN: TOKEN },
  },
  { name: "TELEGRAM_WEBHOOK_SECRET", value: "short", more: { TELEGRAM_BOT_TOKEN: TOKEN } },
  { name: "RAILWAY_PUBLIC_DOMAIN", value: "https://shop.example" },
  { name: "B2_ENDPOINT", value: "s3.us-west-004.backblazeb2.com", more: B2 },
  { name: "B2_BUCKET", value: "a b", more: B2 },
  { name: "B2_PUBLIC_URL", value: "ftp://x" },
  { name: "OPERATOR_TOKEN", value: "short" },
  {
    name: "OPERATOR_READ_TOKEN",
    value: "0123456789abcdef",
    more: { OPERATOR_TOKEN: "0123456789abcdef" },
  },
])("readConfig() refuses $name=$value", ({ name, value, more }) => {
  const problems = problemsOf({ ...more, [name]: value });
  const named = problems.filter((problem) => problem.startsWith(`${name} must `));
  assert.equal(named.length, 1, problems.join("\n"));
});

Deno.test.each<{ name: string; given: Record<string, string>; missing: string[] }>([
  {
    name: "production without anything",
    given: { DENO_ENV: "production" },
    missing: [
      "DATABASE_URL",
      "TELEGRAM_BOT_TOKEN",
      "B2_ENDPOINT",
      "B2_BUCKET",
      "B2_KEY_ID",
      "B2_APPLICATION_KEY",
    ],
  },
  {
    name: "production with a space after it",
    given: { ...PRODUCTION, DENO_ENV: "production ", TELEGRAM_BOT_TOKEN: "" },
    missing: ["TELEGRAM_BOT_TOKEN"],
  },
  {
    name: "a part of B2, the rest only spaces",
    given: { ...B2, B2_KEY_ID: "  ", B2_APPLICATION_KEY: "" },
    missing: ["B2_KEY_ID", "B2_APPLICATION_KEY"],
  },
  {
    name: "a part of the second bucket",
    given: { ...B2, B2_MIRROR_ENDPOINT: B2.B2_ENDPOINT, B2_MIRROR_BUCKET: "new" },
    missing: ["B2_MIRROR_KEY_ID", "B2_MIRROR_APPLICATION_KEY"],
  },
  {
    name: "the second bucket without the first",
    given: { ...MIRROR },
    missing: ["B2_BUCKET"],
  },
  {
    name: "another store without its region",
    given: { ...B2, B2_ENDPOINT: "https://minio.example" },
    missing: ["B2_REGION"],
  },
  {
    name: "a webhook without a token",
    given: { TELEGRAM_WEBHOOK_URL: "https://shop.example/hook" },
    missing: ["TELEGRAM_BOT_TOKEN"],
  },
  {
    name: "a token to read the console, and none to act",
    given: { OPERATOR_READ_TOKEN: "0123456789abcdef" },
    missing: ["OPERATOR_TOKEN"],
  },
  {
    name: "a schema in the embedded database",
    given: { DATABASE_SCHEMA: "vitrine" },
    missing: ["DATABASE_URL"],
  },
])("readConfig() says what is missing: $name", ({ given, missing }) => {
  const problems = problemsOf(given);
  assert.deepEqual(problems.map((problem) => problem.split(" is missing")[0]), missing);
});

Deno.test("readConfig() names all problems at once, but none of the values", () => {
  const secret = "Xq7-very-secret";
  const all = Object.fromEntries(SETTING_NAMES.map((name) => [name, `${secret} ${secret}`]));
  const problems = problemsOf({ ...all, DENO_ENV: "production" });
  const checked = SETTING_NAMES.filter((name) =>
    !/^(DENO_ENV|B2_(MIRROR_)?(KEY_ID|APPLICATION_KEY)|(OPERATOR(_READ)?|METRICS)_TOKEN|SHOP_NAME|.*_DIR)$/
      .test(name)
  );
  for (const name of checked) {
    assert.ok(problems.some((problem) => problem.startsWith(`${name} `)), name);
  }
  for (const problem of problems) {
    assert.ok(!problem.includes(secret), problem);
    assert.ok(!problem.includes("\n"), problem);
  }
});

Deno.test("readConfig() reads a second bucket, and refuses the same one twice", () => {
  const { b2 } = configOf({ ...B2, ...MIRROR, B2_MIRROR_PUBLIC_URL: "https://old.example/" });
  const { mirror } = b2!;
  assert.deepEqual([mirror?.bucket, mirror?.region, mirror?.publicUrl], [
    ...["pictures-2026", "us-west-004", "https://old.example"],
  ]);
  assert.ok(secretsOf(configOf({ ...B2, ...MIRROR })).includes(MIRROR.B2_MIRROR_APPLICATION_KEY));
  const [problem] = problemsOf({ ...B2, ...MIRROR, B2_MIRROR_BUCKET: B2.B2_BUCKET });
  assert.match(problem!, /^B2_MIRROR_BUCKET must name another bucket than B2_BUCKET/);
  const [exchanged] = problemsOf({ ...B2, ...MIRROR, B2_MIRROR_KEY_ID: "0123456789ab" });
  assert.match(exchanged!, /^B2_MIRROR_KEY_ID must be the keyID of an application key/);
});

Deno.test("Railway's domain sets the webhook, with the same derived secret in every replica", () => {
  const given = { TELEGRAM_BOT_TOKEN: TOKEN, RAILWAY_PUBLIC_DOMAIN: "shop.up.railway.app" };
  const { telegram } = configOf(given);
  assert.equal(telegram?.webhook?.url, "https://shop.up.railway.app/telegram/webhook");
  assert.match(telegram.webhook.secret, /^[\w-]{16,256}$/);
  assert.ok(!telegram.webhook.secret.includes(TOKEN));
  assert.deepEqual(configOf(given).telegram, telegram);
  const own = { TELEGRAM_WEBHOOK_URL: "https://shop.example/hook", TELEGRAM_WEBHOOK_SECRET: "" };
  assert.equal(configOf({ ...given, ...own }).telegram?.webhook?.url, own.TELEGRAM_WEBHOOK_URL);
});

Deno.test.each<{ endpoint: string; url: string }>([
  { endpoint: B2.B2_ENDPOINT, url: "https://pictures.s3.us-west-004.backblazeb2.com" },
  { endpoint: "http://127.0.0.1:9000", url: "http://127.0.0.1:9000/pictures" },
])("defaultPublicUrl() at $endpoint is $url", ({ endpoint, url }) => {
  assert.equal(defaultPublicUrl({ endpoint, bucket: "pictures" }), url);
});

Deno.test.each([{ given: "prod" }, { given: "Production" }, { given: "PRODUCTION" }])(
  "DENO_ENV=$given: a misspelt production does not start with embedded parts",
  ({ given }) => assert.deepEqual(problemsOf({ DENO_ENV: given }), ["DENO_ENV must be production"]),
);

Deno.test("readConfig() reads when the checks run, and off", () => {
  const given = { CHECK_VERIFY_AT: "*/30 * * * *", CHECK_SAMPLE_AT: "off", CHECK_SAMPLE_SIZE: "7" };
  const { checks } = configOf(given);
  const { verify, reconcile, sample, sampleSize } = checks;
  assert.deepEqual([verify, reconcile, sample, sampleSize], [
    ...["*/30 * * * *", "41 3 * * *", undefined, 7],
  ]);
  const [problem] = problemsOf({ CHECK_VERIFY_AT: "@daily" });
  assert.match(problem!, /^CHECK_VERIFY_AT must be off, or a cron line of five fields in UTC/);
});
