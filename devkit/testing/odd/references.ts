/** How near a stored picture is to what a reference decoder shows: `equal`, or the PSNR in dB. */
export interface Nearness {
  readonly decoder: "ImageMagick" | "avifdec" | "djpeg" | "dwebp";
  readonly sharp: string;
  readonly imagescript?: string;
}

/**
 * Measured on 2026-11-28, as the README of `tests/imaging/odd_pictures/` tells: what the shop stores of a file, and what
 * it stores of the pixels that the reference decoder found in it.
 */
export const REFERENCES: Readonly<Record<string, Nearness>> = {
  "avifenc-420.avif": { decoder: "avifdec", sharp: "35 dB" },
  "avifenc-444-10bit.avif": { decoder: "avifdec", sharp: "45 dB" },
  "avifenc-gray.avif": { decoder: "avifdec", sharp: "equal" },
  "avifenc-turned.avif": { decoder: "avifdec", sharp: "51 dB" },
  "cjpeg-410.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "52 dB" },
  "cjpeg-411.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "60 dB" },
  "cjpeg-420.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-422.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "50 dB" },
  "cjpeg-440.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "48 dB" },
  "cjpeg-444.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "68 dB" },
  "cjpeg-extended.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "45 dB" },
  "cjpeg-gray.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "equal" },
  "cjpeg-many-scans.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-progressive-restart.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-progressive.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-restart-blocks.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-restart-rows.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cjpeg-rgb.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "51 dB" },
  "cjpeg-three-scans.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "cwebp-alpha.webp": { decoder: "dwebp", sharp: "equal" },
  "cwebp-lossless-alpha.webp": { decoder: "dwebp", sharp: "equal" },
  "cwebp-lossless.webp": { decoder: "dwebp", sharp: "equal" },
  "cwebp-lossy.webp": { decoder: "dwebp", sharp: "equal" },
  "cwebp-near-lossless.webp": { decoder: "dwebp", sharp: "equal" },
  "ffmpeg-420.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "46 dB" },
  "ffmpeg-444.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "58 dB" },
  "ffmpeg.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "graphicsmagick-progressive.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "49 dB" },
  "graphicsmagick.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "guetzli.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "imagemagick-16bit.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "imagemagick-cmyk.jpg": { decoder: "ImageMagick", sharp: "19 dB", imagescript: "49 dB" },
  "imagemagick-gamma.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "imagemagick-interlaced.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "imagemagick-odd-sampling.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "46 dB" },
  "imagemagick-progressive.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "46 dB" },
  "jpegoptim.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "50 dB" },
  "jpegtran-crop.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "46 dB" },
  "libjpeg-ycck.jpg": { decoder: "ImageMagick", sharp: "19 dB", imagescript: "49 dB" },
  "netpbm.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "47 dB" },
  "netpbm.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "optipng.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "pillow-1bit.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "pillow-cmyk.jpg": { decoder: "ImageMagick", sharp: "19 dB", imagescript: "50 dB" },
  "pillow-gray-alpha.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "pillow-gray-progressive.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "equal" },
  "pillow-palette-4bit.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
  "pillow.jpg": { decoder: "djpeg", sharp: "equal", imagescript: "68 dB" },
  "pngcrush.png": { decoder: "ImageMagick", sharp: "equal", imagescript: "equal" },
};
