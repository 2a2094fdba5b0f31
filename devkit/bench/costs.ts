import { Api, InputFile } from "grammy";
import { createPerson, type Person } from "@vitrine/local-telegram";
import { ORIGINAL, parseObjectKey } from "../../src/domain/mod.ts";
import { B2_PRICES, openObjectStore, priceOfReads } from "../../src/storage/mod.ts";
import type { S3Front } from "../s3/front.ts";
import { until } from "../testing/until.ts";
import { sellAs } from "../world/sale.ts";
import type { Bench, Measurement } from "./bench.ts";
import { makeOriginal } from "./originals.ts";
import { type BenchShop, openBenchShop } from "./shop.ts";

/** A month of a shop. */
const MONTH = { products: 1000, views: 100_000, days: 30 };

/** What was asked of B2 and sent to Telegram. */
interface Counts {
  readonly classA: number;
  readonly classB: number;
  readonly classC: number;
  readonly downloadedBytes: number;
  readonly uploads: number;
  readonly uploadedBytes: number;
  /** In B2, at the end. */
  readonly storedBytes: number;
  /** How many of the PUTs were of originals, and their bytes. */
  readonly originals: number;
  readonly originalBytes: number;
}

/** Counts, not times: the figures are the same on every machine. */
export const costs: Bench = {
  about: "B2 and uploads of 1,000 products and 100,000 views a month, beside the older way",
  async measure(context) {
    const [products, views] = context.quick ? [3, 12] : [20, 400];
    await using bench = await openBenchShop(context);
    const seller = await createPerson(bench.telegram.control, { id: 1, firstName: "Seller" });
    const buyer = await createPerson(bench.telegram.control, { id: 2, firstName: "Buyer" });
    const productIds: string[] = [];
    const sold = await counted(bench, async () => {
      for (let n = 0; n < products; n++) {
        productIds.push(await sellAs(seller, { photo: await makeOriginal(1280), title: "Lamp" }));
      }
      await until("all pictures are stored", () => isStored(bench, products));
      // The first look at each page and each product may upload a picture that Telegram does not have.
      await turnPages(buyer, products);
      for (const id of productIds) await buyer.say(`/start ${id}`);
    });
    const viewed = await counted(bench, async () => {
      for (let n = 0; n < views / 2; n++) await buyer.say(`/start ${productIds[n % products]}`);
      await turnPages(buyer, views / 2);
    });
    const ours = monthOf(sold, products, viewed, views);
    const older = await countOlderWay(bench, { views: context.quick ? 3 : 20, ...ours });
    context.note(`counted: ${products} products and ${views} views`);
    return linesOf(ours, older);
  },
};

/** Looks at so many pages of the catalogue. */
async function turnPages(buyer: Person, pages: number): Promise<void> {
  let page = await buyer.say("/browse");
  for (let n = 1; n < pages; n++) {
    const next = page.keyboard.flat().find(({ text }) => text.startsWith("▶️"));
    page = next ? await buyer.press(page, next.text) : await buyer.say("/browse");
  }
}

async function isStored({ db }: BenchShop, products: number): Promise<boolean> {
  const rows = await db.selectFrom("products").select("product_id")
    .where("thumbnail_url", "is not", null).execute();
  return rows.length >= products;
}

async function counted(bench: BenchShop, work: () => Promise<void>): Promise<Counts> {
  const { b2, telegram: { control } } = bench;
  const before = { requests: b2.log.length, call: (await control.calls()).at(-1)?.id ?? 0 };
  await work();
  await control.waitForIdle();
  const requests = b2.log.slice(before.requests);
  const calls = (await control.calls()).filter(({ id, uploadedBytes }) =>
    id > before.call && uploadedBytes > 0
  );
  const of = (methods: string[]) => requests.filter(({ method }) => methods.includes(method));
  const originals = of(["PUT"]).filter(({ key }) => parseObjectKey(key)?.imageType === ORIGINAL);
  const lists = of(["GET"]).filter(({ key }) => !key.endsWith(".jpg")).length;
  return {
    classA: of(["PUT", "DELETE"]).length,
    classB: of(["GET", "HEAD"]).length - lists,
    classC: lists,
    downloadedBytes: of(["GET"]).reduce((sum, { answerBytes }) => sum + answerBytes, 0),
    uploads: calls.length,
    uploadedBytes: calls.reduce((sum, { uploadedBytes }) => sum + uploadedBytes, 0),
    storedBytes: bytesOf(of(["PUT"])),
    originals: originals.length,
    originalBytes: bytesOf(originals),
  };
}

function bytesOf(puts: S3Front["log"]): number {
  return puts.reduce((sum, { headers }) => sum + Number(headers["content-length"] ?? 0), 0);
}

function monthOf(sold: Counts, products: number, viewed: Counts, views: number): Counts {
  const sum = (name: keyof Counts) =>
    sold[name] / products * MONTH.products + viewed[name] / views * MONTH.views;
  return {
    ...{ classA: sum("classA"), classB: sum("classB"), classC: sum("classC") },
    ...{ downloadedBytes: sum("downloadedBytes"), uploads: sum("uploads") },
    ...{ uploadedBytes: sum("uploadedBytes"), storedBytes: sum("storedBytes") },
    ...{ originals: sum("originals"), originalBytes: sum("originalBytes") },
  };
}

/**
 * The older way: the same objects without originals, and at each view a download from B2 and an upload to Telegram.
 */
async function countOlderWay(
  bench: BenchShop,
  { views, ...ours }: Counts & { readonly views: number },
): Promise<Counts> {
  const { telegram } = bench;
  await using store = openObjectStore(bench.b2Settings);
  const { key } = bench.b2.log.filter(({ method, key }) => method === "PUT" && /cover/.test(key))
    .at(-1)!;
  const api = new Api(telegram.token, { apiRoot: telegram.url });
  const viewed = await counted(bench, async () => {
    for (let n = 0; n < views; n++) {
      const bytes = await store.get(key);
      if (bytes === undefined) throw new Error(`There is no ${key}`);
      await api.sendPhoto(2, new InputFile(bytes, "lamp.jpg"));
    }
  });
  return {
    ...monthOf(viewed, Infinity, viewed, views),
    classA: ours.classA - ours.originals,
    storedBytes: ours.storedBytes - ours.originalBytes,
  };
}

function linesOf(ours: Counts, older: Counts): Measurement[] {
  const line = (what: string, unit: string, of: (counts: Counts) => number): Measurement => ({
    ...{ what, unit, ours: of(ours) },
    control: { what: "the older way: download and upload at each view", value: of(older) },
  });
  return [
    line("B2, class A (PutObject)", "calls", ({ classA }) => classA),
    line("B2, class B (GetObject, HeadObject)", "calls", ({ classB }) => classB),
    line("B2, class C (lists)", "calls", ({ classC }) => classC),
    line("downloaded from B2", "GB", ({ downloadedBytes }) => downloadedBytes / 1e9),
    line("stored in B2", "GB", ({ storedBytes }) => storedBytes / 1e9),
    line("of it, originals", "GB", ({ originalBytes }) => originalBytes / 1e9),
    line("uploads to Telegram", "calls", ({ uploads }) => uploads),
    line("uploaded to Telegram", "GB", ({ uploadedBytes }) => uploadedBytes / 1e9),
    line("B2's bill, a month", "$", (counts) => billOf(counts, 1)),
    line("B2's bill without what is free", "$", (counts) => billOf(counts, 0)),
  ];
}

/** Dollars a month. `free` is 1 with what is free each day, or 0. The 10 GB of storage that are free are not counted. */
function billOf({ classB, classC, downloadedBytes, storedBytes }: Counts, free: 0 | 1): number {
  const { perClassC, freeCallsPerDay, perStoredGB } = B2_PRICES;
  const freeDays = free * MONTH.days;
  return priceOfReads({ calls: classB, bytes: downloadedBytes }, freeDays) +
    Math.max(0, classC - freeDays * freeCallsPerDay) * perClassC +
    storedBytes / 1e9 * perStoredGB;
}
