/**
 * Prints results to standard output: whole lines, also beside a progress bar or into a pipe that closes early.
 * @module
 */
import { redact } from "../../src/log.ts";
import { visible, wrap } from "../../src/std/mod.ts";
import { terminalColumns } from "../../src/command.ts";
import { columnsOfOutput } from "./columns.ts";

/**
 * Prints lines in one piece. Hidden characters in them are escaped, so that a name in a line cannot forge another line. Secrets
 * are replaced: a legacy row may hold a link with a bot's token. It first removes a progress bar from the terminal. Lines
 * that are longer than the terminal is wide are broken between words; programs get each line whole.
 */
export function printLines(lines: readonly string[]): void {
  const columns = Deno.stdout.isTerminal() ? columnsOfOutput() : Infinity;
  printWhole(lines.flatMap((line) => breakLine(visible(redact(line)), columns)));
}

/** Further lines begin behind the first one, so that they are seen to belong to it. */
export function breakLine(line: string, columns: number): string[] {
  const [indent] = /^ */.exec(line)!;
  return line.length <= columns ? [line] : wrap(line, columns, `${indent}    `);
}

function printWhole(lines: readonly string[]): void {
  if (lines.length === 0) return;
  if (Deno.stderr.isTerminal() && Deno.stdout.isTerminal()) write(Deno.stderr, "\r\x1b[K");
  write(Deno.stdout, lines.map((line) => `${line}\n`).join(""));
}

/** Prints a line about the command itself to standard error. */
export function printNote(line: string): void {
  const columns = Deno.stderr.isTerminal() ? terminalColumns() : Infinity;
  write(Deno.stderr, `${breakLine(visible(redact(line)), columns).join("\n")}\n`);
}

/** Prints values as JSON, one per line. */
export function printJson(values: readonly unknown[]): void {
  printWhole(values.map((value) => visible(redact(JSON.stringify(value)))));
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

/** A product's id, and its title if it has one: `TBF-7KQ2MX (Blue teapot)`. */
export function nameOf(productId: string, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(productId);
  return title === undefined ? productId : `${productId} (${title})`;
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
