import assert from "node:assert/strict";
import sharp from "sharp";
import { IMAGE_ENGINES, type ImageEngineName, isBare } from "../../src/imaging/mod.ts";
import { readJpegSegments } from "../../devkit/testing/jpeg_segments.ts";
import { Renderers } from "../../devkit/testing/renderers.ts";
import { SECRET, SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";

const renderers = new Renderers();
Deno.test.beforeAll(() => renderers.open());
Deno.test.afterAll(() => renderers[Symbol.asyncDispose]());

/** The markers that a JPEG needs: JFIF, tables, a frame, scans. No other APPn, and no comment. */
const NEEDED = new Set([0xe0, 0xdb, 0xc0, 0xc2, 0xc4, 0xda, 0xdd]);
/** `JFIF\0`, version, density, a thumbnail of 0 × 0 pixels, and nothing else. */
const JFIF_BYTES = 14;

const CASES = SECRET_PICTURES.flatMap(({ format, make }) =>
  IMAGE_ENGINES.filter((engine) => engine !== "imagescript" || ["jpeg", "png"].includes(format))
    .map((engine: ImageEngineName) => ({ format, make, engine }))
);

Deno.test.each(SECRET_PICTURES)(
  "the test picture in $format has a secret in EXIF, XMP and more",
  async ({
    format,
    make,
  }) => {
    const original = await make();
    const { exif, icc, xmp } = await sharp(original).metadata();
    assert.ok(latin1(exif!).includes(SECRET) && icc !== undefined);
    assert.ok(latin1(xmp!).includes(SECRET));
    const times = latin1(original).split(SECRET).length - 1;
    assert.ok(times >= { jpeg: 9, png: 4, webp: 3, avif: 3 }[format], `${times} times`);
  },
);

Deno.test.each(CASES)("render() by $engine of $format keeps nothing but the picture", async ({
  engine,
  make,
}) => {
  const { cover, thumb } = await renderers.render(engine, await make());
  for (const { bytes } of [cover, thumb]) {
    const { segments, trailingBytes } = readJpegSegments(bytes);
    for (const { marker, data } of segments) {
      assert.ok(NEEDED.has(marker), `a segment ${marker.toString(16)} of ${data.length} bytes`);
      if (marker === 0xe0) {
        assert.ok(latin1(data).startsWith("JFIF\0") && data.length === JFIF_BYTES, "only JFIF");
      }
    }
    assert.equal(trailingBytes, 0);
    assert.ok(isBare(bytes));
    const { exif, icc, iptc, xmp, comments, orientation } = await sharp(bytes).metadata();
    assert.deepEqual(
      { exif, icc, iptc, xmp, comments, orientation },
      {
        exif: undefined,
        icc: undefined,
        iptc: undefined,
        xmp: undefined,
        comments: undefined,
        orientation: undefined,
      },
    );
    assert.ok(!latin1(bytes).includes(SECRET));
  }
});

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
