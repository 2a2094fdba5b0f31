import { runScript } from "./command.ts";

/** What an operator typed and what the commands printed, as docs/operations.md shows it. */
export interface Transcript {
  /** Runs `deno task NAME`, and adds the command and its standard output. */
  run(name: string, ...args: string[]): Promise<{ readonly code: number; readonly stdout: string }>;
  /** Adds other input and its output. */
  add(command: string, lines: readonly string[]): void;
  /** The whole transcript. */
  text(): string;
}

/** Starts a transcript of commands that run with these settings. */
export function createTranscript(env: Readonly<Record<string, string>>): Transcript {
  const lines: string[] = [];
  return {
    run: async (name, ...args) => {
      const { code, stdout } = await runScript(name.replaceAll("-", "_"), { args, env });
      lines.push(["$ deno task", name, ...args].join(" "), ...stdout.trimEnd().split("\n"));
      return { code, stdout };
    },
    add: (command, said) => void lines.push(`$ ${command}`, ...said),
    text: () => `${lines.join("\n")}\n`,
  };
}

const DOCUMENTS = new URL("../../docs/", import.meta.url);
const OPERATIONS = "operations.md";

/** The blocks of a document that contain commands: of one section, or all of them if none is named. */
export async function documented(section?: string, document = OPERATIONS): Promise<string> {
  return (await blocksOf(document, section, /^```text\n(\$ [^`]*?)^```$/gms)).join("");
}

/** The SQL that a section of docs/operations.md gives to operators, block by block. */
export function statements(section: string): Promise<string[]> {
  return blocksOf(OPERATIONS, section, /^```sql\n([^`]*?)^```$/gms);
}

async function blocksOf(
  document: string,
  section: string | undefined,
  pattern: RegExp,
): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(document, DOCUMENTS));
  const blocks = (section === undefined ? text : sectionOf(text, section)).matchAll(pattern);
  return [...blocks].map(([, block]) => block!);
}

function sectionOf(document: string, section: string): string {
  const [, rest = ""] = document.split(`\n## ${section}\n`);
  return rest.split("\n## ")[0]!;
}

/** Ids, hashes and file ids change from run to run. They are numbered in the order of their first appearance. */
const NAMES = [
  /TBF-[2-9A-Z]{6}/g,
  /\b[0-9a-f]{16}(?=\.jpg\b)/g,
  /\b[0-9a-f]{64}\b/g,
  /\bA[gQ][A-Z][A-Za-z0-9_-]{20,}/g,
];
/** Values that cannot be compared, such as times. */
const MEASURES: readonly [RegExp, string][] = [
  // A run over midnight tells one day more.
  [/^\d{4}-\d\d-\d\d \(UTC\)\n/gm, ""],
  [/(?<= )\d\d:\d\d:\d\d(?= )/g, "TIME"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d+Z)?/g, "TIME"],
  [/[\d.]+ s\b/g, "0 s"],
  [/[\d,]+ (events|keys)\/s/g, "0 $1/s"],
  [/[\d.,]+\/s\b/g, "0/s"],
  [/[\d.]+ [kMG]B\b/g, "0 MB"],
  [/\b(sizeBytes=|fileUniqueId=|update:|job:[a-z-]*:?)[\w-]+/g, "$1X"],
  [/\b[\d,]+ bytes/g, "0 bytes"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID"],
];

/** A transcript without the values that change from run to run. */
export function normalized(transcript: string): string[] {
  let text = transcript.replace(/ +/g, " ");
  for (const [at, pattern] of NAMES.entries()) {
    const seen = new Map<string, string>();
    text = text.replace(pattern, (name) => {
      if (!seen.has(name)) seen.set(name, `NAME-${at}-${seen.size + 1}`);
      return seen.get(name)!;
    });
  }
  for (const [pattern, by] of MEASURES) text = text.replace(pattern, by);
  return text.trimEnd().split("\n").map((line) => line.trimEnd());
}

/**
 * The same for a list in the order of random ids. Its lines are sorted by text, and names of one kind are not told
 * apart.
 */
export function normalizedInAnyOrder(transcript: string): string[] {
  return normalized(transcript).map((line) => line.replace(/NAME-(\d)-\d+/g, "NAME-$1")).sort();
}
