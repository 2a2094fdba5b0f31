/**
 * Stops the process in time when the host or Ctrl+C asks for it.
 * @module
 */
import { withinOr } from "./std/mod.ts";

/** A signal that SIGINT or SIGTERM aborts. A second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) Deno.exit(1);
    controller.abort();
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  return controller.signal;
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
