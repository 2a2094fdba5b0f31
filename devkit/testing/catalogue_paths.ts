import type { Database } from "../../src/postgres/mod.ts";
import {
  getCataloguePage,
  getOffer,
  listOffSale,
  listOffSaleBefore,
  listStock,
  searchProducts,
  searchSimilar,
} from "../../src/shop/mod.ts";
import { listLostPictures } from "../../src/event_log/mod.ts";
import type { StockQuery } from "../../src/shop/stock.ts";
import { BIG_SELLER, nthProduct } from "./big_catalogue.ts";

/** One look into a catalogue of `size` products, as {@link fillCatalogue} makes it. */
export type CataloguePath = (db: Database, size: number) => Promise<unknown>;

const find = (query: string): CataloguePath => (db) => searchProducts(db, query, { limit: 20 });
const page =
  (at: "next" | "previous" | "product", sellerId?: number): CataloguePath => (db, size) =>
    getCataloguePage(db, { at, productId: nthProduct(size / 2) }, sellerId);

/** The number of a product that was scrolled to, past 2,000 others if there are as many. */
const scrolledTo = (size: number) => Math.max(Math.floor(size * 0.95) - 2000, size / 2);

const stock = (query: Omit<StockQuery, "publicUrl">): CataloguePath => (db) =>
  listStock(db, { ...query, publicUrl: "https://cdn.example" }, 24);

/** Every way through the catalogue. */
export const CATALOGUE_PATHS: Readonly<Record<string, CataloguePath>> = {
  "a product": (db, size) => getOffer(db, nthProduct(size / 2)),
  "/browse": (db) => getCataloguePage(db, { at: "first" }),
  "next": page("next"),
  "previous": page("previous"),
  "back": page("product"),
  "next, after the last": (db) => getCataloguePage(db, { at: "next", productId: nthProduct(1) }),
  "/my": (db) => getCataloguePage(db, { at: "first" }, BIG_SELLER),
  "/my, next": page("next", BIG_SELLER),
  "/my, previous": page("previous", BIG_SELLER),
  "/my of a seller of nothing": (db) => getCataloguePage(db, { at: "first" }, 1),
  "search for nothing": find(""),
  "search for a frequent word": find("lamp"),
  "search for a word of one title in 100": find("bicycle"),
  "search for a word of one title in 1,000": find("tandem"),
  "search for a rare word": find("xylophone"),
  "search for a word of no title": find("zebra"),
  "search for two letters of no title": find("zz"),
  "search for signs": find("%_"),
  "search for another alphabet": find("椅子"),
  "search for a product id": (db, size) => find(nthProduct(size / 2))(db, size),
  "search, scrolled to 2,000": (db, size) =>
    searchProducts(db, "", { limit: 20, before: scrolledTo(size) }),
  "search for a frequent word, scrolled to 2,000": (db, size) =>
    searchProducts(db, "lamp", { limit: 20, before: scrolledTo(size) }),
  "a frequent word, mistyped": (db) => searchSimilar(db, "lmap", 8),
  "a word of one title in 1,000, mistyped": (db) => searchSimilar(db, "tamdem", 8),
  "a rare word, mistyped": (db) => searchSimilar(db, "xylohpone", 8),
  "a word of no title, mistyped": (db) => searchSimilar(db, "zebrra", 8),
  "off sale": (db) => listOffSale(db, BIG_SELLER, { limit: 8 }),
  "off sale, further on": (db, size) =>
    listOffSale(db, BIG_SELLER, {
      limit: 8,
      after: { since: Date.now() * 1000, productId: nthProduct(size / 2) },
    }),
  "off sale, back": (db) =>
    listOffSaleBefore(db, BIG_SELLER, { limit: 8, before: { since: 0, productId: "" } }),
  "stock on sale": stock({ state: "on_sale" }),
  "stock on sale, scrolled to the middle": (db, size) => {
    const after = { time: "2020-01-01 00:00:00+00", productId: nthProduct(size / 2) };
    return stock({ state: "on_sale", after })(db, size);
  },
  "stock of a seller": stock({ state: "on_sale", sellerId: BIG_SELLER }),
  "stock that is not stored": stock({ state: "not_stored" }),
  "stock without a picture, of which there is none": stock({ state: "no_picture" }),
  "stock off sale": stock({ state: "off_sale" }),
  "stock off sale, of a seller": stock({ state: "off_sale", sellerId: BIG_SELLER }),
  "stock deleted for good, of which there is none": stock({ state: "deleted" }),
  "lost pictures": (db) => listLostPictures(db, 101),
};
