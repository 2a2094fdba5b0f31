import assert from "node:assert/strict";
import { findCycle, graphOf, readImports, specifiersOf } from "../../devkit/testing/imports.ts";

const PACKAGES = { "@vitrine/local-telegram": "local-telegram/src/mod.ts" };

Deno.test("no module imports itself through others, not even for types", async () => {
  const imports = await readImports();
  assert.ok(imports.size > 500, `only ${imports.size} modules were read`);
  assert.equal(findCycle(graphOf(imports, PACKAGES))?.join(" → "), undefined);
});

Deno.test("every relative import in the repository names a file that was read", async () => {
  const imports = await readImports();
  const targets = [...graphOf(imports, PACKAGES).values()].flat();
  const unknown = targets.filter((path) => /\.[jt]s$/.test(path) && !imports.has(path));
  assert.deepEqual(unknown, []);
});

Deno.test("local-telegram imports only itself and the packages of its own deno.json", async () => {
  const file = new URL("../../local-telegram/deno.json", import.meta.url);
  const config = JSON.parse(await Deno.readTextFile(file));
  const own = [...(await readImports())].filter(([path]) => path.startsWith("local-telegram/"));
  assert.ok(own.length > 50, `only ${own.length} modules were read`);
  const used = new Set(
    own.flatMap(([, specifiers]) => specifiers).filter((name) => !/^(\.|node:)/.test(name)),
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

Deno.test("specifiersOf() finds every kind of import", () => {
  const source = `
    import a from "a"; import "b"; import type { c } from "c"; import { type d } from "d";
    export * from "e"; export { f } from "f"; export type { g } from "g";
    await import("h"); let i: import("i").I; const text = 'import j from "j"';
  `;
  assert.deepEqual(specifiersOf("a.ts", source).sort(), [..."abcdefghi"]);
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
    name: "a cycle behind other modules",
    graph: { a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] },
    cycle: ["b", "d", "e", "b"],
  },
])("findCycle() finds $name", ({ graph, cycle }) => {
  assert.deepEqual(findCycle(new Map(Object.entries(graph))), cycle);
});
