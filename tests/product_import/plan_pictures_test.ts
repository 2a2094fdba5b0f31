import assert from "node:assert/strict";
import { planPictures } from "../../src/product_import/plan_pictures.ts";
import type { Preference } from "../../src/product_import/merge.ts";
import type { ShopRow } from "../../src/product_import/shop_rows.ts";
import type { SourceValues } from "../../src/product_import/fields.ts";

interface Case {
  readonly name: string;
  /** What was taken over last. */
  readonly base?: SourceValues;
  readonly source: SourceValues;
  /** What brought the pictures that the shop has. */
  readonly origin: "migration" | "adoption" | "seller" | "removed";
  readonly prefer?: Preference;
  readonly replaces?: string;
  readonly remembers?: SourceValues;
  readonly differs?: "kept" | "overwritten";
}

const A = { cover: "a.jpg" };
const B = { cover: "b.jpg" };

Deno.test.each<Case>([
  { name: "the same picture", base: A, source: A, origin: "migration" },
  { name: "another picture", base: A, source: B, origin: "migration", replaces: "b.jpg" },
  {
    name: "another picture than an adopted one",
    base: A,
    source: B,
    origin: "adoption",
    replaces: "b.jpg",
  },
  {
    name: "another picture than the seller's",
    base: A,
    source: B,
    origin: "seller",
    differs: "kept",
  },
  {
    name: "another picture than the seller's, which counts",
    base: A,
    source: B,
    origin: "seller",
    prefer: "shop",
    differs: "kept",
    remembers: B,
  },
  {
    name: "another picture than the seller's, and the source counts",
    base: A,
    source: B,
    origin: "seller",
    prefer: "source",
    differs: "overwritten",
    replaces: "b.jpg",
  },
  {
    name: "another picture than one that was removed: nothing can be replaced",
    base: A,
    source: B,
    origin: "removed",
    prefer: "source",
    differs: "kept",
  },
  {
    name: "the seller's picture, and no change in the source",
    base: A,
    source: A,
    origin: "seller",
  },
  {
    name: "no picture any more: the shop's stays",
    base: A,
    source: { cover: null },
    origin: "migration",
    remembers: { cover: null },
  },
  { name: "a picture that was never compared", source: A, origin: "migration", remembers: A },
  {
    name: "another thumb alone: thumbs are made of covers",
    base: { ...A, thumb: "t.jpg" },
    source: { ...A, thumb: "u.jpg" },
    origin: "migration",
    remembers: { thumb: "u.jpg" },
  },
])("planPictures() $name", ({ base, source, origin, prefer, ...expected }) => {
  const known = origin === "removed" ? {} : { origin, sha256: "a1" };
  const shop: ShopRow = {
    productId: "TBF-1",
    values: { ...NO_VALUES, title: "Chair", onSale: true },
    pictures: { cover: known, thumb: known },
    isDeletedForGood: false,
    imported: base && { source: "items.csv", values: base },
  };
  const plan = planPictures("TBF-1", source, shop, prefer);
  const { replaces, remembers = {}, differs } = expected;
  assert.equal(plan.replacement?.urls.cover, replaces);
  assert.deepEqual(plan.replacement?.replacing, replaces && { cover: "a1", thumb: "a1" });
  assert.deepEqual(plan.remember, remembers);
  const told = plan.differences.map(({ isOverwritten }) => isOverwritten ? "overwritten" : "kept");
  assert.deepEqual(told, differs === undefined ? [] : [differs]);
});

const NO_VALUES = {
  title: null,
  description: null,
  price: null,
  sellerId: null,
  sellerUsername: null,
  onSale: true,
  cover: null,
  thumb: null,
};
