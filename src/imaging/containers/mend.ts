import { mendJpeg } from "./mend_jpeg.ts";
import { mendPng } from "./mend_png.ts";
import { mendWebp } from "./mend_webp.ts";
import { sniffFormat } from "./sniff.ts";

/**
 * Mends what cameras and programs write wrongly around the data of a picture, and what viewers ignore. It decodes
 * nothing, and makes no cut picture whole. Returns the same bytes if there is nothing to mend.
 */
export function mendPicture(bytes: Uint8Array): Uint8Array {
  const mended = mendJpeg(bytes);
  // Its first marker may come only now.
  switch (sniffFormat(mended)) {
    case "png":
      return mendPng(bytes);
    case "webp":
      return mendWebp(bytes);
    default:
      return mended;
  }
}
