import { sql } from "kysely";
import {
  type Difference,
  explain,
  type Explanation,
  type LoggedEvent,
  type ProjectionTarget,
  readStream,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type ComparedPage, type CompareOptions, compareWithLog } from "./differences.ts";
import { selectEvents } from "./logged_event.ts";
import { causesByOwner } from "./owners.ts";

/** A value that contradicts the log, with the event that it contradicts and the likely cause. */
export type Drift = Difference & Explanation;

/** One page of {@link verify}. A page with much drift comes in parts, and no product is in two of them. */
export interface VerifiedPage extends Omit<ComparedPage, "differences"> {
  readonly drift: readonly Drift[];
}

/** How many products are explained at once: memory holds all of their events. */
const EXPLAINED_AT_ONCE = 200;

/**
 * Verifies the columns against the log in pages, in one snapshot: a running shop causes no false drift. Writes nothing.
 * There is always at least one page; the counts of the last one are the sums.
 *
 * @throws {Error} if no shop was ever started on this database; see `loadProjectionTarget`.
 */
export async function* verify(
  db: Database,
  options: CompareOptions = {},
): AsyncGenerator<VerifiedPage, void> {
  for await (const { tx, target, differences, ...page } of compareWithLog(db, options)) {
    let found = page;
    for (const some of inParts(differences)) {
      yield { ...found, drift: await explainAll(tx, target, some) };
      found = { ...page, unexplained: [], withoutRow: [] };
    }
  }
}

/** Splits differences by product. There is always at least one part. */
function inParts(differences: readonly Difference[]): Difference[][] {
  const ofProducts = [...Map.groupBy(differences, ({ productId }) => productId).values()];
  const parts: Difference[][] = [];
  for (let n = 0; n === 0 || n < ofProducts.length; n += EXPLAINED_AT_ONCE) {
    parts.push(ofProducts.slice(n, n + EXPLAINED_AT_ONCE).flat());
  }
  return parts;
}

async function explainAll(
  tx: Database,
  target: ProjectionTarget,
  differences: readonly Difference[],
): Promise<Drift[]> {
  const byProduct = Map.groupBy(differences, ({ productId }) => productId);
  if (byProduct.size === 0) return [];
  const streams = await loadStreams(tx, [...byProduct.keys()]);
  const explained = [...byProduct].flatMap(([productId, ofProduct]) => {
    const stream = readStream(streams.get(productId) ?? [], target);
    return ofProduct.map((each) => ({ ...each, ...explain(each, stream, target) }));
  });
  const foreign = explained.filter(({ cause }) => cause.code === "written_by_hand");
  const owners = await causesByOwner(tx, foreign);
  return explained.map((each) => ({ ...each, cause: owners.get(each) ?? each.cause }));
}

async function loadStreams(
  tx: Database,
  productIds: readonly string[],
): Promise<Map<string, LoggedEvent[]>> {
  const some = sql`product_id = any(${productIds}::text[])`;
  const events = await selectEvents(tx, some, sql`product_id, version`);
  return Map.groupBy(events, ({ productId }) => productId);
}
