import { sql } from "kysely";
import {
  countRedactable,
  isKnownProduct,
  productsBySeller,
  type Redacted,
  redactEvents,
  verify,
} from "../../src/event_log/mod.ts";
import { describeError } from "../../src/log.ts";
import {
  countJobsByState,
  ERASE_AGAIN,
  ERASE_PRODUCT,
  erasingOf,
  forgetJobs,
  hasQueues,
  STORE_IMAGE,
} from "../../src/jobs/mod.ts";
import { eraseProduct, type EraseProductJob, type ErasingParts } from "../../src/pictures/mod.ts";
import { forgetUser } from "../../src/postgres/mod.ts";
import { deleteProduct } from "../../src/shop/mod.ts";

/** What is asked for. */
export type Target = { readonly productId: string } | { readonly sellerId: number };

/** Who and what is meant. */
export interface Subject {
  readonly sellerId?: number;
  readonly products: readonly string[];
  /** Those of them that are not deleted for good yet. */
  readonly toDelete: readonly string[];
  /** Events that tell something. */
  readonly events: number;
}

/** What was done. */
export interface Receipt extends Redacted {
  readonly products: number;
  readonly deleted: number;
  /** Versions of objects that were removed from B2. */
  readonly versions: number;
  /** Rows about the seller that were deleted. */
  readonly rows: number;
  /** Values of these products that disagree with the log now. */
  readonly drift: number;
  /** A line for each thing that is left to do. */
  readonly left: readonly string[];
  /** Columns of an older shop that still hold something of these products. */
  readonly foreignColumns: readonly string[];
}

/** What the command works with. */
export type RedactParts = ErasingParts & { readonly queueSchema: string | undefined };

/**
 * Finds the products.
 *
 * @throws {Error} when the log and the catalogue know nothing of it.
 */
export async function findSubject({ db }: RedactParts, target: Target): Promise<Subject> {
  const products = "productId" in target
    ? [target.productId]
    : await productsOf(db, target.sellerId);
  const [productId] = products;
  if ("productId" in target && !await isKnownProduct(db, productId!)) {
    throw new Error(`There is no product ${productId}: it has neither a row nor events`);
  }
  const rows = products.length === 0 ? [] : await db.selectFrom("products").select("product_id")
    .where("product_id", "in", products).where("deleted_for_good_at", "is", null).execute();
  return {
    ...("sellerId" in target && { sellerId: target.sellerId }),
    products,
    toDelete: rows.map(({ product_id }) => product_id),
    events: await countRedactable(db, { productIds: products, ...target }),
  };
}

async function productsOf(db: RedactParts["db"], sellerId: number): Promise<string[]> {
  const rows = await db.selectFrom("products").select("product_id")
    .where("seller_id", "=", sellerId).execute();
  const own = rows.map(({ product_id }) => product_id);
  return [...new Set([...own, ...await productsThatWereTheirs(db, sellerId)])].sort();
}

/** A product that is deleted names no seller any more, but its events do. One of another seller is not touched. */
async function productsThatWereTheirs(db: RedactParts["db"], sellerId: number): Promise<string[]> {
  const named = await productsBySeller(db, sellerId);
  if (named.length === 0) return [];
  const others = await db.selectFrom("products").select("product_id")
    .where("product_id", "in", named).where("seller_id", "is not", null)
    .where("seller_id", "!=", sellerId).execute();
  const foreign = new Set(others.map(({ product_id }) => product_id));
  return named.filter((productId) => !foreign.has(productId));
}

/** Does it, in an order that can be interrupted and repeated. */
export async function redactSubject(parts: RedactParts, subject: Subject): Promise<Receipt> {
  const { db } = parts;
  const { products, sellerId } = subject;
  const erasings = new Map<string, EraseProductJob>(products.map((id) => [id, { productId: id }]));
  for (const id of subject.toDelete) erasings.set(id, await deleteForGood(parts, id));
  const left: string[] = [];
  let versions = 0;
  for (const job of erasings.values()) versions += await eraseNow(parts, job, left);
  const redacted = await redactEvents(db, { productIds: products, sellerId });
  const rows = sellerId === undefined
    ? 0
    : await db.transaction().execute((tx) => forgetUser(tx, sellerId));
  await tellWaiting(parts, products, left);
  return {
    ...redacted,
    products: products.length,
    deleted: subject.toDelete.length,
    versions,
    rows,
    drift: await countDrift(parts, products),
    left,
    foreignColumns: await findForeignColumns(parts, products),
  };
}

/** As the button of the bot does. What is erased later there is erased now here. */
async function deleteForGood(parts: RedactParts, productId: string): Promise<EraseProductJob> {
  let job: EraseProductJob = { productId };
  await parts.db.transaction().execute(async (tx) => {
    // A row of an older shop may name no seller, and the deletion needs one. It ends with the row's other words.
    const { seller_id } = await tx.updateTable("products")
      .set({ seller_id: sql`coalesce(seller_id, 1)` }).where("product_id", "=", productId)
      .returning("seller_id").executeTakeFirstOrThrow();
    const enqueueEraseProduct: Parameters<typeof deleteProduct>[0]["enqueueEraseProduct"] = (
      _tx,
      product,
    ) => {
      job = erasingOf(parts.bucketUrls, product);
      return Promise.resolve();
    };
    const ownership = { productId, sellerId: seller_id!, cause: "operator:redact" };
    await deleteProduct({ tx, enqueueEraseProduct }, ownership);
  });
  return job;
}

async function eraseNow(
  parts: RedactParts,
  job: EraseProductJob,
  left: string[],
): Promise<number> {
  const { db, queueSchema } = parts;
  const endStoring = async (productId: string) =>
    await hasQueues(db, queueSchema)
      ? await forgetJobs(db, STORE_IMAGE.name, productId, queueSchema)
      : 0;
  try {
    const outcome = await eraseProduct(parts, job, endStoring);
    if ("needless" in outcome) return 0;
    for (const host of [...job.elsewhere ?? [], ...outcome.elsewhere ?? []]) {
      left.push(`A picture of ${job.productId} lies at ${host}: erase it there`);
    }
    for (const key of outcome.oddKeys ?? []) {
      left.push(`The address of ${key} leads elsewhere: delete it in B2 by hand`);
    }
    return outcome.versions;
  } catch (error) {
    const { message } = describeError(error);
    left.push(`Pictures of ${job.productId} are left: ${message}. Run the command again`);
    return 0;
  }
}

/** An erasing that the bot began knows addresses that the log does not name. */
async function tellWaiting(
  { db, queueSchema }: RedactParts,
  products: readonly string[],
  left: string[],
): Promise<void> {
  if (!await hasQueues(db, queueSchema)) return;
  for (const productId of products) {
    for (const queue of [ERASE_PRODUCT.name, ERASE_AGAIN.name]) {
      const counts = await countJobsByState(db, { productId, queue }, queueSchema);
      if (
        counts.failed + (queue === ERASE_PRODUCT.name ? counts.waiting + counts.running : 0) > 0
      ) {
        left.push(
          `An erasing of ${productId} is not done: deno task jobs list --product ${productId}`,
        );
      }
    }
  }
}

async function countDrift({ db }: RedactParts, products: readonly string[]): Promise<number> {
  let drift = 0;
  for (const productId of products) {
    for await (const page of verify(db, { productId })) drift += page.drift.length;
  }
  return drift;
}

/** Columns that the shop does not know. It never writes them. */
async function findForeignColumns(
  { db }: RedactParts,
  products: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct key as name from products, jsonb_each_text(to_jsonb(products))
    where product_id = any(${products}::text[]) and value is not null and value <> ''
      and key not in ('product_id', 'listed_at', 'withdrawn_at', 'deleted_for_good_at', 'sale_id')
    order by key`.execute(db);
  return rows.map(({ name }) => name);
}
