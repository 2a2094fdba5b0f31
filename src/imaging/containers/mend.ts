import { mendJpeg } from "./mend_jpeg.ts";
import { mendPng } from "./mend_png.ts";
import { mendWebp } from "./mend_webp.ts";
import { sniffFormat } from "./sniff.ts";

/**
 * Mends what cameras and programs write wrongly around the data of a picture, and what viewers ignore. It decodes
 * nothing, and makes no cut picture whole. Returns the same bytes if there is nothing to mend.
 */
export function mendPicture(bytes: Uint8Array): Uint8Array {
  switch (sniffFormat(bytes)) {
    case "jpeg":
      return mendJpeg(bytes);
    case "png":
      return mendPng(bytes);
    case "webp":
      return mendWebp(bytes);
    default:
      return bytes;
  }
}
