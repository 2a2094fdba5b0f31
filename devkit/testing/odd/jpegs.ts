import { type More, type OddEncoding, PART, row } from "./encoding.ts";

const INKS: More = { imagescript: "other colours", isScene: false };

/** JPEGs as encoders make them. */
export const JPEGS: readonly OddEncoding[] = [
  row("JPEG 4:2:0", "cjpeg", "cjpeg-420.jpg"),
  row("JPEG 4:4:4", "cjpeg", "cjpeg-444.jpg"),
  row("JPEG 4:2:2", "cjpeg", "cjpeg-422.jpg"),
  row("JPEG 4:4:0", "cjpeg", "cjpeg-440.jpg"),
  row("JPEG 4:1:1", "cjpeg", "cjpeg-411.jpg"),
  row("JPEG 4:1:0", "cjpeg", "cjpeg-410.jpg"),
  row("JPEG, another sampling for each component", "ImageMagick", "imagemagick-odd-sampling.jpg"),
  row("JPEG, gray", "cjpeg", "cjpeg-gray.jpg", PART),
  row("JPEG, gray, progressive", "Pillow", "pillow-gray-progressive.jpg", PART),
  row("JPEG in RGB", "cjpeg", "cjpeg-rgb.jpg"),
  row("JPEG in CMYK", "ImageMagick", "imagemagick-cmyk.jpg", INKS),
  row("JPEG in CMYK, inverted as Adobe's", "Pillow", "pillow-cmyk.jpg", INKS),
  row("JPEG in YCCK", "libjpeg", "libjpeg-ycck.jpg", INKS),
  row("JPEG, a restart after each row", "cjpeg", "cjpeg-restart-rows.jpg"),
  row("JPEG, a restart after each block", "cjpeg", "cjpeg-restart-blocks.jpg"),
  row("JPEG, a scan for each component", "cjpeg", "cjpeg-three-scans.jpg"),
  row("JPEG, progressive", "cjpeg", "cjpeg-progressive.jpg"),
  row("JPEG, progressive with restarts", "cjpeg", "cjpeg-progressive-restart.jpg"),
  row("JPEG, progressive of 17 scans", "cjpeg", "cjpeg-many-scans.jpg"),
  row("JPEG, progressive", "ImageMagick", "imagemagick-progressive.jpg"),
  row("JPEG, progressive", "GraphicsMagick", "graphicsmagick-progressive.jpg"),
  row("JPEG, progressive", "jpegoptim", "jpegoptim.jpg"),
  row("JPEG, extended, quantized with 16 bits", "cjpeg", "cjpeg-extended.jpg", PART),
  row("JPEG, cropped without decoding", "jpegtran", "jpegtran-crop.jpg", PART),
  row("JPEG, optimized", "netpbm", "netpbm.jpg"),
  row("JPEG, optimized", "Pillow", "pillow.jpg"),
  row("JPEG, perceptual", "guetzli", "guetzli.jpg"),
  row("JPEG of a video frame, 4:2:0", "ffmpeg", "ffmpeg-420.jpg"),
  row("JPEG of a video frame, 4:4:4", "ffmpeg", "ffmpeg-444.jpg"),
];
