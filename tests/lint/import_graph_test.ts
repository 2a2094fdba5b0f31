import assert from "node:assert/strict";
import { findCycle, graphOf } from "../../devkit/testing/import_graph.ts";
import { parseModule, readModules } from "../../devkit/testing/modules.ts";

const SOURCES = ["main.ts", "src/", "scripts/", "devkit/", "lint/", "local-telegram/", "tests/"];
const PACKAGES = { "@vitrine/local-telegram": "local-telegram/src/mod.ts" };

Deno.test("no module imports itself through others, not even for types", async () => {
  const modules = await readModules(SOURCES);
  assert.ok(modules.length > 500, `only ${modules.length} modules were read`);
  assert.equal(findCycle(graphOf(modules, PACKAGES))?.join(" → "), undefined);
});

Deno.test("every relative import in the repository names a file that was read", async () => {
  const modules = await readModules(SOURCES);
  const targets = [...graphOf(modules, PACKAGES).values()].flat();
  const read = new Set(modules.map(({ path }) => path));
  const unknown = targets.filter((path) => /\.[jt]s$/.test(path) && !read.has(path));
  assert.deepEqual(unknown, []);
});

Deno.test("local-telegram imports only itself and the packages of its own deno.json", async () => {
  const file = new URL("../../local-telegram/deno.json", import.meta.url);
  const config = JSON.parse(await Deno.readTextFile(file));
  const own = await readModules(["local-telegram/"]);
  assert.ok(own.length > 50, `only ${own.length} modules were read`);
  const used = new Set(
    own.flatMap(({ specifiers }) => specifiers).filter((name) => !/^(\.|node:)/.test(name)),
  );
  used.delete(config.name);
  assert.deepEqual([...used].sort(), Object.keys(config.imports).sort());
  for (const version of Object.values<string>(config.imports)) {
    assert.match(version, /^npm:.+@\d+\.\d+\.\d+$/, "the version is pinned");
  }
});

Deno.test("local-telegram and the shop use the same versions of packages", async () => {
  const read = async (path: string) =>
    JSON.parse(await Deno.readTextFile(new URL(`../../${path}`, import.meta.url)));
  const { imports, scopes } = await read("deno.json");
  const shop = { ...imports, ...scopes["./tests/"] };
  const own: Record<string, string> = (await read("local-telegram/deno.json")).imports;
  const shared = Object.entries(own).filter(([name]) => name in shop);
  assert.ok(shared.length > 2);
  for (const [name, version] of shared) assert.equal(shop[name], version);
});

Deno.test("parseModule() finds every kind of import", () => {
  const source = `
    import a from "a"; import "b"; import type { c } from "c"; import { type d } from "d";
    export * from "e"; export { f } from "f"; export type { g } from "g";
    await import("h"); let i: import("i").I; const text = 'import j from "j"';
  `;
  assert.deepEqual(parseModule("a.ts", source).specifiers.toSorted(), [..."abcdefghi"]);
});

interface Case {
  readonly name: string;
  readonly graph: Readonly<Record<string, readonly string[]>>;
  readonly cycle: readonly string[] | undefined;
}

Deno.test.each<Case>([
  { name: "nothing in a chain", graph: { a: ["b"], b: ["c"], c: [] }, cycle: undefined },
  {
    name: "nothing in a module that two import",
    graph: { a: ["b", "c"], b: ["d"], c: ["d"], d: [] },
    cycle: undefined,
  },
  { name: "two modules", graph: { a: ["b"], b: ["a"] }, cycle: ["a", "b", "a"] },
  { name: "a module that imports itself", graph: { a: ["a"] }, cycle: ["a", "a"] },
  {
    name: "a cycle that other modules lead to",
    graph: { a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] },
    cycle: ["b", "d", "e", "b"],
  },
])("findCycle() finds $name", ({ graph, cycle }) => {
  assert.deepEqual(findCycle(new Map(Object.entries(graph))), cycle);
});
