import assert from "node:assert/strict";
import fc from "fast-check";
import { IMAGE_REFUSALS } from "../../src/imaging/refusal.ts";
import { inspectImage, isBare } from "../../src/imaging/mod.ts";
import {
  apng,
  exifTiff,
  join,
  withJpegSegment,
  withJpegSize,
  withPngSize,
} from "../../devkit/testing/hostile_pictures.ts";
import { animation, avif, photoJpeg, png, webp } from "../../devkit/testing/pictures.ts";
import { fuzz, INPUTS } from "../../devkit/testing/fuzz.ts";

const size = { widthPx: 48, heightPx: 32, seed: 5 };

/** A real file of each kind, and some that must be refused. */
async function samples(): Promise<Uint8Array[]> {
  const turned = join("Exif\0\0", exifTiff(6, { otherEntries: 2 }));
  return [
    await photoJpeg(size),
    await photoJpeg({ ...size, progressive: true, withMetadata: true }),
    withJpegSegment(await photoJpeg(size), 0xe1, turned),
    await png({ ...size, interlaced: true }),
    apng(await png(size)),
    await webp(size),
    await webp({ ...size, transparentHole: true }),
    await animation("webp", size),
    await avif(size),
  ];
}

/** A change of a file. Numbers are taken modulo its length, so that each has an effect. */
type Damage =
  | { readonly do: "flip"; readonly at: number; readonly bit: number }
  | { readonly do: "cut"; readonly at: number }
  | { readonly do: "drop" | "double"; readonly at: number; readonly length: number }
  | { readonly do: "splice"; readonly at: number; readonly from: Uint8Array }
  | { readonly do: "length"; readonly at: number; readonly bytes: readonly number[] };

/** Positions. Half of them are near the start, where headers are. */
const position = fc.oneof(fc.nat({ max: 160 }), fc.nat({ max: 5000 }));
const bytesOf = (most: number) => fc.uint8Array({ maxLength: most });
/** Wrong values of a length field. */
const lie = fc.constantFrom(
  [0, 0],
  [0, 1],
  [0xff, 0xff],
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0],
  [0, 0, 0, 0x80],
);

function anyDamage(files: readonly Uint8Array[]): fc.Arbitrary<Damage> {
  const piece = fc.tuple(fc.constantFrom(...files), position, fc.nat({ max: 300 }))
    .map(([file, at, length]) => file.subarray(at % file.length).subarray(0, length));
  return fc.oneof(
    fc.record({ do: fc.constant("flip" as const), at: position, bit: fc.nat({ max: 7 }) }),
    fc.record({ do: fc.constant("cut" as const), at: position }),
    fc.record({
      do: fc.constantFrom("drop" as const, "double" as const),
      at: position,
      length: fc.integer({ min: 1, max: 64 }),
    }),
    fc.record({
      do: fc.constant("splice" as const),
      at: position,
      from: fc.oneof(piece, bytesOf(64)),
    }),
    fc.record({ do: fc.constant("length" as const), at: position, bytes: lie }),
  );
}

function damaged(file: Uint8Array, damage: Damage): Uint8Array {
  const at = file.length === 0 ? 0 : damage.at % file.length;
  const [before, after] = [file.subarray(0, at), file.subarray(at)];
  switch (damage.do) {
    case "flip":
      return join(before, [(after[0] ?? 0) ^ (1 << damage.bit)], after.subarray(1));
    case "cut":
      return before;
    case "drop":
      return join(before, after.subarray(damage.length));
    case "double":
      return join(before, after.subarray(0, damage.length), after);
    case "splice":
      return join(before, damage.from, after);
    case "length":
      return join(before, [...damage.bytes], after.subarray(damage.bytes.length));
  }
}

/** Asserts that any bytes give a header within the limits or a known refusal, and that they do not change. */
function holds(bytes: Uint8Array): void {
  const before = Uint8Array.from(bytes);
  const inspected = inspectImage(bytes);
  assert.equal(typeof isBare(bytes), "boolean");
  assert.deepEqual(bytes, before);
  if ("refused" in inspected) return assert.ok(IMAGE_REFUSALS.includes(inspected.refused));
  const { format, widthPx, heightPx, orientation, profiled } = inspected.header;
  assert.match(format, /^(jpeg|png|webp|avif)$/);
  assert.equal(verdict(widthPx, heightPx), undefined);
  assert.ok(Number.isInteger(orientation) && orientation >= 1 && orientation <= 8);
  assert.equal(typeof profiled, "boolean");
}

/** The expected answer for a complete file of this size. It repeats the limits on purpose. */
function verdict(widthPx: number, heightPx: number): string | undefined {
  if (!(widthPx >= 1 && heightPx >= 1)) return "corrupt";
  if (widthPx * heightPx > 65e6) return "too_many_pixels";
  const [long, short] = widthPx > heightPx ? [widthPx, heightPx] : [heightPx, widthPx];
  return long > 20 * short ? "bad_dimensions" : undefined;
}

Deno.test("fuzz: inspectImage() survives random bytes after any signature", async () => {
  const signatures = [
    "",
    "\xff\xd8\xff",
    "\x89PNG\r\n\x1a\n",
    "RIFF\x40\0\0\0WEBPVP8 ",
    "RIFF\x40\0\0\0WEBPVP8X",
    "\0\0\0\x1cftypavif\0\0\0\0mif1avif\0\0\x01\0meta",
    "\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*\0\0\0\x08",
  ];
  await fuzz(fc.property(fc.constantFrom(...signatures), bytesOf(600), (signature, bytes) => {
    holds(join(signature, bytes));
  }));
});

Deno.test("fuzz: inspectImage() survives real files with flipped, cut or inserted bytes and wrong lengths", async () => {
  const files = await samples();
  const damages = fc.array(anyDamage(files), { minLength: 1, maxLength: 6 });
  await fuzz(fc.property(fc.constantFrom(...files), damages, (file, all) => {
    holds(all.reduce(damaged, file));
  }));
});

const uint16le = (value: number) => [value & 255, value >> 8];
const uint32 = (
  value: number,
) => [value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255];

/** The key frame of a simple WebP has its sides at byte 26, in 14 bits each (RFC 6386, 9.1). */
function withWebpSize(file: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  return join(file.subarray(0, 26), uint16le(widthPx), uint16le(heightPx), file.subarray(30));
}

/** The property `ispe` of an AVIF has its size (ISO/IEC 23008-12, 6.5.3). */
function withAvifSize(file: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const at = new TextDecoder("latin1").decode(file).indexOf("ispe") + 8;
  return join(file.subarray(0, at), uint32(widthPx), uint32(heightPx), file.subarray(at + 8));
}

interface Sized {
  readonly format: string;
  readonly file: () => Promise<Uint8Array>;
  /** The largest side that fits in the field. */
  readonly mostPx: number;
  readonly withSize: (file: Uint8Array, widthPx: number, heightPx: number) => Uint8Array;
}
Deno.test.each<Sized>([
  { format: "jpeg", file: () => photoJpeg(size), mostPx: 65_535, withSize: withJpegSize },
  { format: "png", file: () => png(size), mostPx: 2 ** 31 - 1, withSize: withPngSize },
  { format: "webp", file: () => webp(size), mostPx: 16_383, withSize: withWebpSize },
  { format: "avif", file: () => avif(size), mostPx: 2 ** 32 - 1, withSize: withAvifSize },
])(
  "fuzz: inspectImage() returns the size of a $format, or the limit that it exceeds",
  async (sized) => {
    const { format, mostPx, withSize } = sized;
    const file = await sized.file();
    const anyPx = fc.integer({ min: 0, max: mostPx });
    const side = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 9500 }) },
      { weight: 2, arbitrary: fc.integer({ min: 8000, max: 8150 }) },
      { weight: 1, arbitrary: anyPx },
    );
    let accepted = 0;
    await fuzz(fc.property(side, side, (widthPx, heightPx) => {
      const inspected = inspectImage(withSize(file, widthPx, heightPx));
      const refused = verdict(widthPx, heightPx);
      if (refused !== undefined) return assert.deepEqual(inspected, { refused });
      const header = { format, widthPx, heightPx, orientation: 1, profiled: false };
      assert.deepEqual(inspected, { header });
      accepted++;
    }));
    assert.ok(accepted > INPUTS / 10, `only ${accepted} were within the limits`);
  },
);
