/**
 * The last step of `deno task test`: searches every log line of the tests, at every level, for secrets and bytes of files.
 * When it finds none, it removes the lines.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { createRules, type Rule } from "./scan_logs/rules.ts";

const HELP = `deno run -P=scan devkit/scan_logs.ts

Searches the log lines of the tests in data/test/logs for secrets and bytes.

Exits 0 nothing found, 1 something found or no lines to search. It exits 1 too
if a test ran shops with secrets, but collected no log line.`;

const DIR = new URL("../data/test/logs/", import.meta.url);

/** A line that breaks a rule. */
export interface Finding {
  /** `file:line`. */
  readonly place: string;
  /** The name of the rule. */
  readonly rule: string;
}

/** The result of a scan. */
export interface Scan {
  readonly files: readonly string[];
  readonly lines: number;
  readonly secrets: number;
  readonly findings: readonly Finding[];
  /** Files of secrets whose process has no log line: the collector missed its log. */
  readonly silent: readonly string[];
}

/** Searches every `.log` file of a folder for what the rules forbid, and for the secrets in its `.secrets` files. */
export async function scanFolder(dir: URL): Promise<Scan> {
  const names = await listFiles(dir);
  const secrets = new Set<string>();
  const keepers = new Set<string>();
  for (const name of names.filter((name) => name.endsWith(".secrets"))) {
    for (const line of await readLines(new URL(name, dir))) {
      secrets.add(JSON.parse(line));
      keepers.add(name);
    }
  }
  const rules = createRules([...secrets]);
  const findings: Finding[] = [];
  let lines = 0;
  for (const name of names.filter((name) => name.endsWith(".log"))) {
    for (const [n, line] of (await readLines(new URL(name, dir))).entries()) {
      lines++;
      keepers.delete(name.replace(/log$/, "secrets"));
      findings.push(...findIn(line, rules).map((rule) => ({ place: `${name}:${n + 1}`, rule })));
    }
  }
  return { files: names, lines, secrets: secrets.size, findings, silent: [...keepers] };
}

/** The names of the rules that a line breaks. */
export function findIn(line: string, rules: readonly Rule[]): string[] {
  return rules.filter(({ isBroken }) => isBroken(line)).map(({ name }) => name);
}

async function listFiles(dir: URL): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(dir)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

async function readLines(file: URL): Promise<string[]> {
  return (await Deno.readTextFile(file)).split("\n").filter((line) => line !== "");
}

async function run(): Promise<number> {
  const { files, lines, secrets, findings, silent } = await scanFolder(DIR);
  const logs = files.filter((name) => name.endsWith(".log")).length;
  console.log(`Scanned ${lines} log lines of ${logs} test files for ${secrets} secrets.`);
  if (lines === 0 || secrets === 0) {
    console.error("There are no log lines or no secrets: run deno task test first.");
    return 1;
  }
  // Do not show the line itself: this output may be logged too.
  for (const { place, rule } of findings) console.error(`data/test/logs/${place}: ${rule}`);
  for (const name of silent) {
    console.error(`data/test/logs/${name}: its tests ran shops, but no log line was collected.`);
  }
  if (findings.length + silent.length > 0) return 1;
  for (const name of files) await Deno.remove(new URL(name, DIR));
  console.log("No line contains a token, a key, a signed URL or bytes of a file.");
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, run });
