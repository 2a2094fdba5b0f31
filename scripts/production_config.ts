/**
 * Rewrites deno.json for a production image, in place. The image has no embedded parts, devkit or tests. Their packages
 * stand under `scopes`, and `deno install` would fetch them too. It has no workspace member either, and Deno does not
 * start when one is missing.
 *
 * Argument: additional hosts that the process may reach, separated by spaces or commas.
 * @module
 */

/** The parts of deno.json that this module reads. */
export interface DenoConfig {
  /** Packages by their import names. */
  readonly imports: Readonly<Record<string, string>>;
  /** Packages of single folders. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Packages whose install scripts may run. */
  readonly allowScripts?: readonly string[];
  /** The folders of the workspace members. */
  readonly workspace?: readonly string[];
  readonly permissions: {
    readonly production: { readonly net: readonly string[] };
    readonly start: unknown;
  };
}

/** Hosts in the form of Deno's permissions: `db.example.com`, `*.example.com:443`, `10.0.0.1`, `[::1]:5432`. */
const HOST = /^(\*\.)?[\w-]+(\.[\w-]+)*(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i;

/** Reads a list of hosts. An entry that Deno refuses, or that allows every host, fails the build. */
export function readHosts(text: string): string[] {
  const hosts = text.split(/[\s,]+/).filter((host) => host !== "");
  const wrong = hosts.filter((host) => !HOST.test(host));
  if (wrong.length > 0) {
    throw new TypeError(
      `NET_HOSTS: ${wrong.join(", ")} must be a host such as db.example.com:5432`,
    );
  }
  return hosts;
}

/**
 * Removes the packages of single folders with their install scripts, packages of types, and the workspace. Adds the hosts. A start
 * does not compare `node_modules` with the lock file: the image never changes, and each start would take twice as long. Operators'
 * commands run with the permission set `start`. It becomes that of production, but may read and write all files: a
 * legacy shop's folder and a report can be anywhere.
 */
export function productionConfig<T extends DenoConfig>(
  config: T,
  hosts: readonly string[] = [],
): Omit<T, "scopes" | "allowScripts" | "workspace"> & { nodeModulesDir: "manual" } {
  const { scopes: _s, allowScripts: _a, workspace: _w, ...rest } = config;
  const imports = Object.entries(config.imports).filter(([name]) => !name.startsWith("@types/"));
  const net = [...config.permissions.production.net, ...hosts];
  const production = { ...config.permissions.production, net };
  const start = { ...production, read: true, write: true };
  const permissions = { ...config.permissions, production, start };
  return { ...rest, nodeModulesDir: "manual", imports: Object.fromEntries(imports), permissions };
}

if (import.meta.main) {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  await Deno.writeTextFile(
    "deno.json",
    JSON.stringify(productionConfig(config, readHosts(Deno.args[0] ?? "")), null, 2),
  );
}
