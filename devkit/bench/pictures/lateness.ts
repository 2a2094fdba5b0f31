import { percentile } from "../rounds.ts";

const EVERY_MS = 10;

/**
 * Watches how late a timer of this process is, in milliseconds, until disposal. What Telegram and the viewers do runs
 * here: while this process waits for a core, every view seems to take longer.
 */
export function watchLateness(): Disposable & { p99(): number } {
  const late: number[] = [];
  let dueMs = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    late.push(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + EVERY_MS;
  }, EVERY_MS);
  return { p99: () => percentile(late, 0.99), [Symbol.dispose]: () => clearInterval(timer) };
}
