const ROOT = new URL("../", import.meta.url);

/** The path of a linted file relative to the repository, such as `src/domain/mod.ts`. */
export function repositoryPath(filename: string): string {
  return relativeToRoot(new URL(filename.replaceAll("\\", "/"), ROOT).pathname);
}

/** The file that a relative specifier names. Undefined for a package. */
export function resolveSpecifier(specifier: string, from: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  return relativeToRoot(new URL(specifier, new URL(from, ROOT)).pathname);
}

/** Whether a file is code. A test file is not: it may be a long list of cases. */
export function isCode(path: string): boolean {
  return path === "main.ts" || /^(src|scripts|devkit|lint|local-telegram)\//.test(path);
}

/** Whether a file holds tests. */
export function isTest(path: string): boolean {
  return /^(local-telegram\/)?tests\//.test(path);
}

function relativeToRoot(pathname: string): string {
  return pathname.startsWith(ROOT.pathname) ? pathname.slice(ROOT.pathname.length) : pathname;
}
