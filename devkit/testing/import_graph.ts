import { resolveSpecifier } from "../../lint/path.ts";
import type { Module } from "./modules.ts";

/** The modules that each module imports. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Returns the modules that each module imports. `packages` maps the names of our packages to their main modules. */
export function graphOf(
  modules: readonly Module[],
  packages: Readonly<Record<string, string>>,
): Graph {
  return new Map(modules.map(({ path, specifiers }) => [
    path,
    specifiers.flatMap((name) => packages[name] ?? resolveSpecifier(name, path) ?? []),
  ]));
}

/** Returns the modules of a cycle, with the first one again at the end. Undefined when there is no cycle. */
export function findCycle(graph: Graph): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  function visit(module: string): string[] | undefined {
    const start = path.indexOf(module);
    if (start >= 0) return [...path.slice(start), module];
    if (finished.has(module)) return;
    path.push(module);
    for (const target of graph.get(module) ?? []) {
      const cycle = visit(target);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    finished.add(module);
    return;
  }
  for (const module of graph.keys()) {
    const cycle = visit(module);
    if (cycle !== undefined) return cycle;
  }
  return;
}
