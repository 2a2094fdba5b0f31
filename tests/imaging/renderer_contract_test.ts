import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import sharp from "sharp";
import { IMAGE_ENGINES, type ImageEngineName } from "../../src/imaging/mod.ts";
import { asSeen, colourAt, similarityDb } from "../../devkit/testing/compare.ts";
import { exifTiff, join, pngChunk, withPngChunks } from "../../devkit/testing/hostile_pictures.ts";
import { avif, photoJpeg, png, SECRET_ARTIST, webp } from "../../devkit/testing/pictures.ts";
import { Renderers } from "../../devkit/testing/renderers.ts";
import { sampleOf } from "../../devkit/testing/sample.ts";

const renderers = new Renderers();
Deno.test.beforeAll(() => renderers.open());
Deno.test.afterAll(() => renderers[Symbol.asyncDispose]());

const scene = { widthPx: 1300, heightPx: 520, seed: 11 };
const small = { widthPx: 240, heightPx: 160, seed: 12 };

interface Format {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
  /** What the result must look like. The original itself, as sharp shows it, if absent. */
  readonly like?: () => Promise<Uint8Array>;
  /** The engines that skip this case, because they do not show the true colours. */
  readonly except?: readonly ImageEngineName[];
}

const FORMATS: readonly Format[] = [
  { name: "a JPEG", make: () => photoJpeg(scene) },
  { name: "a progressive JPEG", make: () => photoJpeg({ ...scene, progressive: true }) },
  { name: "a gray JPEG", make: () => photoJpeg({ ...scene, colours: "gray" }) },
  { name: "a PNG", make: () => png(scene) },
  { name: "a PNG with a palette", make: () => png({ ...scene, palette: true }) },
  { name: "a PNG of 16 bits a channel", make: () => png({ ...scene, bitsPerChannel: 16 }) },
  { name: "an interlaced PNG", make: () => png({ ...scene, interlaced: true }) },
  { name: "a PNG with transparency", make: () => png({ ...scene, transparentHole: true }) },
  {
    name: "a PNG turned by EXIF",
    make: async () => withPngChunks(await png(scene), pngChunk("eXIf", exifTiff(6))),
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => ({
    name: `a JPEG of EXIF orientation ${orientation}`,
    make: () => photoJpeg({ ...scene, orientation }),
    like: () => photoJpeg(scene),
  })),
  {
    name: "a CMYK JPEG in its true colours",
    make: () => photoJpeg({ ...scene, colours: "cmyk" }),
    except: ["imagescript"],
  },
  {
    name: "a JPEG in Display P3 in its true colours",
    make: () => photoJpeg({ ...scene, withMetadata: true }),
    like: () => photoJpeg(scene),
    except: ["imagescript"],
  },
  { name: "a WebP", make: () => webp(scene), except: ["imagescript"] },
  {
    name: "a WebP with transparency",
    make: () => webp({ ...scene, transparentHole: true }),
    except: ["imagescript"],
  },
  { name: "an AVIF", make: () => avif(scene), except: ["imagescript"] },
];

const byEachEngine = FORMATS.flatMap((format) =>
  IMAGE_ENGINES.filter((engine) => format.except?.includes(engine) !== true)
    .map((engine) => ({ ...format, engine }))
);

Deno.test.each([...sampleOf(byEachEngine, 3)])(
  "render() by $engine shows $name as a good viewer does",
  async ({ engine, make, like = make }) => {
    const original = await make();
    const seen = await like();
    const { cover, thumb } = await renderers.render(engine, original);
    assert.ok(similarityDb(await asSeen(cover.bytes, 1280), await asSeen(seen, 1280)) > 32);
    assert.ok(similarityDb(await asSeen(thumb.bytes, 320), await asSeen(seen, 320)) > 30);
  },
);

Deno.test("render() by imagescript shows a CMYK JPEG, but in other colours", async () => {
  const original = await photoJpeg({ ...scene, colours: "cmyk" });
  const { cover } = await renderers.render("imagescript", original);
  assert.deepEqual([cover.widthPx, cover.heightPx], [1280, 512]);
});

for (const engine of IMAGE_ENGINES) {
  Deno.test(`render() by ${engine} returns size, type and hash of what it made`, async () => {
    const images = await renderers.render(engine, await photoJpeg(scene));
    for (const { bytes, sha256, contentType } of [images.cover, images.thumb]) {
      assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
      assert.equal(contentType, "image/jpeg");
    }
    assert.deepEqual([images.cover.widthPx, images.cover.heightPx], [1280, 512]);
    assert.deepEqual([images.thumb.widthPx, images.thumb.heightPx], [800, 320]);
  });

  Deno.test(`render() by ${engine} makes the same bytes of the same picture`, async () => {
    const original = await photoJpeg(small);
    const [one, other] = [
      await renderers.render(engine, original),
      await renderers.render(engine, original),
    ];
    assert.equal(one.cover.sha256, other.cover.sha256);
    assert.equal(one.thumb.sha256, other.thumb.sha256);
  });

  Deno.test.each([
    { of: "a small picture", widthPx: 240, heightPx: 160, cover: [240, 160], thumb: [240, 160] },
    { of: "a middling one", widthPx: 800, heightPx: 999, cover: [800, 999], thumb: [641, 800] },
    { of: "a screenshot", widthPx: 440, heightPx: 1100, cover: [440, 1100], thumb: [320, 800] },
    { of: "a longer one", widthPx: 1000, heightPx: 399, cover: [1000, 400], thumb: [800, 320] },
    { of: "a tall strip", widthPx: 60, heightPx: 1200, cover: [480, 1200], thumb: [320, 800] },
    { of: "a wide strip", widthPx: 2000, heightPx: 100, cover: [1280, 512], thumb: [800, 320] },
    { of: "a single pixel", widthPx: 1, heightPx: 1, cover: [1, 1], thumb: [1, 1] },
  ])(`render() by ${engine} never enlarges $of`, async ({ widthPx, heightPx, cover, thumb }) => {
    const images = await renderers.render(engine, await photoJpeg({ widthPx, heightPx, seed: 13 }));
    assert.deepEqual([images.cover.widthPx, images.cover.heightPx], cover);
    assert.deepEqual([images.thumb.widthPx, images.thumb.heightPx], thumb);
  });

  Deno.test(`render() by ${engine} puts a strip in the middle of a grey ground, whole`, async () => {
    const strip = { widthPx: 1200, heightPx: 60, seed: 13 };
    const { cover, thumb } = await renderers.render(engine, await photoJpeg(strip));
    for (const { bytes, widthPx, heightPx } of [cover, thumb]) {
      const seen = await asSeen(bytes, 1280);
      const high = Math.round(widthPx / 20);
      const top = (heightPx - high) >> 1;
      for (
        const [x, y] of [[0, 0], [widthPx - 1, top - 9], [0, top + high + 8], [
          widthPx - 1,
          heightPx - 1,
        ]] as const
      ) {
        const colour = colourAt(seen, x, y);
        assert.ok(colour.every((channel) => Math.abs(channel - 0x8e) < 4), `${x} ${y}: ${colour}`);
      }
      const inner = await sharp(bytes).extract({ left: 0, top, width: widthPx, height: high }).png()
        .toBuffer();
      const scene = await asSeen(await photoJpeg(strip), widthPx);
      assert.ok(similarityDb(await asSeen(inner, widthPx), scene) > 25);
    }
  });

  Deno.test(`render() by ${engine} puts transparency on white`, async () => {
    const original = await png({ ...small, transparentHole: true });
    const { cover, thumb } = await renderers.render(engine, original);
    for (const { bytes, widthPx, heightPx } of [cover, thumb]) {
      const middle = colourAt(await asSeen(bytes, 1280), widthPx >> 1, heightPx >> 1);
      assert.ok(middle.every((channel) => channel > 250), `the hole is ${middle}`);
    }
  });

  Deno.test(`render() by ${engine} keeps only the picture of the original`, async () => {
    const photo = await photoJpeg({ ...small, withMetadata: true, orientation: 6 });
    const original = join(photo, "<script>polyglot()</script>");
    assert.ok(latin1(original).includes(SECRET_ARTIST), "the original has private metadata");
    const { cover, thumb } = await renderers.render(engine, original);
    for (const { bytes } of [cover, thumb]) {
      for (
        const trace of [SECRET_ARTIST, "Exif", "ICC_PROFILE", "GPS", "http://ns.adobe", "polyglot"]
      ) {
        assert.ok(!latin1(bytes).includes(trace), `${trace} is left`);
      }
    }
  });
}

Deno.test.each([
  { name: "a WebP", make: () => webp(small) },
  { name: "an AVIF", make: () => avif(small) },
])("render() by imagescript refuses $name", async ({ make }) => {
  const outcome = await renderers.of("imagescript").render(await make());
  assert.deepEqual(outcome, { refused: "unsupported_type" });
});

/** Without the optimisation, the encoder keeps no whole picture in memory. */
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#a05030" } })
    .jpeg({ optimizeCoding: false });

interface Large {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
  readonly cover: readonly [number, number];
}

const LARGE: readonly Large[] = [
  {
    name: "a panorama of 12,000 × 2000",
    make: () => flat(12_000, 2000).toBuffer(),
    // It lies on a ground of 5:2.
    cover: [1280, 512],
  },
  {
    name: "a phone's 48 megapixels, turned",
    make: () => flat(8064, 6048).withMetadata({ orientation: 6 }).toBuffer(),
    cover: [960, 1280],
  },
  {
    name: "a phone's 50 megapixels",
    make: () => flat(8192, 6144).toBuffer(),
    cover: [1280, 960],
  },
];

Deno.test.each([...sampleOf(LARGE, 3)])(
  "render() by auto renders $name",
  async ({ make, cover }) => {
    const images = await renderers.render("auto", await make());
    assert.deepEqual([images.cover.widthPx, images.cover.heightPx], cover);
  },
);

Deno.test("render() does not change the original it is given", async () => {
  const original = await photoJpeg(small);
  const copy = original.slice();
  await renderers.render("auto", original);
  assert.deepEqual(original, copy);
});

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
