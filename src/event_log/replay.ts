import { sql } from "kysely";
import type { Difference } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type CompareOptions, compareWithLog } from "./differences.ts";

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
  /** Called at the start and after each part. */
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Products in one part; 5000 if absent. Each part has a lock and a transaction of its own. */
  readonly partSize?: number;
}

/** A range of products: `from` is included, `to` is not; null means no bound. */
interface Part {
  readonly from: string | null;
  readonly to: string | null;
}

const EVERYTHING: Part = { from: null, to: null };

/**
 * Rebuilds the columns of every product from the log, part by part. While a part is replayed, appends wait; between two
 * parts they go on, and each one projects its own product.
 */
export async function replay(db: Database, options: ReplayOptions = {}): Promise<ReplayProgress> {
  const parts = await partsOf(db, options.partSize ?? 5000);
  const ofProducts = await countProducts(db, EVERYTHING);
  let progress: ReplayProgress = { products: 0, ofProducts, events: 0, changed: 0 };
  options.onProgress?.(progress);
  for (const part of parts) {
    const changed = await replayPart(db, part);
    const [products, events] = await Promise.all([countProducts(db, part), countEvents(db, part)]);
    progress = {
      ofProducts,
      products: progress.products + products,
      events: progress.events + events,
      changed: progress.changed + changed,
    };
    options.onProgress?.(progress);
  }
  return progress;
}

/** Rebuilds the columns of every product in one transaction. Returns how many rows it wrote. */
export function replayAtOnce(db: Database): Promise<number> {
  return replayPart(db, EVERYTHING);
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

async function replayPart(db: Database, { from, to }: Part): Promise<number> {
  const { rows } = await sql<{ changed: number }>`
    select replay_product_images(${from}, ${to}) as changed`.execute(db);
  return rows[0]!.changed;
}

async function partsOf(db: Database, partSize: number): Promise<Part[]> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from (
      select product_id, row_number() over (order by product_id) as place from products
    ) numbered
    where (place - 1) % ${partSize} = 0 and place > 1
    order by product_id`.execute(db);
  const bounds = [null, ...rows.map((row) => row.product_id), null];
  return bounds.slice(1).map((to, n) => ({ from: bounds[n]!, to }));
}

async function countProducts(db: Database, part: Part): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products where ${within(part)}`.execute(db);
  return rows[0]!.count;
}

async function countEvents(db: Database, part: Part): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from image_events where ${within(part)}`.execute(db);
  return rows[0]!.count;
}

function within({ from, to }: Part) {
  const after = from === null ? sql`true` : sql`product_id >= ${from}`;
  return to === null ? after : sql`${after} and product_id < ${to}`;
}
