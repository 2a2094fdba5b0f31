/**
 * A renderer whose process all tests of a worker share: to start one takes as long as ten pictures. Tests about a renderer
 * or its process open their own.
 * @module
 */
import { openImageRenderer } from "../../src/imaging/mod.ts";
import type { ShopRenderer } from "../../src/parts.ts";
import { photoJpeg } from "./pictures.ts";
import { HANG_MS } from "./until.ts";

let shared: (ShopRenderer & AsyncDisposable) | undefined;

Deno.test.beforeAll(async () => {
  shared = openImageRenderer({ engine: "sharp", deadlineMs: HANG_MS, idleMs: Infinity });
  // The first picture starts the process: in a test, it would count as left behind.
  await shared.render(await photoJpeg({ widthPx: 8, heightPx: 8, seed: 1 }));
});

Deno.test.afterAll(async () => await shared?.[Symbol.asyncDispose]());

/** Opens the shared renderer with the engine `sharp`. Disposal waits for what it has at work. */
export function openSharedRenderer(): ShopRenderer & AsyncDisposable {
  if (shared === undefined) return openImageRenderer({ engine: "sharp", deadlineMs: HANG_MS });
  const renderer = shared;
  const working = new Set<Promise<unknown>>();
  const wait = (work: Promise<unknown>) => {
    const settled = work.catch(() => {}).finally(() => working.delete(settled));
    working.add(settled);
  };
  return {
    async render(original, { signal } = {}) {
      signal?.throwIfAborted();
      // Without the signal, which would end the process: others use it too.
      const rendering = renderer.render(original);
      wait(rendering);
      return await Promise.race([rendering, ...signal === undefined ? [] : [aborted(signal)]]);
    },
    async drawPlaceholder(product) {
      const drawing = renderer.drawPlaceholder(product);
      wait(drawing);
      return await drawing;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(working);
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}
