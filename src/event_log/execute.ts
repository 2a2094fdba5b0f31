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

/** The events of a command, and the state after them. No events: it was so already. */
export interface Accepted {
  readonly events: readonly ImageEvent[];
  readonly state: ProductImages;
}

/** The events of a command and the state after them, or why the command was refused. */
export type Executed<C extends ImageCommand = ImageCommand> = Accepted | {
  readonly refused: RefusalOf<C> | "unknown_product";
};

/** Other writers were faster at every attempt. Nothing was written. */
export class AppendConflict extends VitrineError {
  readonly code = "append_conflict";
}

/** A command was refused although its caller had made sure that it cannot be. */
export class UnexpectedRefusal extends VitrineError {
  readonly code = "unexpected_refusal";
}

/** Writers of one product take turns at its row. So an attempt fails only if another writer came in between. */
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
 * Decides a command on the product's present state and appends the events that follow. If another writer came in
 * between, it decides again.
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
 * The events and the state of a command that cannot be refused where it is given.
 *
 * @throws {UnexpectedRefusal} if it was refused all the same.
 */
export function accepted(executed: Executed): Accepted {
  if (!("refused" in executed)) return executed;
  throw new UnexpectedRefusal(`The command was refused: ${executed.refused}`);
}
