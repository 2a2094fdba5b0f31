import type { ImageFormat } from "../image_header.ts";
import { readBrands } from "./avif.ts";
import { hasText } from "./container.ts";

/** The format by magic bytes. A file's name and declared type do not matter. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (hasText(bytes, 0, "\x89PNG\r\n\x1a\n")) return "png";
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return "webp";
  return readBrands(bytes).some((brand) => brand === "avif" || brand === "avis")
    ? "avif"
    : undefined;
}
