/**
 * Part of `deno task check`: runs `deno doc --lint` on the main file of every folder and fails on what it finds, save
 * one kind: it takes every type of a package for private, and our interfaces speak of these.
 * @module
 */

const OF_PACKAGES = new Set([
  ...["Api", "Bot", "Context", "InlineKeyboard", "Update", "UserFromGetMe"], // grammy
  ...["ColumnType", "Generated", "Kysely", "Transaction"], // kysely
  ...["Logger", "LogLevel"], // logtape
]);
const ROOT = new URL("../", import.meta.url);

async function entryPoints(): Promise<string[]> {
  const entries = ["main.ts", "lint/mod.ts", "src/embedded/telegram/mod.ts"];
  for await (const { name, isFile } of Deno.readDir(new URL("src/", ROOT))) {
    entries.push(isFile ? `src/${name}` : `src/${name}/mod.ts`);
  }
  return entries;
}

/** The findings that count, each with the lines that explain it. */
export function findings(report: string): string[] {
  return report.split(/\n(?=error\[)/).filter((part) => part.startsWith("error[")).filter(
    (part) => {
      const [, type = ""] = /^error\[private-type-ref\]: .* private type '(.*)'/.exec(part) ?? [];
      return !OF_PACKAGES.has(type);
    },
  );
}

async function run(): Promise<number> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...await entryPoints()],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  const report = new TextDecoder().decode(stderr);
  const found = findings(`\n${report}`);
  const understood = report.trim() === "" || /^Checked |^error\[/m.test(report);
  for (const finding of found) console.error(finding);
  if (!understood) console.error(report);
  return found.length === 0 && understood ? 0 : 1;
}

if (import.meta.main) Deno.exit(await run());
