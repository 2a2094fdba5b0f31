import { changed, type OddEncoding, PART, refused, row } from "./encoding.ts";
import * as chunks from "./odd_chunks.ts";
import * as odd from "./odd_jpegs.ts";

/** WebP and AVIF. */
export const OTHERS: readonly OddEncoding[] = [
  row("WebP, lossy", "cwebp", "cwebp-lossy.webp"),
  row("WebP, lossless", "cwebp", "cwebp-lossless.webp"),
  row("WebP, near lossless", "cwebp", "cwebp-near-lossless.webp"),
  row("WebP, lossy with alpha", "cwebp", "cwebp-alpha.webp", PART),
  row("WebP, lossless with alpha", "cwebp", "cwebp-lossless-alpha.webp", PART),
  changed("WebP, bytes after its end", "downloads", "cwebp-lossy.webp", odd.followedBy("tail")),
  changed(
    "WebP, a size that is too large",
    "yocreoquesi/nukebg#208",
    "cwebp-lossy.webp",
    chunks.withRiffSize(8),
  ),
  changed(
    "WebP, an odd size",
    "Comfy-Org/ComfyUI_frontend#8527",
    "cwebp-lossless.webp",
    chunks.withRiffSize(1),
  ),
  changed(
    "WebP without its last fill byte",
    "Comfy-Org/ComfyUI_frontend#8527",
    "cwebp-lossless-alpha.webp",
    chunks.withoutFill,
    PART,
  ),
  changed(
    "WebP with an unknown chunk",
    "Photoshop, image-rs/image-webp#73",
    "cwebp-lossy.webp",
    chunks.withWebpChunk("PSAI", new Uint8Array(78)),
  ),
  changed("WebP, an animation of one frame", "img2webp", "cwebp-lossy.webp", chunks.withFrames(1)),
  row("AVIF 4:2:0", "avifenc", "avifenc-420.avif"),
  row("AVIF 4:4:4 of 10 bits", "avifenc", "avifenc-444-10bit.avif"),
  row("AVIF, gray", "avifenc", "avifenc-gray.avif", PART),
  row("AVIF that turns itself", "avifenc", "avifenc-turned.avif", PART),
  changed("AVIF, bytes after its end", "downloads", "avifenc-420.avif", odd.followedBy("tail")),
];

/** What no engine stores. */
export const REFUSED: readonly OddEncoding[] = [
  refused("JPEG in arithmetic coding", "cjpeg", "cjpeg-arithmetic.jpg", "unsupported_coding"),
  refused(
    "JPEG, progressive, in arithmetic coding",
    "jpegtran",
    "jpegtran-arithmetic-progressive.jpg",
    "unsupported_coding",
  ),
  refused("JPEG, lossless", "ffmpeg", "ffmpeg-lossless.jpg", "unsupported_coding"),
  refused(
    "JPEG of 12 bits",
    "medical devices",
    "cjpeg-420.jpg",
    "unsupported_coding",
    odd.withBytesAt(0xc0, 4, 12),
  ),
  refused("PNG, an animation", "ffmpeg -f apng", "ffmpeg.png", "animated", chunks.asAnimation(2)),
  refused("WebP, an animation", "img2webp", "cwebp-lossy.webp", "animated", chunks.withFrames(2)),
  refused("HEIC", "heif-enc; iPhones", "heif-enc.heic", "unsupported_type"),
  refused("GIF", "Pillow", "pillow.gif", "unsupported_type"),
  refused("TIFF", "Pillow", "pillow-tiff.tif", "unsupported_type"),
  refused("BMP", "ImageMagick", "imagemagick.bmp", "unsupported_type"),
];
