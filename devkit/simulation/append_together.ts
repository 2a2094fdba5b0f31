import type { Answer, Statement } from "./builder_statements.ts";
import { MustWait } from "./scheduler.ts";
import type { Row } from "./tables.ts";

/** `append_image_events_together`, made of an append and of a lock: what cannot be decided at once is left out. */
export function together<S extends Pick<Statement, "tx" | "table">>(
  append: (statement: S, parameters: readonly unknown[]) => Answer,
  lock: (statement: S, productId: string) => boolean,
): (statement: S, parameters: readonly unknown[]) => Answer {
  return (statement, parameters) => {
    const [ids, versions, batches] = parameters as [string[], number[], string[]];
    const log = [...statement.tx.read(statement.table("image_events"))];
    const known = new Set(log.map(({ event_id }) => event_id));
    const rows = ids.flatMap((productId, at) => {
      const batch = JSON.parse(batches[at]!) as { readonly eventId: string }[];
      const isLeftOut = !isFree(() => lock(statement, productId)) || batch.length === 0 ||
        batch.some(({ eventId }) => known.has(eventId));
      if (isLeftOut) return [];
      const { rows } = append(statement, [productId, versions[at], batches[at]]);
      return rows.map((row) => ({ productId, ...row as Row }));
    });
    return { rows };
  };
}

/** Whether a product is there and nobody else has its row. */
function isFree(lock: () => boolean): boolean {
  try {
    return lock();
  } catch (error) {
    if (error instanceof MustWait) return false;
    throw error;
  }
}
