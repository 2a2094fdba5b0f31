/** The parts of deno.lock that are read. */
export interface Lock {
  /** The resolved version of each import, by `npm:name@version`. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** Each package by `name@version`, or `name@version_peer@version`. */
  readonly npm: Readonly<Record<string, LockedPackage>>;
}

/** A package of deno.lock. */
export interface LockedPackage {
  /** By name, or by `name@version` where the tree has several versions of it. */
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
  /** Where it can be installed; everywhere if absent. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** A package in one version. */
export interface Package {
  readonly name: string;
  readonly version: string;
}

/** Where packages are installed. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
}

/**
 * The packages that `specifiers` such as `npm:grammy@1.46.0` bring, and they themselves, sorted by name.
 *
 * @throws {TypeError} for a package that is not in the lock file.
 */
export function treeOf(lock: Lock, specifiers: readonly string[], platform: Platform): Package[] {
  const keys = new Map<string, string>();
  for (const key of Object.keys(lock.npm)) {
    const { name, version } = packageOf(key);
    for (const known of [key, `${name}@${version}`, name]) keys.set(known, key);
  }
  const found = new Map<string, Package>();
  const add = (wanted: string, needed: boolean) => {
    const key = keys.get(wanted);
    if (key === undefined) throw new TypeError(`deno.lock has no ${wanted}`);
    const locked = lock.npm[key]!;
    if (found.has(key) || !needed && !fits(locked, platform)) return;
    found.set(key, packageOf(key));
    for (const each of locked.dependencies ?? []) add(each, true);
    for (const each of locked.optionalDependencies ?? []) add(each, false);
  };
  for (const specifier of specifiers) {
    const { name } = packageOf(specifier.replace(/^npm:/, ""));
    add(`${name}@${lock.specifiers[specifier]}`, true);
  }
  return [...found.values()].sort((a, b) =>
    compare(a.name, b.name) || compare(a.version, b.version)
  );
}

function fits({ os, cpu }: LockedPackage, platform: Platform): boolean {
  return (os?.includes(platform.os) ?? true) && (cpu?.includes(platform.cpu) ?? true);
}

/** Splits `@scope/name@1.0.0_peer@2.0.0`. */
function packageOf(key: string): Package {
  const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
  if (name === undefined || version === undefined) throw new TypeError(`Not a package: ${key}`);
  return { name, version };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
