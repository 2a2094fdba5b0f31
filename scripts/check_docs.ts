/**
 * Part of `deno task check`: runs `deno doc --lint` on the main file of every folder and fails on what it finds.
 *
 * Two kinds of findings do not count. `deno doc` takes every type of a package for private, and our interfaces use such
 * types. It also asks for a comment on every member of a type; here only exports and modules need one.
 * @module
 */

const TYPES_OF_PACKAGES = new Set([
  ...["Api", "Bot", "Context", "InlineKeyboard", "Update", "UserFromGetMe"], // grammy
  ...["ColumnType", "Generated", "Kysely", "Transaction"], // kysely
  ...["Logger", "LogLevel"], // logtape
]);
const ROOT = new URL("../", import.meta.url);

/** What stands before the name in a declaration, such as `export async function `. A member has no such keyword. */
const DECLARATION = /\b(?:class|const|enum|function\*?|interface|let|namespace|type|var) $/;

async function entryPoints(): Promise<string[]> {
  const entries = ["main.ts", "lint/mod.ts", "local-telegram/src/mod.ts"];
  for await (const { name, isFile } of Deno.readDir(new URL("src/", ROOT))) {
    entries.push(isFile ? `src/${name}` : `src/${name}/mod.ts`);
  }
  return entries;
}

/** The findings of a report that count, each with the lines that explain it. */
export function findings(report: string): string[] {
  return report.split(/\n(?=error\[)/).filter((part) => part.startsWith("error[")).filter(counts);
}

function counts(finding: string): boolean {
  const [, type] = /^error\[private-type-ref\]: .* private type '(.*)'/.exec(finding) ?? [];
  if (type !== undefined) return !TYPES_OF_PACKAGES.has(type);
  return !finding.startsWith("error[missing-jsdoc]") || isAtDeclaration(finding);
}

/** Whether a finding points to a declaration, and not to a member of one. */
function isAtDeclaration(finding: string): boolean {
  const [, column] = /^ *--> .*:\d+:(\d+)$/m.exec(finding) ?? [];
  const [, line] = /^ *\d+ \| (.*)$/m.exec(finding) ?? [];
  if (column === undefined || line === undefined) return true;
  const before = line.slice(0, Number(column) - 1);
  return before === "" || DECLARATION.test(before);
}

/** Whether a source begins with the comment of its module. `deno doc --lint` does not look for it. */
export function hasModuleDoc(source: string): boolean {
  const [comment = ""] = /^\/\*\*[^]*?\*\//.exec(source) ?? [];
  return comment.includes("@module");
}

/** The `mod.ts` files among the entry points that have no comment of their module. */
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
    found.push(`error: ${path} has no comment of its module (/** … @module */)`);
  }
  for (const finding of found) console.error(finding);
  if (!isUnderstood) console.error(report);
  return found.length === 0 && isUnderstood ? 0 : 1;
}

if (import.meta.main) Deno.exit(await run());
