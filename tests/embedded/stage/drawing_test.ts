import assert from "node:assert/strict";
import { drawPng } from "../../../src/embedded/stage/drawing.ts";
import { ENGLISH_SAMPLES, FRENCH_SAMPLES } from "../../../src/embedded/stage/sample_products.ts";
import sharp from "sharp";

Deno.test("drawPng() draws shapes at their places, later ones above earlier ones", async () => {
  const png = drawPng([200, 200, 200], [
    { colour: [255, 0, 0], polygon: [[10, 10], [50, 10], [50, 50], [10, 50]] },
    { colour: [0, 0, 255], oval: [50, 50, 20, 10] },
  ]);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const first = (Math.round(y * info.height / 100) * info.width +
      Math.round(x * info.width / 100)) * 3;
    return [...data.subarray(first, first + 3)];
  };
  assert.deepEqual([info.width, info.height, info.channels], [900, 900, 3]);
  assert.deepEqual(at(20, 20), [255, 0, 0]);
  assert.deepEqual(at(45, 48), [0, 0, 255]);
  assert.deepEqual(at(69, 50), [0, 0, 255]);
  const [grey, ...others] = at(69, 42);
  assert.ok(grey! > 170 && others.every((value) => value === grey));
});

Deno.test("the sample products are twelve, with different titles and pictures", () => {
  const samples = [...ENGLISH_SAMPLES, ...FRENCH_SAMPLES];
  assert.equal(new Set(samples.map(({ title }) => title)).size, 12);
  assert.equal(new Set(samples.map(({ shapes }) => shapes)).size, 12);
});
