import assert from "node:assert/strict";
import sharp from "sharp";
import { bareOriginal } from "../../src/imaging/mod.ts";
import { mendPicture } from "../../src/imaging/containers/mend.ts";
import { inspectImage } from "../../src/imaging/mod.ts";
import { oddPicture } from "../../devkit/testing/odd/encoding.ts";
import { ODD_ENCODINGS } from "../../devkit/testing/odd/odd_encodings.ts";
import { SECRET, SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { join } from "../../devkit/testing/hostile_pictures.ts";

/** Their ends cannot be told, or what lies between their pixels. No original of them is kept. */
const NOT_KEPT =
  /^AVIF|without (its|half of its) end|half of its end|instead of its end|WebP, an animation of one frame/;

/** The pixels as they are stored, not turned. */
async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array> {
  return await sharp(bytes, { failOn: "none" }).raw().toBuffer();
}

for (const odd of ODD_ENCODINGS.filter(({ sharp }) => sharp === "stored")) {
  Deno.test(`bareOriginal() of ${odd.encoding}, by ${odd.by}, keeps its pixels, its turn and its profile`, async () => {
    const mended = mendPicture(await oddPicture(odd));
    const bare = bareOriginal(mended);
    if (bare === undefined) return assert.match(odd.encoding, NOT_KEPT);
    assert.deepEqual(inspectImage(bare.bytes), inspectImage(mended));
    assert.deepEqual(await pixelsOf(bare.bytes), await pixelsOf(mended));
    assert.deepEqual(bareOriginal(bare.bytes)?.bytes, bare.bytes, "nothing is left to take out");
  });
}

Deno.test.each(SECRET_PICTURES.filter(({ format }) => format !== "avif"))(
  "bareOriginal() of $format keeps its profile, and nothing else that it tells",
  async ({ make }) => {
    const sent = await make();
    const bare = bareOriginal(sent)!;
    const text = new TextDecoder("latin1").decode(bare.bytes);
    assert.ok(!text.includes(SECRET) && !/Exif\0|eXIf|xmpmeta|8BIM|MPF\0|JFXX\0/.test(text));
    const { icc, exif, xmp } = await sharp(bare.bytes).metadata();
    assert.deepEqual([icc, exif, xmp], [(await sharp(sent).metadata()).icc, undefined, undefined]);
  },
);

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

Deno.test("bareOriginal() keeps nothing of what is no picture", () => {
  assert.equal(bareOriginal(new Uint8Array([1, 2, 3])), undefined);
});
