import assert from "node:assert/strict";
import { readConfig } from "../src/config.ts";
import { describeForbidden, type IsPermitted } from "../src/permissions.ts";

interface Case {
  readonly name: string;
  readonly settings: Record<string, string>;
  readonly asked: readonly string[];
}

Deno.test.each<Case>([
  { name: "nothing, where nothing is set", settings: {}, asked: [] },
  {
    name: "PostgreSQL's port where none is named",
    settings: { DATABASE_URL: "postgres://u:p%40@db.example.com/shop" },
    asked: ["db.example.com:5432"],
  },
  {
    name: "a port that is named",
    settings: { DATABASE_URL: "postgresql://u@[::1]:6543/shop" },
    asked: ["[::1]:6543"],
  },
  {
    name: "no host of a socket",
    settings: { DATABASE_URL: "postgres:///shop?host=/run/postgresql" },
    asked: [],
  },
  {
    name: "the schemes' ports",
    settings: { TELEGRAM_API_ROOT: "http://bot-api.internal" },
    asked: ["bot-api.internal:80"],
  },
  {
    name: "the bucket before the endpoint's name",
    settings: { B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com", B2_BUCKET: "shop" },
    asked: ["shop.s3.us-west-004.backblazeb2.com:443"],
  },
  {
    name: "the endpoint itself where it is an address",
    settings: { B2_ENDPOINT: "http://127.0.0.1:9000", B2_BUCKET: "shop" },
    asked: ["127.0.0.1:9000"],
  },
  {
    name: "the endpoint itself where the bucket's name has a dot",
    settings: { B2_ENDPOINT: "https://s3.example.com", B2_BUCKET: "my.shop" },
    asked: ["s3.example.com:443"],
  },
  {
    name: "the folders that are named",
    settings: { LEGACY_IMAGES_DIR: "/old/shop", IMAGE_CACHE_DIR: "/cache", VITRINE_DATA_DIR: "/v" },
    asked: ["read /old/shop", "read /cache", "write /cache"],
  },
  {
    name: "the folder that the cache is in where it has none of its own",
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

Deno.test("readConfig() says of each folder out of reach what to do", () => {
  const settings = { LEGACY_IMAGES_DIR: "/old shop", IMAGE_CACHE_DIR: "/cache" };
  assert.deepEqual(readConfig(settings, ({ name }) => name === "net"), {
    problems: [
      "LEGACY_IMAGES_DIR names /old shop, which the permissions of this process do not let it read: " +
      'name one below ./, or add "/old shop" to permissions.production.read.allow in deno.json',
      "IMAGE_CACHE_DIR names /cache, which the permissions of this process do not let it read: " +
      'name one below ./data/, or add "/cache" to permissions.production.read.allow in deno.json',
      "IMAGE_CACHE_DIR names /cache, which the permissions of this process do not let it write: " +
      'name one below ./data/, or add "/cache" to permissions.production.write in deno.json',
    ],
  });
});

Deno.test("readConfig() says of each host out of reach what to do, and shows no password", () => {
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
