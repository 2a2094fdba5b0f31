/**
 * No path through the catalogue reads more of it when it grows: pages of tables and indexes are counted, never a time.
 * @module
 */
import assert from "node:assert/strict";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { getCataloguePage, getOffer, searchProducts } from "../../src/shop/mod.ts";
import { BIG_SELLER, fillCatalogue, nthProduct } from "../../devkit/testing/big_catalogue.ts";
import { buffersRead, type PlanMode } from "../../devkit/testing/buffers_read.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

/** Both are larger than what a search looks through one by one. */
const SIZES = [2_000, 20_000] as const;

/** A B-tree may have one level more, and a list of an index more pages. A count or a scan would read hundreds. */
const MOST_MORE = 40;

/** In the small catalogue all its 20 titles are read at once; in the large one up to 100 of them, two times. */
const MORE: Readonly<Record<string, number>> = { "search for a word of one title in 100": 220 };

type Path = (db: Database, size: number) => Promise<unknown>;
const find = (query: string): Path => (db) => searchProducts(db, query, { limit: 20 });

const PATHS: Readonly<Record<string, Path>> = {
  "a product": (db, size) => getOffer(db, nthProduct(size / 2)),
  "/browse": (db) => getCataloguePage(db, { at: "first" }),
  next: (db, size) => getCataloguePage(db, { at: "next", productId: nthProduct(size / 2) }),
  previous: (db, size) => getCataloguePage(db, { at: "previous", productId: nthProduct(size / 2) }),
  back: (db, size) => getCataloguePage(db, { at: "product", productId: nthProduct(size / 2) }),
  "next, after the last": (db) => getCataloguePage(db, { at: "next", productId: nthProduct(1) }),
  "/my": (db) => getCataloguePage(db, { at: "first" }, BIG_SELLER),
  "/my, next": (db, size) =>
    getCataloguePage(db, { at: "next", productId: nthProduct(size / 2) }, BIG_SELLER),
  "/my, previous": (db, size) =>
    getCataloguePage(db, { at: "previous", productId: nthProduct(size / 2) }, BIG_SELLER),
  "/my of a seller of nothing": (db) => getCataloguePage(db, { at: "first" }, 1),
  "search for nothing": find(""),
  "search for a frequent word": find("lamp"),
  "search for a word of one title in 100": find("bicycle"),
  "search for a rare word": find("xylophone"),
  "search for a word of no title": find("zebra"),
  "search for two letters of no title": find("zz"),
  "search for signs": find("%_"),
  "search for another alphabet": find("椅子"),
  "search for a product id": (db, size) => find(nthProduct(size / 2))(db, size),
  "search, scrolled": (db, size) => searchProducts(db, "", { limit: 20, before: size / 2 }),
  "search for a frequent word, scrolled": (db, size) =>
    searchProducts(db, "lamp", { limit: 20, before: size / 2 }),
};

Deno.test("a catalogue of ten times the size is read no further", async (t) => {
  await using small = await openCatalogue(SIZES[0]);
  await using large = await openCatalogue(SIZES[1]);
  for (const [name, path] of Object.entries(PATHS)) {
    await t.step(name, async () => {
      for (const mode of ["force_custom_plan", "force_generic_plan"] satisfies PlanMode[]) {
        const before = await buffersRead(small.db, mode, (db) => path(db, SIZES[0]));
        const after = await buffersRead(large.db, mode, (db) => path(db, SIZES[1]));
        assert.ok(after > 0, "nothing was read");
        const most = before + (MORE[name] ?? MOST_MORE);
        assert.ok(after <= most, `${mode}: ${before} pages, then ${after}`);
      }
    });
  }
});

async function openCatalogue(size: number) {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ db: "migrated" }));
  await fillCatalogue(unit.db, size);
  // What a connection knows of the tables is not read again.
  const db = stack.use(openDatabase({ url: unit.url, maxConnections: 1 }));
  const owned = stack.move();
  return { db, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
