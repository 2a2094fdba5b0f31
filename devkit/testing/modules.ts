/**
 * Reads the imports and exports of source files with the parser of `deno lint`.
 * @module
 */
import { repositoryPath, resolveSpecifier } from "../../lint/path.ts";

/** One module imports names of another. */
export interface ModuleImport {
  /** The other module, relative to the repository. */
  readonly to: string;
  /** `*` stands for all names. */
  readonly names: readonly string[];
}

/** A source file. Imports of types count as imports. */
export interface Module {
  /** Relative to the repository, such as `src/domain/mod.ts`. */
  readonly path: string;
  readonly imports: readonly ModuleImport[];
  /** What stands between the quotes of its imports, those of packages too. */
  readonly specifiers: readonly string[];
  readonly exports: readonly string[];
}

const ROOT = new URL("../../", import.meta.url);

/** What was read before. Several tests of a process look at all modules, and to parse them takes longest. */
const read = new Map<string, Promise<Module>>();

/** Reads every source file of some folders, such as `src/`, and single files, such as `main.ts`. */
export async function readModules(paths: readonly string[]): Promise<Module[]> {
  const modules: Module[] = [];
  for (const path of paths) {
    for await (const file of filesOf(path)) {
      modules.push(await read.getOrInsertComputed(file, readModule));
    }
  }
  return modules;
}

async function readModule(path: string): Promise<Module> {
  return parseModule(path, await Deno.readTextFile(new URL(path, ROOT)));
}

async function* filesOf(path: string): AsyncGenerator<string> {
  if (!path.endsWith("/")) return yield path;
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, ROOT))) {
    if (isDirectory) yield* filesOf(`${path}${name}/`);
    else if (/\.[jt]sx?$/.test(name)) yield `${path}${name}`;
  }
}

/** Reads one source. */
export function parseModule(path: string, source: string): Module {
  const imports: ModuleImport[] = [];
  const specifiers: string[] = [];
  const exports: string[] = [];
  const add = (specifier: Deno.lint.Node | null, names: readonly string[]) => {
    if (specifier?.type !== "Literal" || typeof specifier.value !== "string") return;
    specifiers.push(specifier.value);
    const to = resolveSpecifier(specifier.value, path);
    if (to !== undefined) imports.push({ to, names });
  };
  const rule: Deno.lint.Rule = {
    create: () => ({
      ImportDeclaration: (node) => add(node.source, node.specifiers.map(importedName)),
      ExportAllDeclaration: (node) => {
        add(node.source, ["*"]);
        exports.push("*");
      },
      ExportNamedDeclaration: (node) => {
        add(node.source, node.specifiers.map(({ local }) => nameOf(local)));
        exports.push(...node.specifiers.map(({ exported }) => nameOf(exported)));
        exports.push(...declaredNames(node.declaration));
      },
      ImportExpression: (node) => add(node.source, destructuredNames(node)),
      TSImportType: ({ argument, qualifier }) =>
        add(argument.type === "TSLiteralType" ? argument.literal : null, [
          qualifier?.type === "Identifier" ? qualifier.name : "*",
        ]),
    }),
  };
  Deno.lint.runPlugin({ name: "modules", rules: { read: rule } }, path, source);
  return { path: repositoryPath(path), imports, specifiers, exports };
}

function importedName(specifier: Deno.lint.ImportDeclaration["specifiers"][number]): string {
  if (specifier.type === "ImportSpecifier") return nameOf(specifier.imported);
  return specifier.type === "ImportDefaultSpecifier" ? "default" : "*";
}

function nameOf(node: Deno.lint.Identifier | Deno.lint.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}

/** The names of `export function f() {}` and its kind. */
function declaredNames(declaration: Deno.lint.ExportNamedDeclaration["declaration"]): string[] {
  if (!declaration) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.map(({ id }) => id.type === "Identifier" ? id.name : "*");
  }
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
}

/** The names of `const { a, b } = await import(…)`; all names in any other place. */
function destructuredNames({ parent }: Deno.lint.ImportExpression): string[] {
  const declarator = parent.type === "AwaitExpression" ? parent.parent : parent;
  if (declarator.type !== "VariableDeclarator" || declarator.id.type !== "ObjectPattern") {
    return ["*"];
  }
  return declarator.id.properties.map((property) =>
    property.type === "Property" && property.key.type === "Identifier" ? property.key.name : "*"
  );
}
