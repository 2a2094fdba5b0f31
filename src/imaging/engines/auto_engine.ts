import type { ImageHeader } from "../image_header.ts";
import { AUTO_IMAGESCRIPT_MAX_PIXELS } from "../limits.ts";
import type { ImageEngine } from "./engine.ts";

/**
 * Uses `imagescript` for JPEG and PNG of up to `maxPixels` (4 megapixels) in plain sRGB, and `sharp` for the rest: larger pictures,
 * other formats, colours that need a profile, and files that `imagescript` refuses. A file is corrupt only if `sharp`
 * says so.
 */
export function createAutoEngine(
  imagescript: ImageEngine,
  sharp: ImageEngine,
  maxPixels = AUTO_IMAGESCRIPT_MAX_PIXELS,
): ImageEngine {
  return {
    async render(original, header) {
      if (!suitsImagescript(header, maxPixels)) return await sharp.render(original, header);
      const outcome = await imagescript.render(original, header);
      return "refused" in outcome ? await sharp.render(original, header) : outcome;
    },
  };
}

function suitsImagescript(
  { format, widthPx, heightPx, profiled }: ImageHeader,
  maxPixels: number,
): boolean {
  const known = format === "jpeg" || format === "png";
  return known && !profiled && widthPx * heightPx <= maxPixels;
}
