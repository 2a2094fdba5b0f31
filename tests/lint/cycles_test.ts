import assert from "node:assert/strict";
import { type Module, parseModule, readModules } from "../../devkit/testing/modules.ts";

/** It still has cycles of types. */
const LOCAL_TELEGRAM = "src/embedded/telegram/";

/** One import cycle for each group of modules that import each other, as `a.ts → b.ts → a.ts`. */
function importCycles(modules: readonly Module[]): string[] {
  const importsOf = new Map(
    modules.map(({ path, imports }) => [path, imports.map(({ to }) => to)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start !== -1) return void cycles.push([...trail.slice(start), path].join(" → "));
    if (done.has(path)) return;
    for (const to of importsOf.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return cycles;
}

Deno.test("no modules import each other in a cycle, not even for types", async () => {
  const modules = await readModules(["main.ts", "src/", "scripts/", "devkit/"]);
  assert.ok(modules.length > 300, `${modules.length} modules were read`);
  const others = modules.filter(({ path }) => !path.startsWith(LOCAL_TELEGRAM));
  assert.deepEqual(importCycles(others), []);
});

Deno.test.each<{ name: string; sources: Record<string, string>; expected: readonly string[] }>([
  {
    name: "nothing in a tree",
    sources: {
      "a.ts": `import "./b.ts"; import "./c.ts";`,
      "b.ts": `import "./c.ts";`,
      "c.ts": "",
    },
    expected: [],
  },
  {
    name: "two modules that import each other's types",
    sources: {
      "a.ts": `import type { B } from "./b.ts";`,
      "b.ts": `export type { A } from "./a.ts";`,
    },
    expected: ["a.ts → b.ts → a.ts"],
  },
  {
    name: "a cycle behind another module",
    sources: {
      "a.ts": `import "./b.ts";`,
      "b.ts": `import "./c.ts";`,
      "c.ts": `await import("./b.ts");`,
    },
    expected: ["b.ts → c.ts → b.ts"],
  },
  {
    name: "a module that imports itself",
    sources: { "a.ts": `import "./a.ts";` },
    expected: ["a.ts → a.ts"],
  },
])("importCycles() finds $name", ({ sources, expected }) => {
  const modules = Object.entries(sources).map(([path, source]) => parseModule(path, source));
  assert.deepEqual(importCycles(modules), expected);
});
