/**
 * Being told to stop.
 * @module
 */

/** Aborted by SIGINT or SIGTERM; a second one ends the process at once. */
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

/** A host kills what has not ended ten seconds after it was told to; the parts have shares of less. */
export const STOP_LIMIT_MS = 9_000;

/** Disposes of what must end before a host loses its patience; returns whether it did. */
export async function endsInTime(
  part: AsyncDisposable,
  limitMs = STOP_LIMIT_MS,
): Promise<boolean> {
  const { promise: passed, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, limitMs, false);
  try {
    return await Promise.race([part[Symbol.asyncDispose]().then(() => true), passed]);
  } finally {
    clearTimeout(timer);
  }
}
