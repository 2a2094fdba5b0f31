#!/bin/sh
# Makes the pictures of this folder. It needs Debian 12's packages libjpeg-turbo-progs, imagemagick, graphicsmagick,
# netpbm, ffmpeg, guetzli, jpegoptim, python3-pil, optipng, pngcrush, webp, libavif-bin, libheif-examples,
# libimage-exiftool-perl, gcc and libjpeg-dev. `scene.ppm` is drawScene({ widthPx: 68, heightPx: 52, seed: 77 }) of
# devkit/testing/pictures.ts, `small.ppm` the same of 26 x 20.
set -eu
S=scene.ppm T=small.ppm O=out
IM=convert-im6.q16
cjpeg -quality 85 -outfile $O/cjpeg-420.jpg $S
cjpeg -quality 85 -sample 1x1 -outfile $O/cjpeg-444.jpg $S
cjpeg -quality 85 -sample 2x1 -outfile $O/cjpeg-422.jpg $S
cjpeg -quality 85 -sample 1x2 -outfile $O/cjpeg-440.jpg $S
cjpeg -quality 85 -sample 4x1 -outfile $O/cjpeg-411.jpg $S
cjpeg -quality 85 -sample 4x2 -outfile $O/cjpeg-410.jpg $S
cjpeg -quality 85 -grayscale -outfile $O/cjpeg-gray.jpg $S
cjpeg -quality 75 -rgb -outfile $O/cjpeg-rgb.jpg $S
cjpeg -quality 85 -restart 1 -outfile $O/cjpeg-restart-rows.jpg $S
cjpeg -quality 85 -restart 1B -outfile $O/cjpeg-restart-blocks.jpg $S
cjpeg -quality 85 -progressive -outfile $O/cjpeg-progressive.jpg $S
cjpeg -quality 85 -progressive -restart 1 -outfile $O/cjpeg-progressive-restart.jpg $S
printf '0;\n1;\n2;\n' > three.scans
cjpeg -quality 85 -scans three.scans -outfile $O/cjpeg-three-scans.jpg $S
printf '0,1,2: 0-0, 0, 3;\n0: 1-5, 0, 3;\n1: 1-63, 0, 3;\n2: 1-63, 0, 3;\n0: 6-63, 0, 3;\n0: 1-63, 3, 2;\n0: 1-63, 2, 1;\n1: 1-63, 3, 2;\n1: 1-63, 2, 1;\n1: 1-63, 1, 0;\n2: 1-63, 3, 2;\n2: 1-63, 2, 1;\n2: 1-63, 1, 0;\n0,1,2: 0-0, 3, 2;\n0,1,2: 0-0, 2, 1;\n0,1,2: 0-0, 1, 0;\n0: 1-63, 1, 0;\n' > many.scans
cjpeg -quality 85 -scans many.scans -outfile $O/cjpeg-many-scans.jpg $S
cjpeg -quality 4 -outfile $O/cjpeg-extended.jpg $S
cjpeg -quality 85 -arithmetic -outfile $O/cjpeg-arithmetic.jpg $S
cjpeg -quality 85 -optimize $S | jpegtran -crop 60x44+3+5 -outfile $O/jpegtran-crop.jpg
cjpeg -quality 85 $S | jpegtran -arithmetic -progressive -outfile $O/jpegtran-arithmetic-progressive.jpg
$IM $S -quality 85 -colorspace CMYK -strip $O/imagemagick-cmyk.jpg
$IM $S -quality 90 -sampling-factor 2x2,1x1,2x1 -comment 'tea & scones' $O/imagemagick-odd-sampling.jpg
$IM $S -quality 85 -interlace JPEG $O/imagemagick-progressive.jpg
gm convert $S -quality 80 -interlace Line $O/graphicsmagick-progressive.jpg
pnmtojpeg -quality=85 -optimize $S > $O/netpbm.jpg
ffmpeg -loglevel error -y -i $S -pix_fmt yuvj420p -q:v 3 -huffman default -bitexact $O/ffmpeg-420.jpg
ffmpeg -loglevel error -y -i $S -pix_fmt yuvj444p -q:v 3 -huffman optimal -bitexact $O/ffmpeg-444.jpg
ffmpeg -loglevel error -y -i $T -pix_fmt bgr24 -c:v ljpeg -bitexact -f image2 $O/ffmpeg-lossless.jpg
$IM $S scene.png && guetzli --quality 90 scene.png $O/guetzli.jpg
cp $O/cjpeg-422.jpg $O/jpegoptim.jpg && jpegoptim -q --all-progressive --force $O/jpegoptim.jpg
/usr/bin/python3 - <<'PY'
from PIL import Image, ImageCms
im = Image.open("scene.ppm")
im.save("out/pillow.jpg", quality=85, subsampling=0, optimize=True, dpi=(72, 72))
im.convert("CMYK").save("out/pillow-cmyk.jpg", quality=70)
im.convert("L").save("out/pillow-gray-progressive.jpg", quality=85, progressive=True)
small = Image.open("small.ppm")
small.quantize(16).save("out/pillow-palette-4bit.png")
small.convert("1").save("out/pillow-1bit.png")
small.convert("LA").save("out/pillow-gray-alpha.png")
small.convert("RGB").save("out/pillow-tiff.tif", compression="tiff_lzw")
small.quantize(64).save("out/pillow.gif")
PY
cat > ycck.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
int main(void) {
  unsigned w, h; scanf("P6 %u %u 255", &w, &h); getchar();
  unsigned char *rgb = malloc(w * h * 3), *row = malloc(w * 4);
  fread(rgb, 3, w * h, stdin);
  struct jpeg_compress_struct c; struct jpeg_error_mgr e;
  c.err = jpeg_std_error(&e); jpeg_create_compress(&c); jpeg_stdio_dest(&c, stdout);
  c.image_width = w; c.image_height = h; c.input_components = 4; c.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&c); jpeg_set_colorspace(&c, JCS_YCCK); jpeg_set_quality(&c, 90, TRUE);
  jpeg_start_compress(&c, TRUE);
  for (unsigned y = 0; y < h; y++) {
    for (unsigned x = 0; x < w; x++) {
      /* Adobe stores inverted inks; without black these are the colours. */
      for (int i = 0; i < 3; i++) row[4 * x + i] = rgb[3 * (y * w + x) + i];
      row[4 * x + 3] = 255;
    }
    jpeg_write_scanlines(&c, &row, 1);
  }
  jpeg_finish_compress(&c); return 0;
}
C
gcc -w -o ycck ycck.c -ljpeg && ./ycck < $S > $O/libjpeg-ycck.jpg
$IM $T -depth 16 -define png:bit-depth=16 -define png:exclude-chunks=date $O/imagemagick-16bit.png
$IM $T -interlace PNG -define png:exclude-chunks=date $O/imagemagick-interlaced.png
$IM $T -gamma 1 -set gamma 0.45455 -define png:exclude-chunks=date $O/imagemagick-gamma.png
gm convert $T $O/graphicsmagick.png
pnmtopng -interlace -gamma 0.45455 $T > $O/netpbm.png 2> /dev/null
ffmpeg -loglevel error -y -i $T -pix_fmt rgb24 -bitexact $O/ffmpeg.png
cp $O/graphicsmagick.png $O/optipng.png && optipng -quiet -o2 -i1 $O/optipng.png
pngcrush -q -brute $O/graphicsmagick.png $O/pngcrush.png > /dev/null 2>&1
cwebp -quiet -q 85 $S -o $O/cwebp-lossy.webp
cwebp -quiet -lossless $T -o $O/cwebp-lossless.webp
cwebp -quiet -near_lossless 60 $T -o $O/cwebp-near-lossless.webp
$IM $T -alpha set -channel A -evaluate set 100% -region 8x6+9+7 -evaluate set 0% alpha.png
cwebp -quiet -q 90 alpha.png -o $O/cwebp-alpha.webp
cwebp -quiet -lossless alpha.png -o $O/cwebp-lossless-alpha.webp
avifenc --min 10 --max 20 -y 420 -s 8 scene.png $O/avifenc-420.avif > /dev/null
avifenc --min 10 --max 20 -y 444 -d 10 -s 8 scene.png $O/avifenc-444-10bit.avif > /dev/null
avifenc --min 10 --max 20 -y 400 -s 8 scene.png $O/avifenc-gray.avif > /dev/null
avifenc --min 10 --max 20 --irot 1 -s 8 scene.png $O/avifenc-turned.avif > /dev/null
heif-enc -q 60 -o $O/heif-enc.heic scene.png > /dev/null 2>&1 || echo "no heic"
$IM $T BMP3:$O/imagemagick.bmp
