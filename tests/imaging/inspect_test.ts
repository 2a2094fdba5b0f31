import assert from "node:assert/strict";
import fc from "fast-check";
import { type ImageRefusal, inspectImage } from "../../src/imaging/mod.ts";
import {
  apng,
  avifWithSizes,
  bombPng,
  exifTiff,
  ftypBox,
  join,
  pngChunk,
  withDoubleJpegFrame,
  withJpegSegment,
  withJpegSize,
  withPngChunks,
  withPngSize,
  withScans,
} from "../../devkit/testing/hostile_pictures.ts";
import { animation, avif, photoJpeg, png, svg, webp } from "../../devkit/testing/pictures.ts";

const size = { widthPx: 96, heightPx: 64, seed: 7 };
const jpeg = () => photoJpeg(size);

interface Accepted {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
  readonly header: ReturnType<typeof header>;
}

function header(format: string, more: Record<string, unknown> = {}) {
  return { format, widthPx: 96, heightPx: 64, orientation: 1, profiled: false, ...more };
}

const turned = { widthPx: 96, heightPx: 64, orientation: 6 };
/** The same JPEG with empty comments at its start. */
function withComments(file: Uint8Array, count: number): Uint8Array {
  const comments = Array<Uint8Array>(count).fill(join([0xff, 0xfe, 0, 2]));
  return join(file.subarray(0, 2), ...comments, file.subarray(2));
}

/** The same JPEG with another byte in its frame header. */
function withFrame(file: Uint8Array, index: number, value: number): Uint8Array {
  const bytes = file.slice();
  bytes[bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0) + index] = value;
  return bytes;
}

const app1 = (tiff: Uint8Array) => join("Exif\0\0", tiff);

Deno.test.each<Accepted>([
  { name: "a JPEG", make: jpeg, header: header("jpeg") },
  {
    name: "a progressive JPEG",
    make: () => photoJpeg({ ...size, progressive: true }),
    header: header("jpeg"),
  },
  {
    name: "a JPEG of a hundred scans",
    make: async () => withScans(await jpeg(), 100),
    header: header("jpeg"),
  },
  {
    name: "a JPEG followed by a film whose bytes look like scans",
    make: async () => join(await jpeg(), ...Array<Uint8Array>(200).fill(join([0xff, 0xda, 0]))),
    header: header("jpeg"),
  },
  {
    name: "a gray JPEG",
    make: () => photoJpeg({ ...size, colours: "gray" }),
    header: header("jpeg"),
  },
  {
    name: "a CMYK JPEG, which needs a profile",
    make: () => photoJpeg({ ...size, colours: "cmyk" }),
    header: header("jpeg", { profiled: true }),
  },
  {
    name: "a JPEG with an ICC profile",
    make: () => photoJpeg({ ...size, withMetadata: true }),
    header: header("jpeg", { profiled: true }),
  },
  {
    name: "a JPEG turned by EXIF, in the size that the viewer sees",
    make: () => photoJpeg({ ...size, orientation: 6 }),
    header: header("jpeg", turned),
  },
  {
    name: "a JPEG mirrored by EXIF",
    make: () => photoJpeg({ ...size, orientation: 4 }),
    header: header("jpeg", { orientation: 4 }),
  },
  {
    name: "a JPEG with big endian EXIF after other entries, not at offset 8",
    make: async () => {
      const tiff = exifTiff(3, { littleEndian: false, gapBytes: 30, otherEntries: 2 });
      return withJpegSegment(await jpeg(), 0xe1, app1(tiff));
    },
    header: header("jpeg", { orientation: 3 }),
  },
  {
    name: "a JPEG whose EXIF orientation is out of range",
    make: async () => withJpegSegment(await jpeg(), 0xe1, app1(exifTiff(9))),
    header: header("jpeg"),
  },
  {
    name: "a JPEG whose EXIF is cut",
    make: async () => withJpegSegment(await jpeg(), 0xe1, app1(exifTiff(6).subarray(0, 15))),
    header: header("jpeg"),
  },
  {
    name: "a JPEG followed by a script",
    make: async () => join(await jpeg(), "<?php system($_GET['c']); ?>"),
    header: header("jpeg"),
  },
  { name: "a PNG", make: () => png(size), header: header("png") },
  {
    name: "a PNG turned by EXIF",
    make: async () => withPngChunks(await png(size), pngChunk("eXIf", exifTiff(8))),
    header: header("png", { widthPx: 64, heightPx: 96, orientation: 8 }),
  },
  {
    name: "a PNG with an ICC profile",
    make: async () => withPngChunks(await png(size), pngChunk("iCCP", join("p3\0\0"))),
    header: header("png", { profiled: true }),
  },
  { name: "a WebP", make: () => webp(size), header: header("webp") },
  {
    name: "a WebP with alpha",
    make: () => webp({ ...size, transparentHole: true }),
    header: header("webp"),
  },
  {
    name: "a WebP with bytes after its length",
    make: async () => join(await webp(size), "tail"),
    header: header("webp"),
  },
  {
    name: "a JPEG of many comments",
    make: async () => withComments(await jpeg(), 900),
    header: header("jpeg"),
  },
  { name: "an AVIF", make: () => avif(size), header: header("avif") },
  {
    name: "an AVIF with a hundred sizes",
    make: () => Promise.resolve(avifWithSizes(100)),
    header: header("avif"),
  },
])("inspectImage() accepts $name", async ({ make, header }) => {
  assert.deepEqual(inspectImage(await make()), { header });
});

interface Refused {
  readonly name: string;
  readonly make: () => Uint8Array | Promise<Uint8Array>;
  readonly refused: ImageRefusal;
}

Deno.test.each<Refused>([
  { name: "no bytes", make: () => new Uint8Array(0), refused: "empty" },
  {
    name: "a byte over 20 MiB",
    make: () => new Uint8Array(20 * 1024 * 1024 + 1),
    refused: "too_many_bytes",
  },
  { name: "text", make: () => join("hello"), refused: "unsupported_type" },
  { name: "an SVG", make: svg, refused: "unsupported_type" },
  { name: "a GIF", make: () => animation("gif", size), refused: "unsupported_type" },
  { name: "a PDF", make: () => join("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), refused: "unsupported_type" },
  {
    name: "a ZIP",
    make: () => join("PK\x03\x04", new Uint8Array(64)),
    refused: "unsupported_type",
  },
  {
    name: "a sound in a RIFF",
    make: () => join("RIFF\0\0\0\0WAVEfmt "),
    refused: "unsupported_type",
  },
  { name: "a HEIC", make: () => ftypBox("heic", "mif1", "heic"), refused: "unsupported_type" },
  { name: "an MP4", make: () => ftypBox("isom", "mp41"), refused: "unsupported_type" },
  { name: "an animated WebP", make: () => animation("webp", size), refused: "animated" },
  { name: "an animated PNG", make: async () => apng(await png(size)), refused: "animated" },
  { name: "an AVIF sequence", make: () => ftypBox("avis", "avif", "msf1"), refused: "animated" },
  {
    name: "a bomb of 100 megapixels in 12 kB",
    make: () => bombPng(10_000),
    refused: "too_many_pixels",
  },
  {
    name: "a JPEG that claims 65,000 × 65,000",
    make: async () => withJpegSize(await jpeg(), 65_000, 65_000),
    refused: "too_many_pixels",
  },
  {
    name: "a PNG that claims 2³¹ − 1 squared",
    make: async () => withPngSize(await png(size), 2 ** 31 - 1, 2 ** 31 - 1),
    refused: "too_many_pixels",
  },
  {
    name: "a picture of a pixel more than 65 million",
    make: async () => withPngSize(await png(size), 8125, 8001),
    refused: "too_many_pixels",
  },
  ...[0xc3, 0xc9, 0xca].map((marker) => ({
    name: `a JPEG with a frame header ${marker.toString(16)}, which viewers do not show`,
    make: async () => withFrame(await jpeg(), 1, marker),
    refused: "unsupported_coding" as const,
  })),
  {
    name: "a JPEG of 12 bits",
    make: async () => withFrame(await jpeg(), 4, 12),
    refused: "unsupported_coding",
  },
  {
    name: "a strip of 21:1",
    make: async () => withPngSize(await png(size), 2100, 100),
    refused: "bad_dimensions",
  },
  {
    name: "a column of 1:21",
    make: async () => withPngSize(await png(size), 100, 2100),
    refused: "bad_dimensions",
  },
  {
    name: "a JPEG without height",
    make: async () => withJpegSize(await jpeg(), 96, 0),
    refused: "corrupt",
  },
  {
    name: "a JPEG whose scans would keep a decoder busy",
    make: async () => withScans(await jpeg(), 101),
    refused: "corrupt",
  },
  ...[[0xff], [0xff, 0xff, 0xff], [0xff, 0x01], [0xff, 0x00], [0x12]].map((fill) => ({
    name: `a JPEG whose many scans have ${new Uint8Array(fill).toHex()} between them`,
    make: async () => withScans(await jpeg(), 101, fill),
    refused: "corrupt" as const,
  })),
  {
    name: "a JPEG with two frame headers",
    make: async () => withDoubleJpegFrame(await jpeg(), 10, 10),
    refused: "corrupt",
  },
  { name: "three bytes of a JPEG", make: () => join([0xff, 0xd8, 0xff]), refused: "corrupt" },
  {
    name: "a JPEG that ends before its pixels",
    make: async () => join((await jpeg()).subarray(0, 40), [0xff, 0xd9]),
    refused: "corrupt",
  },
  {
    name: "only the signature of a PNG",
    make: () => join("\x89PNG\r\n\x1a\n"),
    refused: "corrupt",
  },
  {
    name: "a PNG that lacks its last byte",
    make: async () => (await png(size)).subarray(0, -1),
    refused: "corrupt",
  },
  {
    name: "a WebP that lacks its last bytes",
    make: async () => (await webp(size)).subarray(0, -2),
    refused: "corrupt",
  },
  {
    name: "a JPEG whose segments would keep a reader busy",
    make: async () => withComments(await jpeg(), 1000),
    refused: "corrupt",
  },
  {
    name: "an AVIF whose sizes would keep a reader busy",
    make: () => avifWithSizes(10_000),
    refused: "corrupt",
  },
  { name: "an AVIF with brands only", make: () => ftypBox("avif", "mif1"), refused: "corrupt" },
])("inspectImage() refuses $name", async ({ make, refused }) => {
  assert.deepEqual(inspectImage(await make()), { refused });
});

Deno.test("inspectImage() accepts the limits themselves", async () => {
  const picture = await png(size);
  for (
    const [widthPx, heightPx] of [
      [8125, 8000],
      [9248, 6936],
      [8192, 6144],
      [6120, 8160],
      [8000, 2100],
      [2000, 12_000],
      [36_000, 1800],
      [2000, 100],
      [100, 2000],
      [1, 1],
    ]
  ) {
    assert.ok("header" in inspectImage(withPngSize(picture, widthPx ?? 0, heightPx ?? 0)));
  }
});

Deno.test("inspectImage() accepts or refuses any changed file, and never throws", async () => {
  const files = await Promise.all([
    jpeg(),
    png(size),
    webp(size),
    avif(size),
    animation("webp", size),
  ]);
  const changes = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...files), changes, fc.nat(), (file, changed, cut) => {
      const bytes = Uint8Array.from(
        file.subarray(0, cut % 3 === 0 ? cut % file.length : file.length),
      );
      for (const [at, value] of changed) bytes[at] = value;
      const inspection = inspectImage(bytes);
      if ("refused" in inspection) return;
      const { widthPx, heightPx } = inspection.header;
      assert.ok(widthPx >= 1 && heightPx >= 1 && widthPx * heightPx <= 65_000_000);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("inspectImage() reads a view of a larger buffer like a copy", async () => {
  for (const file of [await jpeg(), await png(size), await webp(size), await avif(size)]) {
    const framed = join([1, 2, 3], file, [4]).subarray(3, -1);
    assert.deepEqual(inspectImage(framed), inspectImage(file));
  }
});
