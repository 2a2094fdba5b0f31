import assert from "node:assert/strict";
import { readConfig } from "../src/config.ts";
import { describeForbidden, type IsPermitted } from "../src/permissions.ts";

interface Case {
  readonly name: string;
  readonly settings: Record<string, string>;
  readonly asked: readonly string[];
}

Deno.test.each<Case>([
  { name: "nothing without settings", settings: {}, asked: [] },
  {
    name: "PostgreSQL's default port",
    settings: { DATABASE_URL: "postgres://u:p%40@db.example.com/shop" },
    asked: ["db.example.com:5432"],
  },
  {
    name: "a port in the URL",
    settings: { DATABASE_URL: "postgresql://u@[::1]:6543/shop" },
    asked: ["[::1]:6543"],
  },
  {
    name: "no host for a Unix socket",
    settings: { DATABASE_URL: "postgres:///shop?host=/run/postgresql" },
    asked: [],
  },
  {
    name: "the default port of a scheme",
    settings: { TELEGRAM_API_ROOT: "http://bot-api.internal" },
    asked: ["bot-api.internal:80"],
  },
  {
    name: "the bucket as a subdomain of the endpoint",
    settings: { B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com", B2_BUCKET: "shop" },
    asked: ["shop.s3.us-west-004.backblazeb2.com:443"],
  },
  {
    name: "a second bucket too",
    settings: {
      B2_MIRROR_ENDPOINT: "https://s3.eu-central-003.backblazeb2.com",
      B2_MIRROR_BUCKET: "b",
    },
    asked: ["b.s3.eu-central-003.backblazeb2.com:443"],
  },
  {
    name: "the endpoint alone when it is an IP address",
    settings: { B2_ENDPOINT: "http://127.0.0.1:9000", B2_BUCKET: "shop" },
    asked: ["127.0.0.1:9000"],
  },
  {
    name: "the endpoint alone when the bucket has a dot",
    settings: { B2_ENDPOINT: "https://s3.example.com", B2_BUCKET: "my.shop" },
    asked: ["s3.example.com:443"],
  },
  {
    name: "the folders of the settings",
    settings: { LEGACY_IMAGES_DIR: "/old/shop", IMAGE_CACHE_DIR: "/cache", VITRINE_DATA_DIR: "/v" },
    asked: ["read /old/shop", "read /cache", "write /cache"],
  },
  {
    name: "the data folder when the cache is in it",
    settings: { VITRINE_DATA_DIR: "/volume" },
    asked: ["read /volume", "write /volume"],
  },
])("describeForbidden() asks for $name", ({ settings, asked }) => {
  const names: string[] = [];
  const isPermitted: IsPermitted = (permission) => names.push(nameOf(permission)) > 0;
  assert.deepEqual(describeForbidden(settings, isPermitted), []);
  assert.deepEqual(names, asked);
});

function nameOf(permission: Deno.PermissionDescriptor): string {
  if (permission.name === "net") return String(permission.host);
  return "path" in permission ? `${permission.name} ${permission.path}` : permission.name;
}

Deno.test("readConfig() says for each forbidden folder what to do", () => {
  const settings = { LEGACY_IMAGES_DIR: "/old shop", IMAGE_CACHE_DIR: "/cache" };
  assert.deepEqual(readConfig(settings, ({ name }) => name === "net"), {
    problems: [
      "LEGACY_IMAGES_DIR names /old shop, but this process may not read it: " +
      'use a folder below ./, or add "/old shop" to permissions.production.read.allow in deno.json',
      "IMAGE_CACHE_DIR names /cache, but this process may not read it: " +
      'use a folder below ./data/, or add "/cache" to permissions.production.read.allow in deno.json',
      "IMAGE_CACHE_DIR names /cache, but this process may not write it: " +
      'use a folder below ./data/, or add "/cache" to permissions.production.write in deno.json',
    ],
  });
});

Deno.test("readConfig() says for each forbidden host what to do, without passwords", () => {
  const result = readConfig({
    DATABASE_URL: "postgres://u:hunter2hunter2@db.example.com/shop",
    TELEGRAM_BOT_TOKEN: `123456789:${"A".repeat(35)}`,
    TELEGRAM_API_ROOT: "https://api.example.com",
    B2_ENDPOINT: "https://s3.example.com",
    B2_REGION: "r",
    B2_BUCKET: "shop",
    B2_KEY_ID: "id",
    B2_APPLICATION_KEY: "key",
  }, () => false);
  assert.ok("problems" in result);
  const entries = ["db.example.com:5432", "api.example.com:443", "*.s3.example.com:443"];
  assert.equal(result.problems.length, entries.length);
  for (const [n, entry] of entries.entries()) {
    const problem: string = result.problems[n]!;
    assert.ok(
      problem.includes(`add "${entry}" to permissions.production.net in deno.json`),
      problem,
    );
    assert.ok(problem.includes(`NET_HOSTS=${entry}`), problem);
    assert.ok(!problem.includes("hunter2"), problem);
  }
});
