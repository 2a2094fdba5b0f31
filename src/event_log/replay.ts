import { sql } from "kysely";
import type { Difference } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type CompareOptions, compareWithLog } from "./differences.ts";
import { createPageRepair, type Page, pageAfter, untilOnDisk } from "./page_repair.ts";

/** How far a replay is, and what it has done. At its end, these are the sums. */
export interface ReplayProgress {
  /** How many products were replayed. */
  readonly products: number;
  /** How many products there are. */
  readonly ofProducts: number;
  /** How many events the replayed products have. */
  readonly events: number;
  /** How many rows were wrong, and are right now. */
  readonly changed: number;
}

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** Called at the start and after each page. */
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Products that are looked at in one statement; 5000 if absent. Repairs are in smaller transactions. */
  readonly pageSize?: number;
}

/**
 * Rebuilds the columns of every product from the log, page by page. It looks for wrong rows without a lock, and locks
 * only those that it repairs, for some milliseconds. Appends to these wait, all others go on.
 */
export async function replay(db: Database, options: ReplayOptions = {}): Promise<ReplayProgress> {
  const pageSize = options.pageSize ?? 5000;
  const repair = createPageRepair(db, pageSize);
  let progress = { products: 0, ofProducts: await countProducts(db), events: 0, changed: 0 };
  options.onProgress?.(progress);
  for (let page = await pageAfter(db, null, pageSize); page !== undefined;) {
    const changed = await repair(page);
    const products = progress.products + page.products;
    progress = {
      products,
      ofProducts: Math.max(progress.ofProducts, products),
      events: progress.events + await countEvents(db, page),
      changed: progress.changed + changed,
    };
    options.onProgress?.(progress);
    page = await pageAfter(db, page.last, pageSize);
  }
  if (progress.changed > 0) await untilOnDisk(db);
  return progress;
}

/** Rebuilds the columns of one product; undefined if there is no such product. */
export async function replayProduct(
  db: Database,
  productId: string,
): Promise<ReplayProgress | undefined> {
  const { rows } = await sql<{ events: number; changed: number }>`
    select events, changed from replay_one_product(${productId})`.execute(db);
  return rows[0] && { products: 1, ofProducts: 1, ...rows[0] };
}

/** How far a preview is, and what a replay would change in the rows of this page. */
export interface ReplayPreview extends ReplayProgress {
  readonly differences: readonly Difference[];
}

/** Lists what {@link replay} would change, in pages, in one snapshot. Writes nothing. */
export async function* previewReplay(
  db: Database,
  options: CompareOptions = {},
): AsyncGenerator<ReplayPreview, void> {
  let changed = 0;
  for await (const page of compareWithLog(db, options)) {
    const { products, ofProducts, events, differences } = page;
    changed += new Set(differences.map((difference) => difference.productId)).size;
    yield { products, ofProducts, events, changed, differences };
  }
}

async function countProducts(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from products`.execute(db);
  return rows[0]!.count;
}

async function countEvents(db: Database, { first, last }: Page): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from image_events where product_id between ${first} and ${last}`.execute(db);
  return rows[0]!.count;
}
