import assert from "node:assert/strict";
import { IMAGE_ENGINES, type ImageEngineName } from "../../src/imaging/mod.ts";
import { asSeen, similarityDb } from "../../devkit/testing/compare.ts";
import { type OddEncoding, oddPicture, readOddFile } from "../../devkit/testing/odd/encoding.ts";
import { ODD_ENCODINGS } from "../../devkit/testing/odd/odd_encodings.ts";
import { join } from "../../devkit/testing/hostile_pictures.ts";
import { drawScene } from "../../devkit/testing/pictures.ts";
import { Renderers } from "../../devkit/testing/renderers.ts";
import { sampleOf } from "../../devkit/testing/sample.ts";

const renderers = new Renderers();
Deno.test.beforeAll(() => renderers.open());
Deno.test.afterAll(() => renderers[Symbol.asyncDispose]());

/** The scenes of the files, by their width. */
const SCENES = new Map(
  [{ widthPx: 68, heightPx: 52 }, { widthPx: 26, heightPx: 20 }]
    .map((size) => [size.widthPx, drawScene({ ...size, seed: 77 })]),
);

/** Small pictures lose colours at their edges in our JPEG. A turned picture has less than 15 dB. */
const LIKE_DB = 22.5;

Deno.test.each(
  ODD_ENCODINGS.flatMap((odd) => IMAGE_ENGINES.map((engine) => ({ ...odd, engine }))),
)("render() by $engine of $encoding, by $by", async (odd) => {
  const outcome = odd[odd.engine === "imagescript" ? "imagescript" : "sharp"];
  const rendered = await renderers.of(odd.engine).render(await oddPicture(odd));
  if ("refused" in rendered) return assert.equal(rendered.refused, outcome);
  assert.ok(outcome === "stored" || outcome === "other colours", `stored, not ${outcome}`);
  const { bytes, sha256 } = rendered.images.cover;
  if (odd.change !== undefined) await assertAsUsual(odd, odd.engine, sha256);
  if (outcome === "stored") await assertLike(bytes, await usualFile(odd));
  if (!odd.isScene) return;
  const seen = await asSeen(bytes, 1280);
  assert.ok(similarityDb(seen, SCENES.get(seen.widthPx)!) > LIKE_DB);
});

/** The picture without what is odd in it. */
async function usualFile({ file, usual }: OddEncoding): Promise<Uint8Array> {
  const plain = await readOddFile(file);
  return usual === undefined ? plain : usual(plain);
}

/** Asserts that an odd picture is stored as the usual one: byte for byte. */
async function assertAsUsual(odd: OddEncoding, engine: ImageEngineName, sha256: string) {
  // A colour profile makes `auto` use sharp.
  const engines = engine === "auto" ? [engine, "sharp" as const] : [engine];
  const usual = await usualFile(odd);
  const covers = await Promise.all(engines.map((each) => renderers.render(each, usual)));
  assert.ok(covers.some(({ cover }) => cover.sha256 === sha256));
}

/** Asserts that a picture is shown as libvips shows it to whoever asks no questions. */
async function assertLike(cover: Uint8Array, usual: Uint8Array) {
  assert.ok(similarityDb(await asSeen(cover, 1280), await asSeen(usual, 1280)) > LIKE_DB);
}

/** The cuts of a file: some anywhere, and each of the last bytes. */
function cutsOf(bytes: Uint8Array): Uint8Array[] {
  const anywhere = Array.from(
    { length: 11 },
    (_, part) => Math.floor(bytes.length * (part + 1) / 12),
  );
  const last = Array.from({ length: 6 }, (_, missing) => bytes.length - missing - 1);
  return [...anywhere, ...last].map((length) => bytes.subarray(0, length));
}

const END = Uint8Array.of(0xff, 0xd9);
const IEND = Uint8Array.fromHex("0000000049454e44ae426082");
const ENDS: Readonly<Record<string, Uint8Array>> = { jpg: END, png: IEND };

/** Cut between two scans, a progressive JPEG with an end marker is a whole picture of less detail. */
const isProgressive = (file: string) => /progressive|many-scans|jpegoptim/.test(file);

/** Of every engine. */
const WHOLE = ODD_ENCODINGS.filter(({ sharp }) => sharp === "stored")
  .flatMap((odd) => IMAGE_ENGINES.map((engine) => ({ ...odd, engine })))
  .filter(({ engine, imagescript }) => engine !== "imagescript" || imagescript === "stored")
  // What is odd is mended before an engine sees it.
  .filter(({ engine, change }) => engine === "auto" || change === undefined);

Deno.test.each([...sampleOf(WHOLE, 8)])(
  "render() by $engine of $encoding, by $by, cut anywhere, refuses it or shows all of it",
  async (odd) => {
    const whole = await oddPicture(odd);
    const { cover } = await renderers.render(odd.engine, whole);
    const end = isProgressive(odd.file) ? undefined : ENDS[odd.file.slice(-3)];
    const cuts = cutsOf(whole).flatMap((cut) => end === undefined ? [cut] : [cut, join(cut, end)]);
    for (const cut of cuts) {
      const rendered = await renderers.of(odd.engine).render(cut);
      if ("refused" in rendered) continue;
      assert.equal(rendered.images.cover.sha256, cover.sha256, `${cut.length} of ${whole.length}`);
    }
  },
);
