import assert from "node:assert/strict";
import fc from "fast-check";
import type { Orientation } from "../../src/imaging/image_header.ts";
import { fitWithin, flattenOnWhite, type Pixels, turnUpright } from "../../src/imaging/pixels.ts";

const side = fc.integer({ min: 1, max: 9000 });

Deno.test("fitWithin() keeps the longest side, the proportions and every pixel of a small picture", () => {
  fc.assert(fc.property(side, side, side, (widthPx, heightPx, longestPx) => {
    const fitted = fitWithin({ widthPx, heightPx }, longestPx);
    const longest = Math.max(widthPx, heightPx);
    assert.equal(Math.max(fitted.widthPx, fitted.heightPx), Math.min(longest, longestPx));
    const scale = Math.min(1, longestPx / longest);
    assert.ok(Math.abs(fitted.widthPx - widthPx * scale) < 1);
    assert.ok(Math.abs(fitted.heightPx - heightPx * scale) < 1);
    assert.ok(fitted.widthPx >= 1 && fitted.heightPx >= 1);
  }));
});

/** One letter from `A` to `F` for each pixel. A slash separates rows. */
function pixels(rows: string): Pixels {
  const lines = rows.split("/");
  const data = new Uint8Array(
    [...lines.join("")].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 255]),
  );
  return { data, widthPx: lines[0]?.length ?? 0, heightPx: lines.length };
}

// The result of TIFF 6.0, tag 274, for the stored rows ABC and DEF.
Deno.test.each<{ readonly orientation: Orientation; readonly upright: string }>([
  { orientation: 1, upright: "ABC/DEF" },
  { orientation: 2, upright: "CBA/FED" },
  { orientation: 3, upright: "FED/CBA" },
  { orientation: 4, upright: "DEF/ABC" },
  { orientation: 5, upright: "AD/BE/CF" },
  { orientation: 6, upright: "DA/EB/FC" },
  { orientation: 7, upright: "FC/EB/DA" },
  { orientation: 8, upright: "CF/BE/AD" },
])("turnUpright() turns orientation $orientation into $upright", ({ orientation, upright }) => {
  assert.deepEqual(turnUpright(pixels("ABC/DEF"), orientation), pixels(upright));
});

Deno.test.each([
  { name: "leaves opaque pixels", from: [10, 20, 30, 255], to: [10, 20, 30, 255] },
  { name: "makes transparent pixels white", from: [255, 0, 0, 0], to: [255, 255, 255, 255] },
  {
    name: "mixes half-transparent pixels with white",
    from: [0, 100, 255, 51],
    to: [204, 224, 255, 255],
  },
])("flattenOnWhite() $name", ({ from, to }) => {
  const data = Uint8Array.from(from);
  flattenOnWhite({ data, widthPx: 1, heightPx: 1 });
  assert.deepEqual([...data], to);
});
