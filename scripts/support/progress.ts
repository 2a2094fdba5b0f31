import { terminalColumns } from "../../src/command.ts";
import { formatCount } from "./lines.ts";

/** Shows progress on standard error: a bar on a terminal, else a line every 5 s. */
export interface Progress extends Disposable {
  /** Takes the number that is done so far. */
  update(done: number): void;
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  /** Such as `products`. */
  readonly unit: string;
  readonly total: number;
  /** Whether the bar can be redrawn. If absent, whether standard error is a terminal. */
  readonly terminal?: boolean;
  /** The columns of the terminal; found out if absent. */
  readonly columns?: number;
  /** Standard error if absent. */
  readonly write?: (text: string) => void;
  /** Milliseconds. `performance.now` if absent. */
  readonly now?: () => number;
}

/** The longest and the shortest bar. A bar that is wider than the terminal could not be redrawn. */
const [LONGEST_BAR, SHORTEST_BAR] = [28, 4];
const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;

/** Creates a progress bar. Disposal ends its line. */
export function createProgress(options: ProgressOptions): Progress {
  const {
    unit,
    total,
    terminal = Deno.stderr.isTerminal(),
    columns = terminalColumns(),
    now = performance.now.bind(performance),
  } = options;
  const encoder = new TextEncoder();
  const write = options.write ?? ((text) => void Deno.stderr.writeSync(encoder.encode(text)));
  const started = now();
  let shownAt = -Infinity;
  let drawn = false;
  const show = (done: number) => {
    const seconds = (now() - started) / 1000;
    const text = describeProgress(done, total, unit, seconds);
    write(terminal ? `\r\x1b[K${withBar(text, done, total, columns)}` : `${text}\n`);
    drawn = true;
  };
  return {
    update: (done) => {
      const due = now() - shownAt >= (terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS);
      if (!due && done < total) return;
      shownAt = now();
      show(done);
    },
    [Symbol.dispose]: () => {
      if (terminal && drawn) write("\n");
    },
  };
}

/** `1,200 of 5,000 products, 24 %, 600/s, 6 s left`. */
function describeProgress(
  done: number,
  total: number,
  unit: string,
  seconds: number,
): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const percent = total === 0 ? 100 : Math.floor(done / total * 100);
  const parts = [`${formatCount(done)} of ${formatCount(total)} ${unit}`, `${percent} %`];
  if (rate > 0) parts.push(`${formatCount(Math.round(rate * 10) / 10)}/s`);
  if (rate > 0 && done < total) {
    parts.push(`${formatCount(Math.ceil((total - done) / rate))} s left`);
  }
  return parts.join(", ");
}

/** In the last column, some terminals begin a new line. */
function withBar(text: string, done: number, total: number, columns: number): string {
  const room = columns - 1 - "[] ".length - text.length;
  const width = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room));
  const full = total === 0 ? width : Math.round(done / total * width);
  return `[${"█".repeat(full)}${"░".repeat(width - full)}] ${text}`.slice(0, columns - 1);
}

/** Runs work that says how far it is. The progress appears with its first report, which knows the total. */
export async function withProgress<T>(
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  using bars = new DisposableStack();
  let bar: Progress | undefined;
  return await work((done, total) => {
    bar ??= bars.use(createProgress({ unit, total }));
    bar.update(done);
  });
}
