/**
 * Stops the process in time when the host, Ctrl+C or a terminal that closes asks for it.
 * @module
 */
import { withinOr } from "./std/mod.ts";

/** What asks a process to stop. Windows has only the first one. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * One Ctrl+C may come twice: from the terminal, and from the program that has started this one. Nobody presses it as
 * quickly again.
 */
const SAME_MS = 500;

/**
 * A signal that SIGINT, SIGTERM or SIGHUP aborts. A second one ends the process at once, but not a second SIGHUP: a
 * terminal that closes sends several.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  onStop((signal) => {
    firstMs ??= performance.now();
    const isAgain = performance.now() - firstMs > SAME_MS && signal !== "SIGHUP";
    if (isAgain) Deno.exit(1);
    controller.abort();
  });
  return controller.signal;
}

/** Calls back for each signal that asks the process to stop. The process no longer ends by itself then. */
export function onStop(stop: (signal: (typeof SIGNALS)[number]) => void): void {
  for (const signal of Deno.build.os === "windows" ? SIGNALS.slice(0, 1) : SIGNALS) {
    Deno.addSignalListener(signal, () => stop(signal));
  }
}

/** Resolves when the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** Disposes of a part, but waits no longer than `limitMs`. Returns whether the disposal ended in that time. */
export async function disposeWithin(part: AsyncDisposable, limitMs: number): Promise<boolean> {
  return await withinOr(limitMs, part[Symbol.asyncDispose]().then(() => true), false);
}
