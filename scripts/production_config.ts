/**
 * Turns deno.json into the deno.json of a production image, in place. It removes what an image does not have: the
 * packages of the embedded parts and of the tests (`scopes`), which `deno install` would fetch all the same, and the
 * member of the workspace, without which Deno would not start.
 * Argument: hosts that the process may reach besides those of the permission set, with spaces or commas between.
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
  /** The folders of the workspace's members. */
  readonly workspace?: readonly string[];
  /** The permission sets. */
  readonly permissions: {
    readonly production: { readonly net: readonly string[] };
    readonly start: unknown;
  };
}

/** As Deno's permissions name hosts: `db.example.com`, `*.example.com:443`, `10.0.0.1`, `[::1]:5432`. */
const HOST = /^(\*\.)?[\w-]+(\.[\w-]+)*(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i;

/** Reads a list of hosts; one that Deno would not take, or that names them all, fails the build. */
export function readHosts(text: string): string[] {
  const hosts = text.split(/[\s,]+/).filter((host) => host !== "");
  const wrong = hosts.filter((host) => !HOST.test(host));
  if (wrong.length > 0) throw new TypeError(`NET_HOSTS: ${wrong.join(", ")} names no host`);
  return hosts;
}

/**
 * Removes the packages of folders, their install scripts, the workspace, and types, which nothing runs; adds the hosts.
 * The operators' commands, on the set `start`, get the permissions of production too, except for files: they read a
 * legacy shop's folder and write a report wherever the operator says.
 */
export function productionConfig<T extends DenoConfig>(
  config: T,
  hosts: readonly string[] = [],
): Omit<T, "scopes" | "allowScripts" | "workspace"> {
  const { scopes: _s, allowScripts: _a, workspace: _w, ...rest } = config;
  const imports = Object.entries(config.imports).filter(([name]) => !name.startsWith("@types/"));
  const net = [...config.permissions.production.net, ...hosts];
  const production = { ...config.permissions.production, net };
  const start = { ...production, read: true, write: true };
  const permissions = { ...config.permissions, production, start };
  return { ...rest, imports: Object.fromEntries(imports), permissions };
}

if (import.meta.main) {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  await Deno.writeTextFile(
    "deno.json",
    JSON.stringify(productionConfig(config, readHosts(Deno.args[0] ?? "")), null, 2),
  );
}
