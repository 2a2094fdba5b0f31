import assert from "node:assert/strict";
import sharp from "sharp";
import { inspectImage, openImageRenderer, workersThatFit } from "../../src/imaging/mod.ts";
import { decodingBytes, fitsMemory, imagescriptMaxPixels } from "../../src/imaging/memory.ts";
import { withJpegSize, withPngSize } from "../../devkit/testing/hostile_pictures.ts";
import { HANG_MS } from "../../devkit/testing/until.ts";

const MIB = 2 ** 20;
const picture = (width = 4000, height = 3000) =>
  sharp({ create: { width, height, channels: 3, background: "#a05030" } });

/** Small files with the header of a large picture: only the header is read. */
type JpegOptions = { readonly progressive?: true; readonly chromaSubsampling?: string };
const jpegOf = async (width: number, height: number, options: JpegOptions = {}) =>
  withJpegSize(await picture(8, 8).jpeg(options).toBuffer(), width, height);
const ofPhone = (options?: JpegOptions) => jpegOf(8192, 6144, options);
const pngOf = async (width: number, height: number, progressive = false) =>
  withPngSize(await picture(8, 8).png({ progressive }).toBuffer(), width, height);

/** The size of an AVIF is in its box `ispe`. To encode so many pixels would take 250 MB. */
async function avifOf(width: number, height: number): Promise<Uint8Array> {
  const avif = new Uint8Array(await picture(8, 8).avif({ effort: 0 }).toBuffer());
  const at = new TextDecoder("latin1").decode(avif).indexOf("ispe");
  const view = new DataView(avif.buffer);
  view.setUint32(at + 8, width);
  view.setUint32(at + 12, height);
  return avif;
}

/** A file that is longer behind its picture. */
function padded(jpeg: Uint8Array, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(jpeg);
  return bytes;
}

interface Case {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
  /** Whether it fits into a container of 256, 384 and 512 MiB. */
  readonly fits: readonly [boolean, boolean, boolean];
}
/** The same picture with a scan for each component: a decoder keeps all coefficients until the last one. */
function withSeveralScans(jpeg: Uint8Array): Uint8Array {
  const at = jpeg.findLastIndex((byte, index) => byte === 0xff && jpeg[index + 1] === 0xda);
  const bytes = Uint8Array.from(jpeg);
  bytes[at + 4] = 1;
  return bytes;
}

Deno.test.each<Case>([
  {
    name: "a JPEG of 12 megapixels",
    make: () => jpegOf(4000, 3000),
    fits: [true, true, true],
  },
  {
    name: "a progressive JPEG of 12 megapixels",
    make: () => jpegOf(4000, 3000, { progressive: true }),
    fits: [false, true, true],
  },
  {
    name: "a PNG of 12 megapixels",
    make: () => pngOf(4000, 3000),
    fits: [true, true, true],
  },
  {
    name: "an interlaced PNG of 12 megapixels",
    make: () => pngOf(4000, 3000, true),
    fits: [false, true, true],
  },
  {
    name: "an AVIF of 12 megapixels",
    make: () => avifOf(4000, 3000),
    fits: [false, false, false],
  },
  {
    name: "a panorama",
    make: () => jpegOf(12_000, 2000),
    fits: [true, true, true],
  },
  {
    name: "a phone's JPEG of 50 megapixels",
    make: () => ofPhone(),
    fits: [true, true, true],
  },
  {
    name: "a phone's JPEG of 50 megapixels in 5 MiB",
    make: async () => padded(await ofPhone(), 5 * MIB),
    fits: [true, true, true],
  },
  {
    name: "a phone's JPEG of 50 megapixels in 9 MiB",
    make: async () => padded(await ofPhone(), 9 * MIB),
    fits: [false, true, true],
  },
  {
    name: "a PNG of 50 megapixels",
    make: () => pngOf(8192, 6144),
    fits: [false, true, true],
  },
  {
    name: "a JPEG of 50 megapixels in several scans",
    make: async () => withSeveralScans(await ofPhone()),
    fits: [false, false, true],
  },
  {
    name: "a progressive JPEG of 50 megapixels",
    make: () => ofPhone({ progressive: true }),
    fits: [false, false, true],
  },
  {
    name: "a progressive JPEG of 50 megapixels, 4:4:4",
    make: () => ofPhone({ progressive: true, chromaSubsampling: "4:4:4" }),
    fits: [false, false, false],
  },
])("fitsMemory() of $name", async ({ make, fits }) => {
  const bytes = new Uint8Array(await make());
  const inspected = inspectImage(bytes);
  assert.ok("header" in inspected);
  const results = [256, 384, 512].map((mebibytes) => {
    const availableBytes = decodingBytes(mebibytes * MIB, 1);
    return fitsMemory(bytes, inspected.header, { engine: "auto", availableBytes });
  });
  assert.deepEqual(results, fits);
});

Deno.test("workersThatFit() gives at least one worker, and none that would not fit", () => {
  assert.deepEqual([128, 256, 512, 1024].map((size) => workersThatFit(4, size * MIB)), [
    1,
    1,
    2,
    4,
  ]);
  assert.equal(workersThatFit(2, Infinity), 2);
});

Deno.test("imagescriptMaxPixels() leaves to imagescript what fits", () => {
  assert.equal(imagescriptMaxPixels(Infinity), 4_000_000);
  assert.ok(imagescriptMaxPixels(33 * MIB) < 2_100_000);
});

Deno.test("ImageRenderer.render() refuses what does not fit before it starts a process", async () => {
  const options = { engine: "auto", deadlineMs: HANG_MS } as const;
  const bytes = new Uint8Array(await picture().jpeg({ progressive: true }).toBuffer());
  await using small = openImageRenderer({ ...options, memoryBytes: 256 * MIB });
  assert.deepEqual(await small.render(bytes), { refused: "needs_memory" });
  await using large = openImageRenderer({ ...options, memoryBytes: 512 * MIB });
  assert.ok("images" in await large.render(bytes));
});
