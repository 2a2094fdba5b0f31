import { formatCount } from "./lines.ts";

/** Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere; on standard error. */
export interface Progress extends Disposable {
  /** So much is done. */
  update(done: number): void;
}

/** How progress is shown. */
export interface ProgressOptions {
  /** What is done, such as `products`. */
  readonly unit: string;
  /** How many of them there are. */
  readonly total: number;
  /** Whether lines can be written over; standard error by default. */
  readonly terminal?: boolean;
  /** Takes the text; standard error by default. */
  readonly write?: (text: string) => void;
  /** Milliseconds; `performance.now` by default. */
  readonly now?: () => number;
}

const BAR_WIDTH = 28;
const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;

/** Begins to show progress; disposing of it ends the line. */
export function createProgress(options: ProgressOptions): Progress {
  const {
    unit,
    total,
    terminal = Deno.stderr.isTerminal(),
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
    write(terminal ? `\r\x1b[K${bar(done, total)} ${text}` : `${text}\n`);
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

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR_WIDTH : Math.round(done / total * BAR_WIDTH);
  return `[${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}]`;
}
