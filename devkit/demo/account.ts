/** What the demo prints: chapters, facts that were checked, and a table of views. */
export interface Account {
  /** Begins a chapter. */
  chapter(title: string, explanation: string): void;
  /** Says something. */
  say(text: string): void;
  /** States a fact and whether it held. */
  check(held: boolean, fact: string): void;
  /** Prints the heads of the table of views. */
  heads(): void;
  /** Prints one view and whether it was as it had to be. */
  view(view: View): void;
  /** How many facts did not hold. */
  readonly failures: number;
}

/** One picture that somebody saw. */
export interface View {
  /** Who looked. */
  readonly who: string;
  /** At what. */
  readonly what: string;
  /** Which rung served. */
  readonly rung: string;
  /** How long the answer took the shop. */
  readonly ms: number;
  /** Uploaded to Telegram. */
  readonly bytesToTelegram: number;
  /** Requests that reached B2. */
  readonly b2Requests: number;
  /** Whether this was what had to happen. */
  readonly held: boolean;
}

const WIDTHS = [8, 24, 12, 9, 18, 12] as const;

/** Writes an account to standard output, with colours on a terminal. */
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
      for (const line of wrap(explanation)) write(`   ${line}`);
    },
    say: (text) => {
      for (const line of wrap(text)) write(`   ${line}`);
    },
    check: (held, fact) => write(`   ${count(held)} ${fact}`),
    heads: () => {
      const heads = ["who", "looks at", "served from", "ms", "bytes to Telegram", "B2 requests"];
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

/** Breaks a text into lines of at most 92 characters, between words. */
function wrap(text: string): string[] {
  return text.match(/.{1,92}(?:\s|$)/g)?.map((line) => line.trimEnd()) ?? [text];
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => n < 3 ? cell.padEnd(WIDTHS[n]!) : cell.padStart(WIDTHS[n]!))
    .join(" ");
}

/** A whole number with its thousands apart. */
export function number(value: number): string {
  return value.toLocaleString("en");
}
