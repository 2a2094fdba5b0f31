import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";

/** The products from `first` to `last`, both included. */
export interface Page {
  readonly first: string;
  readonly last: string;
  readonly products: number;
}

/** How long a repair should hold the locks of its rows, in milliseconds: an append may wait for 100 ms at most. */
const HELD_MS = 25;

/** The fewest rows that are locked together, and the first ones. A slow machine takes 20 ms for them. */
const LEAST_SIZE = 200;

/** From this share of wrong rows on, it is cheaper to lock and replay neighbours together than one by one. */
const DENSE = 0.1;

/**
 * Returns a function that repairs a page, and returns how many rows were wrong. It reads the page without a lock. A few wrong
 * rows are replayed one by one. Where many are wrong, neighbours are locked and replayed together, without looking first,
 * and only as many as take {@link HELD_MS}. It continues so while many are wrong. Its commits do not wait for the disk:
 * call {@link untilOnDisk} at the end.
 */
export function createPageRepair(db: Database, pageSize: number): (page: Page) => Promise<number> {
  let isDense = false;
  let size = Math.min(LEAST_SIZE, pageSize);
  const repairDense = async (page: Page) => {
    let [wrong, after]: [number, string | null] = [0, null];
    for (;;) {
      const some = await pageAfter(db, after, size, page);
      if (some === undefined) break;
      const started = performance.now();
      const { changed, busy } = await replayTogether(db, some);
      size = nextSize(size, performance.now() - started, pageSize);
      wrong += changed + await replayEach(db, busy);
      after = some.last;
    }
    isDense = wrong >= page.products * DENSE;
    return wrong;
  };
  return async (page) => {
    if (isDense) return await repairDense(page);
    const wrong = await findDrift(db, page);
    return wrong.length >= Math.max(2, page.products * DENSE)
      ? await repairDense(page)
      : await replayEach(db, wrong);
  };
}

/** The size that fits the time. It grows to twice the size at most, because a short measurement says little. */
function nextSize(size: number, tookMs: number, most: number): number {
  const fitting = Math.floor(size * HELD_MS / Math.max(tookMs, 1));
  return Math.min(Math.max(LEAST_SIZE, Math.min(fitting, size * 2)), most);
}

/** The page after a product, or the first one, among all products or those of a larger page. Undefined if there is none. */
export async function pageAfter(
  db: Database,
  after: string | null,
  size: number,
  within?: Page,
): Promise<Page | undefined> {
  const rest = after === null ? sql`true` : sql`product_id > ${after}`;
  const inside = within === undefined
    ? sql`true`
    : sql`product_id between ${within.first} and ${within.last}`;
  const { rows } = await sql<Page>`
    select min(product_id) as first, max(product_id) as last, count(*) as products
    from (
      select product_id from products where ${rest} and ${inside} order by product_id limit ${size}
    ) page`.execute(db);
  return rows[0]!.products === 0 ? undefined : rows[0];
}

async function findDrift(db: Database, { first, last }: Page): Promise<string[]> {
  const { rows } = await sql<{ wrong: string[] }>`
    select wrong from find_image_drift(${first}, ${last}) wrong`.execute(db);
  return rows[0]!.wrong;
}

/** Leaves out rows that others have locked: it waits for none of them while it holds locks. */
async function replayTogether(db: Database, { first, last }: Page) {
  const { rows } = await sql<{ changed: number; busy: string[] }>`
    select changed, busy from replay_image_page(${first}, ${last}), ${WITHOUT_DISK}`.execute(db);
  return rows[0]!;
}

/**
 * In the `from` of a statement: its commit does not wait for the disk. Else appends would wait for each write to the disk
 * as well. What is lost with the server's power can be replayed again. {@link untilOnDisk} ends such a replay.
 */
const WITHOUT_DISK = sql`set_config('synchronous_commit', 'off', true)`;

/** Waits until all commits so far are on the disk, also those that did not wait. */
export async function untilOnDisk(db: Database): Promise<void> {
  // A commit waits only if it has written something. This writes a line that nobody reads.
  await sql`select pg_logical_emit_message(true, 'vitrine', 'replayed')`.execute(db);
}

/** Replays products one by one. Each waits for its own row and holds no other. Returns how many were wrong. */
async function replayEach(db: Database, productIds: readonly string[]): Promise<number> {
  let changed = 0;
  for (const productId of productIds) {
    const { rows } = await sql<{ changed: number }>`
      select changed from replay_one_product(${productId}), ${WITHOUT_DISK}`.execute(db);
    changed += rows[0]?.changed ?? 0;
  }
  return changed;
}
