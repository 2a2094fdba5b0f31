import assert from "node:assert/strict";
import { planFurther, planPictures } from "../../src/product_import/plan_pictures.ts";
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
  {
    name: "only another order: the seller's counts",
    base: { cover: "a.jpg", further: ["b.jpg"] },
    source: { cover: "b.jpg", further: ["a.jpg"] },
    origin: "migration",
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

interface FurtherCase {
  readonly name: string;
  readonly base?: SourceValues;
  readonly source: SourceValues;
  /** What is remembered. Absent: nothing. */
  readonly further?: readonly string[];
}

Deno.test.each<FurtherCase>([
  { name: "none", source: A },
  { name: "new ones", source: { ...A, further: ["b", "c"] }, further: ["b", "c"] },
  { name: "the same", base: { ...A, further: ["b"] }, source: { ...A, further: ["b"] } },
  {
    name: "others",
    base: { ...A, further: ["b"] },
    source: { ...A, further: ["c"] },
    further: ["c"],
  },
  { name: "none any more", base: { ...A, further: ["b"] }, source: A, further: [] },
  { name: "no column of pictures", base: { ...A, further: ["b"] }, source: { title: "A" } },
  {
    name: "another order, and what was first is still named",
    base: { cover: "a", further: ["b", "c"] },
    source: { cover: "b", further: ["a", "c"] },
    further: ["b", "a", "c"],
  },
  {
    name: "another order, as it was remembered",
    base: { cover: "a", further: ["b", "a", "c"] },
    source: { cover: "b", further: ["a", "c"] },
  },
])("planFurther(): $name", ({ base, source, further }) => {
  const imported = base && { source: "shop.csv", values: base };
  const planned = planFurther(source, { imported } as ShopRow);
  assert.deepEqual(planned, further === undefined ? {} : { further });
});
