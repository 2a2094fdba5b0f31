import assert from "node:assert/strict";
import { createUnshown } from "../../scripts/migrate_images/unshown.ts";

const MISSING = {
  product: "M-3",
  title: "A mirror with a frame of carved oak, 80 × 60 centimetres",
  image: "cover",
  outcome: "missing",
  reason: "not_found",
  value: "/Users/lea/boutique/photos/miroir-rond.jpg",
  similar: ["photos/miroir_rond.jpg"],
} as const;

Deno.test.each([{ columns: 80, more: true }, { columns: Infinity, more: false }])(
  "a list of products without their picture has lines of $columns columns",
  ({ columns, more }) => {
    const unshown = createUnshown(columns);
    unshown.add([MISSING]);
    const [, ...lines] = unshown.describe({ count: 0, products: [] }, undefined);
    assert.ok(lines.every((line) => line.length <= columns), lines.join("\n"));
    assert.equal(lines.length > 1, more);
    assert.match(
      lines.map((line) => line.trim()).join(" "),
      /did you mean photos\/miroir_rond\.jpg\?/,
    );
  },
);

Deno.test("a list of products without some of their further pictures names each picture", () => {
  const unshown = createUnshown(Infinity);
  unshown.add([{ ...MISSING, picture: 3 }, { ...MISSING, picture: 2, outcome: "surplus" }]);
  const further = Array.from(
    { length: 22 },
    (_, n) => ({ ...MISSING, product: `P-${n}`, picture: 2 }),
  );
  for (const each of further) unshown.add([each]);
  const lines = unshown.describe({ count: 0, products: [] }, "shop.html");
  assert.equal(lines[0], "Without some of their further pictures: 23 products");
  assert.match(lines[1]!, /^ {2}M-3 ".*…": picture 3 missing not_found/);
  assert.equal(lines.at(-1), "  and 3 more pictures: see shop.html");
});
