import { unreachable } from "../../errors.ts";
import { AUTO_IMAGESCRIPT_MAX_PIXELS } from "../limits.ts";
import { createAutoEngine } from "./auto_engine.ts";
import { createWholeEngine } from "./whole_engine.ts";
import type { ImageEngine, ImageEngineName } from "./engine.ts";

/**
 * Makes the engine of that name. The first picture that needs native code loads it. `auto` gives originals of up to
 * `maxPixels` to imagescript.
 */
export function createEngine(
  name: ImageEngineName,
  maxPixels = AUTO_IMAGESCRIPT_MAX_PIXELS,
): ImageEngine {
  return createWholeEngine(engineOf(name, maxPixels));
}

function engineOf(name: ImageEngineName, maxPixels: number): ImageEngine {
  switch (name) {
    case "imagescript":
      return lazily(async () =>
        (await import("./imagescript_engine.ts")).createImagescriptEngine()
      );
    case "sharp":
      return lazily(async () => (await import("./sharp_engine.ts")).createSharpEngine());
    case "auto":
      return createAutoEngine(
        engineOf("imagescript", maxPixels),
        engineOf("sharp", maxPixels),
        maxPixels,
      );
    default:
      return unreachable(name);
  }
}

function lazily(load: () => Promise<ImageEngine>): ImageEngine {
  let engine: Promise<ImageEngine> | undefined;
  return {
    async render(original, header) {
      engine ??= load();
      return await (await engine).render(original, header);
    },
  };
}
