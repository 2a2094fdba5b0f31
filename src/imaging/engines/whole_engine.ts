import { wholeJpeg } from "../jpeg_walk/whole_jpeg.ts";
import type { ImageEngine } from "./engine.ts";

/**
 * Refuses a JPEG of which a block is missing, and gives the others to an engine without what is odd in them. The
 * decoders cannot do this: imagescript paints missing blocks grey. libjpeg warns about cut data, but also about bytes
 * that no viewer minds, and libvips does not hear the warnings of the last rows.
 */
export function createWholeEngine(engine: ImageEngine): ImageEngine {
  return {
    async render(original, header) {
      const whole = header.format === "jpeg" ? wholeJpeg(original) : original;
      return whole === undefined ? { refused: "corrupt" } : await engine.render(whole, header);
    },
  };
}
