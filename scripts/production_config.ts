/**
 * Turns deno.json into that of a production image, in place. In an import map, `scopes` are the packages of single
 * folders: here of the embedded parts and the tests, which an image has not. `deno install` would fetch them all the same.
 * @module
 */

/** As much of deno.json as is looked at here. */
export interface DenoConfig {
  /** Packages by the names they are imported by. */
  readonly imports: Readonly<Record<string, string>>;
  /** Such packages, for one folder each. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Packages whose install scripts may run. */
  readonly allowScripts?: readonly string[];
}

/** Leaves out the packages of folders, the install scripts, which are theirs, and types, which nothing runs. */
export function productionConfig<T extends DenoConfig>(
  config: T,
): Omit<T, "scopes" | "allowScripts"> {
  const { scopes: _scopes, allowScripts: _allowScripts, ...rest } = config;
  const imports = Object.entries(config.imports).filter(([name]) => !name.startsWith("@types/"));
  return { ...rest, imports: Object.fromEntries(imports) };
}

if (import.meta.main) {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  await Deno.writeTextFile("deno.json", JSON.stringify(productionConfig(config), null, 2));
}
