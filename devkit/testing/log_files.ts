/**
 * Collects the log lines of all tests at every level, and the secrets that must not be in them. Each test file has a
 * file of lines and a file of secrets. `devkit/scan_logs.ts` reads them. Nothing is collected unless
 * `devkit/testing/collect_logs.ts` has opened the files.
 * @module
 */
import { openLog } from "../../src/log.ts";

/** The folder of the files. */
const LOG_DIR = new URL("../../data/test/logs/", import.meta.url);

interface LogFiles {
  readonly lines: Deno.FsFile;
  readonly secrets: Deno.FsFile;
}

let files: LogFiles | undefined;
const encoder = new TextEncoder();

/** Opens the files of this test file. They stay open until its worker ends. */
export function openLogFiles(): void {
  Deno.mkdirSync(LOG_DIR, { recursive: true });
  const name = crypto.randomUUID();
  const open = (suffix: string) =>
    Deno.openSync(new URL(`${name}.${suffix}`, LOG_DIR), { append: true, create: true });
  files = { lines: open("log"), secrets: open("secrets") };
}

/** Logs everything of this process into its files. The log does not know the secrets, so it does not replace them. */
export async function collectLog(): Promise<void> {
  if (files !== undefined) await openLog({ level: "trace", format: "json", write: keepLines });
}

/** Keeps lines of a log as they were written. */
export function keepLines(text: string): void {
  if (text === "") return;
  files?.lines.writeSync(encoder.encode(text.endsWith("\n") ? text : `${text}\n`));
}

/** Keeps secrets. The scan searches every line for them. */
export function keepSecrets(secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    if (secret) files?.secrets.writeSync(encoder.encode(`${JSON.stringify(secret)}\n`));
  }
}
