import assert from "node:assert/strict";
import fc from "fast-check";
import { IMAGE_ENGINES, type ImageEngineName } from "../../src/imaging/mod.ts";
import { bombPng, join, withJpegSize, withPngSize } from "../../devkit/testing/hostile_pictures.ts";
import { avif, photoJpeg, png, webp } from "../../devkit/testing/pictures.ts";
import { Renderers } from "../../devkit/testing/renderers.ts";

const renderers = new Renderers();
Deno.test.beforeAll(() => renderers.open());
Deno.test.afterAll(() => renderers[Symbol.asyncDispose]());

const size = { widthPx: 120, heightPx: 80, seed: 21 };

interface File {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
}

const READ_BY_ALL: readonly File[] = [
  { name: "a JPEG", make: () => photoJpeg(size) },
  { name: "a progressive JPEG", make: () => photoJpeg({ ...size, progressive: true }) },
  { name: "a PNG", make: () => png(size) },
  { name: "an interlaced PNG", make: () => png({ ...size, interlaced: true }) },
];
const READ_BY_SHARP: readonly File[] = [
  { name: "a WebP", make: () => webp(size) },
  { name: "an AVIF", make: () => avif(size) },
];

const PAIRS = IMAGE_ENGINES.flatMap((engine) =>
  [...READ_BY_ALL, ...(engine === "imagescript" ? [] : READ_BY_SHARP)]
    .map((file) => ({ ...file, engine }))
);

Deno.test.each(PAIRS)(
  "render() by $engine refuses $name cut anywhere",
  async ({ engine, make }) => {
    const whole = await make();
    for (let part = 1; part < 30; part++) {
      const cut = whole.subarray(0, Math.floor((whole.length * part) / 30));
      assert.equal(
        await answerTo(engine, cut),
        "corrupt",
        `${cut.length} of ${whole.length} bytes`,
      );
    }
  },
);

Deno.test.each(PAIRS)(
  "render() by $engine renders or refuses any damaged $name",
  async ({ engine, make }) => {
    const whole = await make();
    await fc.assert(
      fc.asyncProperty(damage(whole.length), async (flips) => {
        const bytes = whole.slice();
        for (const [at, value] of flips) bytes[at] = value;
        // A crash of the process would throw. A damaged file may still be a valid picture.
        assert.match(await answerTo(engine, bytes), /^[a-z_]+$/);
      }),
      { numRuns: 60 },
    );
    await assertHealthy(engine);
  },
);

for (const engine of IMAGE_ENGINES) {
  Deno.test(`render() by ${engine} refuses bombs unopened`, async () => {
    const jpeg = await photoJpeg(size);
    const bombs = [
      bombPng(10_000),
      withJpegSize(jpeg, 65_000, 65_000),
      withPngSize(bombPng(8), 9000, 9000),
    ];
    for (const bomb of bombs) assert.equal(await answerTo(engine, bomb), "too_many_pixels");
    await assertHealthy(engine);
  });

  Deno.test.each([
    { name: "larger", make: async () => withPngSize(await png(size), 4800, 4800) },
    { name: "smaller", make: async () => withPngSize(await png(size), 40, 40) },
  ])(
    `render() by ${engine} refuses a PNG with a $name size in its header than its pixels`,
    async ({ make }) => {
      assert.equal(await answerTo(engine, await make()), "corrupt");
      await assertHealthy(engine);
    },
  );

  Deno.test.each([
    { name: "a larger size in its header than its pixels", make: forgedJpeg },
    { name: "an end marker after half of its data", make: endedJpeg },
  ])(`render() by ${engine} refuses a JPEG with $name`, async ({ make }) => {
    assert.equal(await answerTo(engine, await make()), "corrupt");
    await assertHealthy(engine);
  });
}

// imagescript needs 17 bytes for each pixel.
Deno.test.each<{ engine: ImageEngineName; sidePx: number }>([
  { engine: "auto", sidePx: 8062 },
  { engine: "sharp", sidePx: 8062 },
  { engine: "imagescript", sidePx: 5000 },
])("render() by $engine renders $sidePx² pixels", async ({ engine, sidePx }) => {
  const { cover } = await renderers.render(engine, bombPng(sidePx));
  assert.deepEqual([cover.widthPx, cover.heightPx], [1280, 1280]);
});

async function forgedJpeg(): Promise<Uint8Array> {
  return withJpegSize(await photoJpeg(size), 200, 200);
}

async function endedJpeg(): Promise<Uint8Array> {
  const whole = await photoJpeg(size);
  return join(whole.subarray(0, whole.length >> 1), [0xff, 0xd9]);
}

/** Changes some bytes. Half of them are near the start, where the headers are. */
function damage(length: number) {
  const at = fc.oneof(fc.nat({ max: length - 1 }), fc.nat({ max: Math.min(length - 1, 300) }));
  return fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 });
}

/** The refusal or "rendered". It is short, so that a failed assertion does not print megabytes. */
async function answerTo(engine: ImageEngineName, bytes: Uint8Array): Promise<string> {
  const outcome = await renderers.of(engine).render(bytes);
  return "refused" in outcome ? outcome.refused : "rendered";
}

/** Asserts that the process, or its successor, still renders. */
async function assertHealthy(engine: ImageEngineName): Promise<void> {
  const { cover } = await renderers.render(engine, await photoJpeg(size));
  assert.deepEqual([cover.widthPx, cover.heightPx], [120, 80]);
}
