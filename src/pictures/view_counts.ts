import { sql } from "kysely";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import type { Deliver } from "./show.ts";

/** How often the products were shown, for the warm-up of a new bot. */
export interface ViewCounts extends Disposable {
  /** Counts a view, in memory. */
  count(productId: string): void;
  /** Adds what was counted to the database. If PostgreSQL fails, these views are not counted. */
  save(): Promise<void>;
}

/** A view must not wait for a write. Nobody needs the last minute of a process that is killed. */
const SAVE_EVERY_MS = 60_000;

/** Counts views, and saves them once a minute until disposal. */
export function openViewCounts(db: Database): ViewCounts {
  let counts = new Map<string, number>();
  const save = async () => {
    if (counts.size === 0) return;
    const taken = counts;
    counts = new Map();
    await addViews(db, taken).catch((error) => {
      logger("delivery").debug("Views are not counted: {error}", { error: describeError(error) });
    });
  };
  const timer = setInterval(() => void save(), SAVE_EVERY_MS);
  return {
    count: (productId) => void counts.set(productId, (counts.get(productId) ?? 0) + 1),
    save,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Shows pictures and counts them. */
export function countViews(deliver: Deliver, views: Pick<ViewCounts, "count">): Deliver {
  return async (request) => {
    const delivered = await deliver(request);
    views.count(request.product.productId);
    return delivered;
  };
}

/** In the order of the ids: two processes never wait for each other in a circle. */
async function addViews(db: Database, counts: ReadonlyMap<string, number>): Promise<void> {
  const ids = [...counts.keys()].toSorted();
  const views = ids.map((id) => counts.get(id)!);
  await sql`
    insert into product_views as known (product_id, views)
    select * from unnest(${ids}::text[], ${views}::bigint[])
    on conflict (product_id) do update set views = known.views + excluded.views`.execute(db);
}
