import { deflateSync } from "node:zlib";
import { join } from "../hostile_pictures.ts";
import { changed, type OddEncoding, PART, row } from "./encoding.ts";
import * as chunks from "./odd_chunks.ts";
import * as odd from "./odd_jpegs.ts";
import { srgbProfile } from "./profile.ts";

const profile = await srgbProfile();

/** PNGs as encoders make them, and odd ones. */
export const PNGS: readonly OddEncoding[] = [
  row("PNG", "GraphicsMagick", "graphicsmagick.png"),
  row("PNG", "ffmpeg", "ffmpeg.png"),
  row("PNG of 16 bits", "ImageMagick", "imagemagick-16bit.png"),
  row("PNG, interlaced", "ImageMagick", "imagemagick-interlaced.png"),
  row("PNG, interlaced, with a gamma", "netpbm", "netpbm.png"),
  row("PNG with a gamma", "ImageMagick", "imagemagick-gamma.png"),
  row("PNG, optimized, interlaced", "optipng", "optipng.png"),
  row("PNG, optimized", "pngcrush", "pngcrush.png"),
  row("PNG, a palette of 4 bits", "Pillow", "pillow-palette-4bit.png", PART),
  row("PNG of 1 bit", "Pillow", "pillow-1bit.png", PART),
  row("PNG, gray with alpha", "Pillow", "pillow-gray-alpha.png", PART),
  changed(
    "PNG, bytes after its end",
    "polyglots, screenshots cropped by Pixel",
    "ffmpeg.png",
    odd.followedBy(new Uint8Array(300).fill(7)),
  ),
  changed("PNG without its end", "downloads", "ffmpeg.png", chunks.withoutIend),
  changed(
    "PNG, pixels in many chunks, without its end",
    "libpng",
    "ffmpeg.png",
    odd.both(chunks.withSmallIdats(100), chunks.withoutIend),
  ),
  changed(
    "PNG, empty chunks of pixels",
    "PNG third edition, 10.1",
    "ffmpeg.png",
    chunks.withSmallIdats(400, true),
  ),
  changed(
    "PNG, wrong checksum of a text",
    "endless-sky-high-dpi#106",
    "ffmpeg.png",
    chunks.withChunk("tEXt", join("Title\0x"), { isWrong: true }),
  ),
  changed(
    "PNG, wrong checksum of a profile",
    "endless-sky-high-dpi#106",
    "ffmpeg.png",
    chunks.withChunk("iCCP", join("p\0\0", deflateSync(profile)), { isWrong: true }),
  ),
  changed(
    "PNG, a damaged colour profile",
    "libpng: iCCP",
    "ffmpeg.png",
    chunks.withChunk("iCCP", join("p\0\0", deflateSync(new Uint8Array(200)))),
  ),
  changed(
    "PNG with cICP",
    "PNG third edition, 11.3.2.6",
    "ffmpeg.png",
    chunks.withChunk("cICP", join([1, 13, 0, 1])),
  ),
  changed(
    "PNG, a private chunk",
    "Fireworks: prVW",
    "ffmpeg.png",
    chunks.withChunk("prVW", new Uint8Array(500)),
  ),
  changed(
    "PNG, a colour that is transparent",
    "old browsers' GIF converters",
    "ffmpeg.png",
    chunks.withChunk("tRNS", join([0, 1, 0, 2, 0, 3])),
  ),
  changed("PNG, an animation of one frame", "ffmpeg -f apng", "ffmpeg.png", chunks.asAnimation(1)),
];
