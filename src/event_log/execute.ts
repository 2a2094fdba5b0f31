import {
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  initialState,
  type ProductImages,
  readEvent,
  type RefusalOf,
} from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import type { Database } from "../postgres/mod.ts";
import { appendEvents, type EventMetadata } from "./append.ts";

/** What a command led to: its events (none: it was so already) and the state after them. */
export interface Accepted {
  readonly events: readonly ImageEvent[];
  readonly state: ProductImages;
}

/** What a command led to, or why it was refused. */
export type Executed<C extends ImageCommand = ImageCommand> = Accepted | {
  readonly refused: RefusalOf<C> | "unknown_product";
};

/** Other writers were faster at every attempt; nothing was written. */
export class AppendConflict extends VitrineError {
  /** Stored and logged. */
  readonly code = "append_conflict";
}

/** A command was refused where nothing can refuse it: the caller holds what would. */
export class UnexpectedRefusal extends VitrineError {
  /** Stored and logged. */
  readonly code = "unexpected_refusal";
}

/** Writers of one product take turns at its row, so that a retry fails only if yet another came in between. */
const ATTEMPTS = 20;

/** The state that a product's events fold into. */
export async function loadImages(db: Database, productId: string): Promise<ProductImages> {
  const rows = await db.selectFrom("image_events")
    .select(["type", "schema_version as schemaVersion", "image_type as imageType", "data"])
    .where("product_id", "=", productId)
    .orderBy("version")
    .execute();
  return rows.map(readEvent).reduce(evolve, initialState);
}

/**
 * Decides a command on the product's present state and appends what follows; decides anew when another writer
 * came in between.
 *
 * @throws {AppendConflict} after 20 attempts.
 */
export async function execute<C extends ImageCommand>(
  db: Database,
  productId: string,
  command: C,
  metadata: EventMetadata,
): Promise<Executed<C>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await loadImages(db, productId);
    const decision = decide(command, state);
    if ("refused" in decision) return decision;
    const { events } = decision;
    if (events.length === 0) return { events, state };
    const batch = events.map((event) => ({ eventId: crypto.randomUUID(), event }));
    const append = { productId, expectedVersion: state.version, events: batch, metadata };
    const { outcome } = await appendEvents(db, append);
    if (outcome === "unknown_product") return { refused: outcome };
    if (outcome !== "conflict") return { events, state: events.reduce(evolve, state) };
  }
  throw new AppendConflict(
    `Cannot append to product ${productId}: other writers came first ${ATTEMPTS} times`,
  );
}

/**
 * What a command led to that nothing can refuse.
 *
 * @throws {UnexpectedRefusal} if it was refused all the same.
 */
export function accepted(executed: Executed): Accepted {
  if (!("refused" in executed)) return executed;
  throw new UnexpectedRefusal(`The command was refused: ${executed.refused}`);
}
