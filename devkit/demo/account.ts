import { wrap } from "../../src/std/mod.ts";

/** Prints the demo: chapters, checked facts, and tables of views. */
export interface Account {
  chapter(title: string, explanation: string): void;
  say(text: string): void;
  /** Prints a fact and whether it is true. */
  check(held: boolean, fact: string): void;
  /** Prints the header of a table of views. */
  heads(): void;
  /** Prints a row of the table. */
  view(view: View): void;
  /** The number of failed checks. */
  readonly failures: number;
}

/** A picture that a user saw. */
export interface View {
  readonly who: string;
  readonly what: string;
  /** The source of the picture: file_id, disk, b2 or placeholder. */
  readonly rung: string;
  /** The shop's time for the answer. */
  readonly ms: number;
  readonly bytesToTelegram: number;
  readonly b2Requests: number;
  /** Whether it was as expected. */
  readonly held: boolean;
}

/** Columns of a line's text, after its indent. */
const TEXT_COLUMNS = 77;
const WIDTHS = [6, 21, 11, 8, 12, 11] as const;

/** Creates an account. `colours` is for terminals. */
export function createAccount(write: (line: string) => void, colours: boolean): Account {
  const paint = (code: number, text: string) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const mark = (held: boolean) => held ? paint(32, "✓") : paint(31, "✗");
  let failures = 0;
  let chapters = 0;
  const count = (held: boolean) => {
    if (!held) failures++;
    return mark(held);
  };
  return {
    chapter: (title, explanation) => {
      write(`\n${paint(1, `${++chapters}. ${title}`)}`);
      for (const line of wrap(explanation, TEXT_COLUMNS)) write(`   ${line}`);
    },
    say: (text) => {
      for (const line of wrap(text, TEXT_COLUMNS)) write(`   ${line}`);
    },
    check: (held, fact) => write(`   ${count(held)} ${fact}`),
    heads: () => {
      const heads = ["who", "looks at", "served from", "ms", "bytes sent", "B2 requests"];
      write(`     ${paint(2, row(heads))}`);
    },
    view: (view) => {
      const { who, what, rung, ms, bytesToTelegram, b2Requests, held } = view;
      const cells = [who, what, rung, ms.toFixed(1), number(bytesToTelegram), number(b2Requests)];
      write(`   ${count(held)} ${row(cells)}`);
    },
    get failures() {
      return failures;
    },
  };
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => n < 3 ? cell.padEnd(WIDTHS[n]!) : cell.padStart(WIDTHS[n]!))
    .join(" ");
}

/** A number as `1,234,567`. */
export function number(value: number): string {
  return value.toLocaleString("en");
}
