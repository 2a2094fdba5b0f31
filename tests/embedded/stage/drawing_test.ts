import assert from "node:assert/strict";
import { closeUp, drawPng, mirrored } from "../../../src/embedded/stage/drawing.ts";
import { ENGLISH_SAMPLES, FRENCH_SAMPLES } from "../../../src/embedded/stage/sample_products.ts";
import sharp from "sharp";

Deno.test("drawPng() draws shapes at their places, later ones above earlier ones", async () => {
  const png = drawPng({
    background: [200, 200, 200],
    shapes: [
      { colour: [255, 0, 0], polygon: [[10, 10], [50, 10], [50, 50], [10, 50]] },
      { colour: [0, 0, 255], oval: [50, 50, 20, 10] },
    ],
  });
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
  const pictures = samples.flatMap(({ pictures }) => pictures.map((each) => JSON.stringify(each)));
  assert.equal(new Set(pictures).size, pictures.length);
  assert.ok(samples.some(({ pictures }) => pictures.length === 5));
  assert.ok(samples.every(({ pictures }) => pictures.length >= 2 && pictures.length <= 5));
});

Deno.test("closeUp() and mirrored() move a point to where it belongs", () => {
  const shape = { colour: [0, 0, 0], oval: [30, 40, 2, 4] } as const;
  assert.deepEqual(closeUp([shape], 30, 40, 2), [{ colour: [0, 0, 0], oval: [50, 50, 4, 8] }]);
  assert.deepEqual(mirrored([shape]), [{ colour: [0, 0, 0], oval: [70, 40, 2, 4] }]);
  const corner = { colour: [0, 0, 0], polygon: [[10, 20]] } as const;
  assert.deepEqual(mirrored(closeUp([corner], 0, 0, 2)), [{
    colour: [0, 0, 0],
    polygon: [[30, 90]],
  }]);
});
