/**
 * Part of `deno task check`: every module and every exported function and type must have a comment. It runs
 * `deno doc --lint` on the sources.
 *
 * Only missing comments on exports count. The name of a member may say it all. The other findings of `deno doc --lint`
 * concern published packages, and `deno check` checks the types.
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/** `deno doc` cannot read this file, because of the types of imagescript. */
const UNREADABLE = new Set(["src/imaging/engines/imagescript_engine.ts"]);

/** The text before the name in a declaration, such as `export async function `. A member has no such keyword. */
const DECLARATION = /\b(?:class|const|enum|function\*?|interface|let|namespace|type|var) $/;

async function* sourcesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sourcesBelow(`${path}/`);
    else if (/\.tsx?$/.test(name) && !UNREADABLE.has(path)) yield path;
  }
}

async function entryPoints(): Promise<string[]> {
  const entries = ["main.ts"];
  for (const folder of ["src/", "scripts/", "devkit/", "lint/", "local-telegram/src/"]) {
    entries.push(...await Array.fromAsync(sourcesBelow(folder)));
  }
  return entries;
}

/** The findings of a report that count, each with its explanation. */
export function findings(report: string): string[] {
  return report.split(/\n(?=error\[)/).filter((part) => part.startsWith("error[")).filter(counts);
}

function counts(finding: string): boolean {
  return finding.startsWith("error[missing-jsdoc]") && isAtDeclaration(finding);
}

/** Whether a finding points to a declaration, and not to a member of one. */
function isAtDeclaration(finding: string): boolean {
  const [, column] = /^ *--> .*:\d+:(\d+)$/m.exec(finding) ?? [];
  const [, line] = /^ *\d+ \| (.*)$/m.exec(finding) ?? [];
  if (column === undefined || line === undefined) return true;
  const before = line.slice(0, Number(column) - 1);
  return before === "" || DECLARATION.test(before);
}

/** Whether a source starts with a module comment. `deno doc --lint` does not check this. */
export function hasModuleDoc(source: string): boolean {
  const [comment = ""] = /^\/\*\*[^]*?\*\//.exec(source) ?? [];
  return comment.includes("@module");
}

/** The `mod.ts` files without a module comment. */
async function undocumentedModules(entries: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const path of entries.filter((entry) => entry.endsWith("/mod.ts"))) {
    if (!hasModuleDoc(await Deno.readTextFile(new URL(path, ROOT)))) missing.push(path);
  }
  return missing;
}

async function run(): Promise<number> {
  const entries = await entryPoints();
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...entries],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  const report = new TextDecoder().decode(stderr);
  const isUnderstood = report.trim() === "" || /^Checked |^error\[/m.test(report);
  const found = findings(`\n${report}`);
  for (const path of await undocumentedModules(entries)) {
    found.push(`error: ${path} needs a module comment: /** … @module */ at its start`);
  }
  for (const finding of found) console.error(finding);
  if (!isUnderstood) console.error(report);
  return found.length === 0 && isUnderstood ? 0 : 1;
}

if (import.meta.main) Deno.exit(await run());
