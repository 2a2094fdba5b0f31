/**
 * Prints `docs/decisions/README.md`: the titles of all decisions, in their order. After a new decision:
 * `deno run -P=docs devkit/list_decisions.ts > docs/decisions/README.md`.
 * @module
 */

const FOLDER = new URL("../docs/decisions/", import.meta.url);

const INTRODUCTION = `# Decisions

Why things are as they are, where that may surprise. Each decision says what was so on its day. A
later one may supersede it. \`devkit/list_decisions.ts\` prints this list.
`;

/** The text of `docs/decisions/README.md`. */
export async function listDecisions(): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(FOLDER), ({ name }) => name);
  const rows = await Promise.all(names.filter((name) => /^\d{4}-/.test(name)).sort().map(rowOf));
  const digits = Math.max(2, ...rows.map(([number]) => number.length));
  const width = Math.max(...rows.map(([, link]) => link.length));
  const lines = [["", "decision"], ["-".repeat(digits - 1) + ":", "-".repeat(width)], ...rows]
    .map(([number, link]) => `| ${number!.padStart(digits)} | ${link!.padEnd(width)} |`);
  return `${INTRODUCTION}\n${lines.join("\n")}\n`;
}

async function rowOf(name: string): Promise<[string, string]> {
  const [title = ""] = (await Deno.readTextFile(new URL(name, FOLDER))).split("\n");
  const [, number, words] = /^# (\d+)\. (.+)$/.exec(title) ?? [];
  if (number === undefined) throw new Error(`docs/decisions/${name} must begin with "# 1. Title"`);
  return [number, `[${words}](${name})`];
}

if (import.meta.main) await Deno.stdout.write(new TextEncoder().encode(await listDecisions()));
