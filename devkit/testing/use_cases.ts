/**
 * What the tests of the use cases share: sales without Telegram, and rows of a legacy shop.
 * @module
 */
import { byImage } from "../../src/domain/mod.ts";
import type { StoreImageJob } from "../../src/pictures/mod.ts";
import type { Database, ProductsTable } from "../../src/postgres/mod.ts";
import { listProduct, type Product } from "../../src/shop/mod.ts";
import { TARGET } from "./unit.ts";

/** The seller of every sale. */
export const SELLER = 42;

const images = byImage(() => ({ url: null, fileId: null }));

/** The picture of a product that has none. */
export const NO_PICTURE: Pick<Product, "picture" | "images" | "pictures"> = {
  picture: 1,
  images,
  pictures: [{ picture: 1, images }],
};

type NewProduct = Parameters<typeof listProduct>[1];
type ProductRow = { readonly product_id: string } & Partial<ProductsTable>;

/** A sale by {@link SELLER}. It sells a lamp by default. */
export function saleOf(changes: Partial<NewProduct> = {}): NewProduct {
  return {
    saleId: crypto.randomUUID(),
    title: "Lamp",
    description: "A fine one.",
    price: { minor: 1250, currency: "EUR" },
    photos: [photoOf("AgAC1")],
    sellerId: SELLER,
    sellerUsername: "sam",
    cause: "update:7",
    ...changes,
  };
}

/** A picture that the seller sent as a file. Its original has another file id. */
export function photoOf(fileId: string) {
  const { botId } = TARGET;
  return { botId, fileId, fileUniqueId: `unique-${fileId}`, originalFileId: `original-${fileId}` };
}

/** A job that a use case has enqueued. */
export interface Enqueued {
  readonly jobs: StoreImageJob[];
  readonly enqueueStoreImage: (tx: unknown, job: StoreImageJob) => Promise<void>;
}

/** A queue that remembers its jobs. */
export function rememberJobs(): Enqueued {
  const jobs: StoreImageJob[] = [];
  return {
    jobs,
    enqueueStoreImage: (_tx, job) => {
      jobs.push(job);
      return Promise.resolve();
    },
  };
}

/** Lists a product. Returns its id. */
export async function list(db: Database, changes: Partial<NewProduct> = {}): Promise<string> {
  const { enqueueStoreImage } = rememberJobs();
  const { listed } = await db.transaction()
    .execute((tx) => listProduct({ tx, enqueueStoreImage }, saleOf(changes)));
  return listed;
}

/** Inserts rows as a legacy shop left them. Each is a minute newer than the one before. */
export async function insertRows(db: Database, rows: readonly ProductRow[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const listed_at = new Date(Date.UTC(2020, 0, 1, 0, index));
    await db.insertInto("products").values({ listed_at, ...row } as never).execute();
  }
}

/** The row of a product, without the columns that hold null. */
export async function rowOf(db: Database, productId: string): Promise<Record<string, unknown>> {
  const row = await db.selectFrom("products").selectAll().where("product_id", "=", productId)
    .executeTakeFirstOrThrow();
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
