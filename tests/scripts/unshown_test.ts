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
