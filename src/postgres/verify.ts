import { sql } from "kysely";
import type { ProjectionTarget } from "../domain/mod.ts";
import type { Database } from "./database.ts";
import {
  type ComparedPage,
  type CompareOptions,
  compareWithLog,
  type Difference,
} from "./differences.ts";
import { explain, type Explanation, readStream } from "./likely_cause.ts";
import { type LoggedEvent, selectEvents } from "./logged_event.ts";

/** A value that is not the one that the log demands, with the event that says so and the likely cause. */
export type Drift = Difference & Explanation;

/** One page of {@link verify}. */
export interface VerifiedPage extends Omit<ComparedPage, "differences"> {
  /** By product. */
  readonly drift: readonly Drift[];
}

/** Products whose streams are held at once while drift is explained. */
const EXPLAINED_AT_ONCE = 200;

/**
 * Verifies the columns against the log, page by page, at one moment of the database: a shop that runs causes no false
 * drift. Writes nothing. There is always one page at least; the last one's counts are the sums.
 *
 * @throws {Error} as long as nothing says what the columns are built for.
 */
export async function* verify(
  db: Database,
  options: CompareOptions = {},
): AsyncGenerator<VerifiedPage, void> {
  for await (const { tx, target, differences, ...page } of compareWithLog(db, options)) {
    yield { ...page, drift: await explainAll(tx, target, differences) };
  }
}

async function explainAll(
  tx: Database,
  target: ProjectionTarget,
  differences: readonly Difference[],
): Promise<Drift[]> {
  const byProduct = [...Map.groupBy(differences, ({ productId }) => productId)];
  const drift: Drift[] = [];
  for (let n = 0; n < byProduct.length; n += EXPLAINED_AT_ONCE) {
    const some = byProduct.slice(n, n + EXPLAINED_AT_ONCE);
    const streams = await loadStreams(tx, some.map(([productId]) => productId));
    for (const [productId, ofProduct] of some) {
      const stream = readStream(streams.get(productId) ?? [], target);
      for (const each of ofProduct) drift.push({ ...each, ...explain(each, stream, target) });
    }
  }
  return drift;
}

async function loadStreams(
  tx: Database,
  productIds: readonly string[],
): Promise<Map<string, LoggedEvent[]>> {
  const some = sql`product_id = any(${productIds}::text[])`;
  const events = await selectEvents(tx, some, sql`product_id, version`);
  return Map.groupBy(events, ({ productId }) => productId);
}
