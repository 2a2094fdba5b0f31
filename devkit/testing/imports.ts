import { resolveSpecifier } from "../../lint/path.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["src/", "scripts/", "devkit/", "lint/", "local-telegram/", "tests/"];

/** The modules of the repository, each with the specifiers that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Reads the imports of every module in the repository. */
export async function readImports(): Promise<Imports> {
  const paths = ["main.ts"];
  for (const folder of FOLDERS) for await (const path of modulesIn(folder)) paths.push(path);
  const imports = new Map<string, string[]>();
  for (const path of paths) {
    imports.set(path, specifiersOf(path, await Deno.readTextFile(new URL(path, ROOT))));
  }
  return imports;
}

async function* modulesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* modulesIn(`${folder}${name}/`);
    else if (/\.[jt]s$/.test(name)) yield `${folder}${name}`;
  }
}

/** Returns the specifiers of all imports and re-exports of a source, also those of types and of `import()`. */
export function specifiersOf(path: string, source: string): string[] {
  return Deno.lint.runPlugin(collector, path, source).map(({ message }) => message);
}

const collector: Deno.lint.Plugin = {
  name: "imports",
  rules: {
    collect: {
      create(context) {
        function collect(node: Deno.lint.Node | null): void {
          if (node?.type !== "Literal" || typeof node.value !== "string") return;
          context.report({ node, message: node.value });
        }
        return {
          ImportDeclaration: ({ source }) => collect(source),
          ExportAllDeclaration: ({ source }) => collect(source),
          ExportNamedDeclaration: ({ source }) => collect(source),
          ImportExpression: ({ source }) => collect(source),
          TSImportType: ({ argument }) =>
            collect(argument.type === "TSLiteralType" ? argument.literal : null),
        };
      },
    },
  },
};

/** Returns the modules that each module imports. `packages` maps the names of our packages to their main modules. */
export function graphOf(imports: Imports, packages: Readonly<Record<string, string>>): Imports {
  const targets = ([path, specifiers]: [string, readonly string[]]) =>
    [
      path,
      specifiers.flatMap((name) => packages[name] ?? resolveSpecifier(name, path) ?? []),
    ] as const;
  return new Map([...imports].map(targets));
}

/** Returns the modules of a cycle, the first one again at the end; undefined when there is no cycle. */
export function findCycle(graph: Imports): string[] | undefined {
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
