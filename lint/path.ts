const ROOT = new URL("../", import.meta.url);

/** The path of a linted file relative to the repository, such as `src/domain/mod.ts`. */
export function repositoryPath(filename: string): string {
  return relativeToRoot(new URL(filename.replaceAll("\\", "/"), ROOT).pathname);
}

/** The file that a relative specifier names, or nothing for a package. */
export function resolveSpecifier(specifier: string, from: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  return relativeToRoot(new URL(specifier, new URL(from, ROOT)).pathname);
}

/** Whether the rules about length apply to a file. */
export function isProductCode(path: string): boolean {
  return path === "main.ts" || /^(src|scripts|lint|local-telegram)\//.test(path);
}

function relativeToRoot(pathname: string): string {
  return pathname.startsWith(ROOT.pathname) ? pathname.slice(ROOT.pathname.length) : pathname;
}
