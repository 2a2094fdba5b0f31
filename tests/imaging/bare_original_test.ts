import assert from "node:assert/strict";
import sharp from "sharp";
import { bareOriginal } from "../../src/imaging/mod.ts";
import { mendPicture } from "../../src/imaging/containers/mend.ts";
import { inspectImage } from "../../src/imaging/mod.ts";
import { oddPicture, readOddFile } from "../../devkit/testing/odd/encoding.ts";
import { ODD_ENCODINGS } from "../../devkit/testing/odd/odd_encodings.ts";
import { SECRET, SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { join } from "../../devkit/testing/hostile_pictures.ts";

/** Their ends cannot be told, or what lies between their pixels. No original of them is kept. */
const NOT_KEPT =
  /^(JPEG|the same).*(without its|half of its|instead of its) end|^WebP, an animation/;

/** The pixels as they are stored, not turned. */
async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array> {
  return await sharp(bytes, { failOn: "none" }).raw().toBuffer();
}

for (const odd of ODD_ENCODINGS.filter(({ sharp }) => sharp === "stored")) {
  Deno.test(`bareOriginal() of ${odd.encoding}, by ${odd.by}, keeps its pixels, its turn and its profile`, async () => {
    const mended = mendPicture(await oddPicture(odd));
    const bare = bareOriginal(mended);
    if (NOT_KEPT.test(odd.encoding)) return assert.equal(bare, undefined);
    assert.ok(bare);
    assert.deepEqual(inspectImage(bare.bytes), inspectImage(mended));
    assert.deepEqual(await pixelsOf(bare.bytes), await pixelsOf(mended));
    assert.deepEqual(bareOriginal(bare.bytes)?.bytes, bare.bytes, "nothing is left to take out");
  });
}

Deno.test.each(SECRET_PICTURES.filter(({ format }) => format !== "avif"))(
  "bareOriginal() of $format keeps its profile, and nothing else that it tells",
  async ({ format, make }) => {
    const sent = await make();
    const bare = bareOriginal(sent)!;
    const text = new TextDecoder("latin1").decode(bare.bytes);
    assert.ok(!text.includes(SECRET) && !/Exif\0|eXIf|xmpmeta|8BIM|MPF\0|JFXX\0/.test(text));
    // The header of a WebP says whether EXIF (8) or XMP (4) follow.
    if (format === "webp") assert.equal(bare.bytes[20]! & 0x0c, 0);
    const { icc, exif, xmp } = await sharp(bare.bytes).metadata();
    assert.deepEqual([icc, exif, xmp], [(await sharp(sent).metadata()).icc, undefined, undefined]);
  },
);

const AVIF = SECRET_PICTURES.find(({ format }) => format === "avif")!;

Deno.test("bareOriginal() of avif moves nothing, keeps its profile, and leaves nothing else that it tells", async () => {
  const sent = await AVIF.make();
  // What no item points to, before and behind the picture; a name, and a description of a property.
  const box = (type: string) => join([0, 0, 0, SECRET.length + 8], type, SECRET);
  for (const whole of [sent, join(sent, box("uuid")), join(sent, box("free"), SECRET)]) {
    const bare = bareOriginal(whole)!;
    const text = new TextDecoder("latin1").decode(bare.bytes);
    assert.ok(!text.includes(SECRET) && !/xmpmeta|Testphone|48,51/.test(text));
    const [was, is] = await Promise.all([sent, bare.bytes].map((each) => sharp(each).metadata()));
    assert.deepEqual([is!.icc, is!.xmp], [was!.icc, undefined]);
    assert.ok(was!.exif!.subarray(40).some((byte) => byte !== 0));
    assert.ok(is!.exif!.subarray(40).every((byte) => byte === 0), "an EXIF block that is empty");
    assert.deepEqual(await pixelsOf(bare.bytes), await pixelsOf(sent));
  }
});

Deno.test("bareOriginal() keeps no AVIF that it does not understand", async () => {
  const sent = await AVIF.make();
  const text = new TextDecoder("latin1").decode(sent);
  const changed = (name: string, at: number, byte: number) => {
    const made = sent.slice();
    made[text.indexOf(name) + at] = byte;
    return made;
  };
  for (const [name, at, byte] of [["iloc", 4, 9], ["infe", 4, 1], ["iinf", -1, 3]] as const) {
    assert.equal(bareOriginal(changed(name, at, byte)), undefined, name);
  }
  assert.equal(bareOriginal(sent.subarray(0, sent.length / 2)), undefined, "a part of it");
});

Deno.test("bareOriginal() keeps the orientation of EXIF, and no artist, place or preview", async () => {
  for (const orientation of [1, 3, 6, 8] as const) {
    const sent = await photoJpeg({
      widthPx: 80,
      heightPx: 40,
      seed: 3,
      withMetadata: true,
      orientation,
    });
    const bare = bareOriginal(join(sent, "a film"))!;
    assert.equal(bare.header.orientation, orientation);
    const { exif } = await sharp(bare.bytes).metadata();
    assert.equal(exif?.length ?? 0, orientation === 1 ? 0 : 32, "the prefix, and one entry");
  }
});

Deno.test("bareOriginal() of a JPEG with a preview in JFIF is that of the JPEG without", async () => {
  const odd = ODD_ENCODINGS.find(({ encoding }) => encoding === "JPEG, a preview in JFIF")!;
  const plain = bareOriginal(await readOddFile(odd.file))!;
  const { bytes } = bareOriginal(await oddPicture(odd))!;
  // Apart from the version of JFIF.
  assert.deepEqual(bytes.subarray(13), plain.bytes.subarray(13));
});

Deno.test("bareOriginal() keeps no JPEG whose data go on behind its picture", async () => {
  const photo = await photoJpeg({ widthPx: 80, heightPx: 40, seed: 3 });
  const table = join([0xff, 0xc4, 0, SECRET.length + 2], SECRET);
  const sent = join(photo.subarray(0, -2), "a film", table, [0xff, 0xd9]);
  assert.equal(bareOriginal(sent), undefined);
});

Deno.test("bareOriginal() keeps no WebP whose pixels lie in a frame, whatever its header says", async () => {
  const odd = ODD_ENCODINGS.find(({ encoding }) => encoding === "WebP, an animation of one frame")!;
  const sent = new Uint8Array(await oddPicture(odd));
  sent[20]! &= ~2;
  assert.ok("header" in inspectImage(sent));
  assert.equal(bareOriginal(sent), undefined);
});

Deno.test("bareOriginal() keeps nothing of what is no picture", () => {
  assert.equal(bareOriginal(new Uint8Array([1, 2, 3])), undefined);
});
