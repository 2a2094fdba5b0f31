import assert from "node:assert/strict";
import { type Module, parseModule, readModules } from "../../devkit/testing/modules.ts";

const SOURCES = ["main.ts", "src/", "scripts/", "devkit/", "tests/"];

/** The names that a `mod.ts` exports and nobody outside its folder imports from it. */
function unusedExports(modules: readonly Module[]): string[] {
  const rooms = modules.filter(({ path }) => /^src\/.*\/mod\.ts$/.test(path));
  return rooms.flatMap(({ path, exports }) => {
    const folder = path.slice(0, -"mod.ts".length);
    const used = new Set(
      modules.filter((module) => !module.path.startsWith(folder))
        .flatMap(({ imports }) => imports)
        .flatMap(({ to, names }) => to === path ? names : []),
    );
    const unused = used.has("*") ? [] : exports.filter((name) => !used.has(name));
    return unused.map((name) => `${path}: ${name}`);
  });
}

Deno.test("each room exports only what others import from its mod.ts", async () => {
  const modules = await readModules(SOURCES);
  assert.ok(modules.filter(({ path }) => path.endsWith("/mod.ts")).length >= 12);
  assert.deepEqual(unusedExports(modules), []);
});

Deno.test.each<{ name: string; source: string; expected: readonly string[] }>([
  { name: "an import", source: `import { a } from "../a/mod.ts";`, expected: ["b", "C"] },
  {
    name: "an import under another name",
    source: `import { a as z, b } from "../a/mod.ts";`,
    expected: ["C"],
  },
  {
    name: "imports of types",
    source: `import type { C } from "../a/mod.ts"; let x: import("../a/mod.ts").b;`,
    expected: ["a"],
  },
  {
    name: "an export of what is imported",
    source: `export { a, type C } from "../a/mod.ts";`,
    expected: ["b"],
  },
  {
    name: "import() with names",
    source: `const { a, b: z } = await import("../a/mod.ts");`,
    expected: ["C"],
  },
  { name: "import() of all", source: `use(await import("../a/mod.ts"));`, expected: [] },
  { name: "all names", source: `import * as all from "../a/mod.ts";`, expected: [] },
  { name: "no import", source: `import { a } from "../a/file.ts";`, expected: ["a", "b", "C"] },
])("unusedExports() sees $name", ({ source, expected }) => {
  const room = `export function a() {} export const b = 1; export type { C } from "./c.ts";`;
  const modules = [parseModule("src/a/mod.ts", room), parseModule("src/b/b.ts", source)];
  assert.deepEqual(unusedExports(modules), expected.map((name) => `src/a/mod.ts: ${name}`));
});

Deno.test("unusedExports() does not count imports inside the room", () => {
  const room = parseModule("src/a/mod.ts", `export { a } from "./a.ts";`);
  const inside = parseModule("src/a/b.ts", `import { a } from "./mod.ts";`);
  assert.deepEqual(unusedExports([room, inside]), ["src/a/mod.ts: a"]);
});
