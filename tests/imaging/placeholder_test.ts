import assert from "node:assert/strict";
import fc from "fast-check";
import { inspectImage } from "../../src/imaging/mod.ts";
import {
  drawPlaceholder,
  PLACEHOLDER_SIDE_PX,
} from "../../src/imaging/placeholder/draw_placeholder.ts";
import { initialsOf } from "../../src/imaging/placeholder/initials.ts";
import { hueOf, toHex } from "../../src/imaging/placeholder/palette.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";
import { asSeen, similarityDb } from "../../devkit/testing/compare.ts";
import { sized } from "../../devkit/testing/sample.ts";

Deno.test.each([
  { title: "Table", initials: "T" },
  { title: "Kitchen table", initials: "KT" },
  { title: "the old oak table", initials: "TO" },
  { title: "  spaces   around ", initials: "SA" },
  { title: "Été à vélo", initials: "EA" },
  { title: "L'appareil photo", initials: "LA" },
  { title: "iPhone 12 Pro", initials: "I1" },
  { title: "Œuvre d'art", initials: "OD" },
  { title: "łóżko", initials: "L" },
  { title: "straße", initials: "S" },
  { title: "ﬁne ring", initials: "FR" },
  { title: "стол table", initials: "T" },
  { title: "стол", initials: "" },
  { title: "机", initials: "" },
  { title: "🪑 chair", initials: "C" },
  { title: "👩‍👩‍👧", initials: "" },
  { title: "<b>Bold</b>", initials: "BB" },
  { title: "-- ! --", initials: "" },
  { title: "", initials: "" },
])("initialsOf() makes “$initials” of “$title”", ({ title, initials }) => {
  assert.equal(initialsOf(title), initials);
});

Deno.test("initialsOf() makes at most two capitals or digits of any title", () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter }), (title) => {
    assert.match(initialsOf(title), /^[A-Z0-9]{0,2}$/);
  }));
});

Deno.test("hueOf() gives consecutive product ids different hues", () => {
  const sectors = new Set(
    Array.from({ length: 60 }, (_, id) => Math.floor(hueOf(`TBF-${id}`) / 30)),
  );
  assert.equal(sectors.size, 12);
});

// Reference values of bottosson.github.io/posts/oklab (red, white) and of the definition (black).
Deno.test.each([
  { name: "white", colour: { lightness: 1, chroma: 0, hue: 0 }, hex: "#ffffff" },
  { name: "black", colour: { lightness: 0, chroma: 0, hue: 0 }, hex: "#000000" },
  { name: "pure red", colour: { lightness: 0.62796, chroma: 0.25768, hue: 29.23 }, hex: "#ff0000" },
])("toHex() writes $name as sRGB", ({ colour, hex }) => {
  assert.equal(toHex(colour), hex);
});

Deno.test("drawPlaceholder() draws a square JPEG that Telegram accepts", async () => {
  const drawn = await drawPlaceholder({ title: "Kitchen table", productId: "TBF-7KQ2" });
  assert.deepEqual(inspectImage(drawn), {
    header: {
      format: "jpeg",
      widthPx: PLACEHOLDER_SIDE_PX,
      heightPx: PLACEHOLDER_SIDE_PX,
      orientation: 1,
      profiled: false,
    },
  });
});

Deno.test("drawPlaceholder() draws the same for one product, and another tile for another title or product", async () => {
  const draw = (title: string, productId: string) => drawPlaceholder({ title, productId });
  const table = await draw("Table", "TBF-1");
  assert.deepEqual(await draw("Table", "TBF-1"), table);
  for (const other of [await draw("Lamp", "TBF-1"), await draw("Table", "TBF-2")]) {
    assert.ok(similarityDb(await asSeen(other, 400), await asSeen(table, 400)) < 30);
  }
});

Deno.test("drawPlaceholder() draws something for any title and id", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: anyCharacter }),
      async (title, productId) => {
        assert.ok("header" in inspectImage(await drawPlaceholder({ title, productId })));
      },
    ),
    { numRuns: sized({ all: 20, sample: 6 }) },
  );
});
