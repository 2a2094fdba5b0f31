/**
 * Prints results to standard output: whole lines, also beside a progress bar or into a pipe that closes early.
 * @module
 */
import { redact } from "../../src/log.ts";
import { visible } from "../../src/std/mod.ts";

/**
 * Prints lines in one piece. Hidden characters in them are escaped, so that a name in a line cannot forge another line. Secrets
 * are replaced: a legacy row may hold a link with a bot's token. It first removes a progress bar from the terminal.
 */
export function printLines(lines: readonly string[]): void {
  if (lines.length === 0) return;
  if (Deno.stderr.isTerminal() && Deno.stdout.isTerminal()) write(Deno.stderr, "\r\x1b[K");
  write(Deno.stdout, lines.map((line) => `${visible(redact(line))}\n`).join(""));
}

/** Prints a line about the command itself to standard error. */
export function printNote(line: string): void {
  write(Deno.stderr, `${visible(redact(line))}\n`);
}

/** Prints values as JSON, one per line. */
export function printJson(values: readonly unknown[]): void {
  printLines(values.map((value) => JSON.stringify(value)));
}

/** Runs work that prints. It ends without an error when its reader closes the pipe, such as `| head`. */
export async function untilPipeCloses(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0;
    throw error;
  }
}

/** A number as `1,234,567`. */
export function formatCount(value: number | bigint): string {
  return value.toLocaleString("en");
}

/** A number with its noun: `1 row`, `2 rows`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

function write(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
    bytes = bytes.subarray(to.writeSync(bytes));
  }
}
