import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Config,
  defaultPublicUrl,
  type Environment,
  readConfig,
  secretsOf,
  SETTING_NAMES,
} from "../../src/config.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";
import { fuzz, INPUTS } from "../../devkit/testing/fuzz.ts";

/** A part of every secret value. The shop's own texts do not contain it. */
const MARK = "Zq8wXkQ";
const TOKEN = `123456789:${MARK}_x-0123456789abcdefghijklmn`;

/** Values that each setting accepts, or nearly. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  DENO_ENV: ["production", "Production", "production\0"],
  DATABASE_URL: [`postgres://u:${MARK}@h/d`, `postgres://u:${MARK}/@h`, "postgres://", "mysql://x"],
  DATABASE_CA: ["deno.json", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "."],
  TELEGRAM_BOT_TOKEN: [TOKEN, `${TOKEN} `, TOKEN.slice(0, 20), `-${TOKEN}`],
  TELEGRAM_API_ROOT: ["https://api.telegram.org/", "http://[::1]:8081", "https://a b", "//x"],
  TELEGRAM_WEBHOOK_URL: ["https://s.example/hook", "http://s.example/hook", "https://\u0007"],
  TELEGRAM_WEBHOOK_SECRET: [`${MARK}-0123456789`, MARK, `${MARK} 0123456789`],
  RAILWAY_PUBLIC_DOMAIN: ["shop.up.railway.app", "shop.example/..", "a..b", "-"],
  DATABASE_SCHEMA: ["vitrine", "public", "a.b"],
  QUEUE_SCHEMA: ["vitrine_jobs", "Jobs"],
  B2_ENDPOINT: ["https://s3.us-west-004.backblazeb2.com", "https://s3..backblazeb2.com", "ftp://x"],
  B2_REGION: ["us-west-004", "us west"],
  B2_BUCKET: ["pictures", "a", "ä", "a/b"],
  B2_KEY_ID: [`004${MARK}`],
  B2_APPLICATION_KEY: [`K004${MARK}`],
  B2_PUBLIC_URL: ["https://cdn.example///", "https://", "https://cdn.example/\n"],
  IMAGE_CACHE_MAX_BYTES: ["1048576", "1e9", "-1", "9".repeat(400)],
  IMAGE_ENGINE: ["sharp", "auto", "SHARP"],
  KEEP_ORIGINALS: ["yes", "no", "No"],
  SHOP_CURRENCY: ["EUR", "chf", "€", "XXX"],
  SHOP_NAME: ["Vitrine", " ", "x".repeat(65)],
  ADMIN_IDS: ["1,2", "1, 2 ,3", "1,,2", "9".repeat(15), "9".repeat(16)],
  OPERATOR_TOKEN: [`${MARK}-0123456789`, MARK],
  OPERATOR_READ_TOKEN: [`${MARK}-9876543210`, `${MARK}-0123456789`, MARK],
  PORT: ["0", "65535", "65536", "٣٠٠٠", "0x50"],
  LOG_LEVEL: ["info", "verbose", "constructor"],
};

const SECRETS = [
  "DATABASE_URL",
  "TELEGRAM_BOT_TOKEN",
  "TELEGRAM_WEBHOOK_SECRET",
  "B2_KEY_ID",
  "B2_APPLICATION_KEY",
  "OPERATOR_TOKEN",
  "OPERATOR_READ_TOKEN",
];

/** Lone surrogates, marks that change the direction of text, control characters, all kinds of spaces. */
const hostile = fc.array(
  fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 20 }),
    fc.constantFrom(
      "\ud800",
      "\u202e",
      "\0",
      "\n",
      "\u2028",
      "\u00a0",
      "\ufeff",
      "%00",
      "__proto__",
    ),
    fc.constantFrom(
      "http://",
      "https://",
      "@",
      ":",
      "/",
      "..",
      "=",
      "'",
      "`",
      "$(x)",
      "99999999999999999999",
    ),
  ),
  { maxLength: 6 },
).map((parts) => parts.join(""));

function valueOf(name: string): fc.Arbitrary<string> {
  const mark = SECRETS.includes(name) ? MARK : "";
  const garbage = fc.tuple(hostile, hostile).map(([one, other]) => `${one}${mark}${other}`);
  const near = fc.constantFrom(...NEAR[name] ?? ["data"]);
  return fc.oneof(near, near, fc.tuple(near, hostile).map(([a, b]) => a + b), garbage);
}

const anyEnvironment: fc.Arbitrary<Environment> = fc.record(
  Object.fromEntries(SETTING_NAMES.map((name) => [name, valueOf(name)])),
  { requiredKeys: [] },
);
/** A few settings at a time. With all of them, there would always be a problem. */
const fewSettings = fc.tuple(anyEnvironment, fc.subarray([...SETTING_NAMES], { maxLength: 5 }))
  .map(([all, names]) => Object.fromEntries(names.map((name) => [name, all[name]])));

Deno.test("fuzz: readConfig() survives any environment; a problem names its setting, and no secret", async () => {
  let read = 0;
  await fuzz(fc.property(fc.oneof(anyEnvironment, fewSettings), (environment) => {
    const result = readConfig(environment);
    if ("config" in result) {
      read++;
      return holds(result.config);
    }
    assert.ok(result.problems.length > 0);
    for (const problem of result.problems) {
      assert.ok(SETTING_NAMES.includes(problem.split(" ")[0]!), problem);
      assert.ok(!problem.includes(MARK), problem);
      assert.ok(problem.isWellFormed() && !/[\p{Cc}\p{Cf}]/u.test(problem), problem);
    }
  }));
  assert.ok(read > INPUTS / 20, `only ${read} were read`);
});

/** What the rest of the shop expects of valid settings. */
function holds(config: Config): void {
  const { b2, telegram, publicUrl, cache, port, adminIds } = config;
  assert.ok(Number.isInteger(port) && port >= 0 && port <= 65_535);
  assert.ok(Number.isSafeInteger(cache.maxBytes) && cache.maxBytes >= 1_048_576);
  assert.ok(adminIds.every((id) => Number.isSafeInteger(id) && id >= 0));
  const urls = [
    publicUrl,
    b2 && defaultPublicUrl(b2),
    b2?.endpoint,
    telegram?.apiRoot,
    telegram?.webhook?.url,
  ];
  for (const url of urls) {
    if (url === undefined) continue;
    assert.ok(URL.canParse(url) && /^https?:\/\//.test(url) && !url.endsWith("/"), url);
    assert.ok(!/[\s\p{C}]/u.test(url), `${JSON.stringify(url)} holds what cannot be seen`);
  }
  const { webhook } = telegram ?? {};
  if (webhook) assert.match(webhook.secret, /^[\w-]{16,256}$/);
  const secrets = secretsOf(config);
  for (
    const secret of [telegram?.token, webhook?.secret, b2?.applicationKey, config.operatorToken]
  ) {
    assert.ok(secret === undefined || secrets.includes(secret));
  }
  assert.ok(secrets.every((secret) => secret !== ""), "an empty secret would match every line");
}
