import { sql } from "kysely";
import {
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  type ImageRefused,
  initialState,
  type ProductImages,
  readEvent,
  SCHEMA_VERSION,
} from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import type { Database } from "../postgres/mod.ts";

/** Who caused events, and on whose behalf; stored beside them. */
export interface EventMetadata {
  /** Such as `seller:42`, `job:store-image`, `delivery`. */
  readonly actor: string;
  /** The id of the update, job or command that all of this goes back to. */
  readonly correlationId?: string;
  /** The id of what led to it directly. */
  readonly causationId?: string;
}

/** An event with the id by which a repeated append is recognised. */
export interface NewEvent {
  /** A UUID, unique in the whole log. */
  readonly eventId: string;
  /** What happened. */
  readonly event: ImageEvent;
}

/** A batch for one product. */
export interface Append {
  /** Whose stream. */
  readonly productId: string;
  /** The version that the decision was made on; 0 for a product without events. */
  readonly expectedVersion: number;
  /** At least one. All of them are appended, or none. */
  readonly events: readonly NewEvent[];
  /** Stored with each event. */
  readonly metadata: EventMetadata;
}

/**
 * What became of a batch. `repeated`: this very batch was in the log already, `version` is its first outcome;
 * `conflict`: nothing was written, `version` is the actual one.
 */
export interface Appended {
  /** See above. */
  readonly outcome: "appended" | "repeated" | "conflict" | "unknown_product";
  /** See above. */
  readonly version: number;
}

/** What a command led to: the version after it and its events (none: it was so already), or why not. */
export type Executed =
  | { readonly version: number; readonly events: readonly ImageEvent[] }
  | { readonly refused: ImageRefused | "unknown_product" };

/** Other writers were faster at every attempt; nothing was written. */
export class AppendConflict extends VitrineError {
  /** Stored and logged. */
  readonly code = "append_conflict";
}

/** Writers of one product take turns at its row, so that a retry fails only if yet another came in between. */
const ATTEMPTS = 20;

/**
 * Appends a batch and projects it, in one call to the database; see migrations/006.
 *
 * @throws {TypeError} for an event that could not be read back.
 */
export async function appendEvents(db: Database, append: Append): Promise<Appended> {
  const { productId, expectedVersion, metadata } = append;
  const events = append.events.map(({ eventId, event }) => {
    const stored = { schemaVersion: SCHEMA_VERSION, ...event };
    // What could not be read back would end the stream for ever.
    readEvent(stored);
    return { eventId, ...stored, metadata };
  });
  const { rows } = await sql<Appended>`
    select outcome, version
    from append_image_events(${productId}, ${expectedVersion}, ${JSON.stringify(events)}::jsonb)
  `.execute(db);
  return rows[0]!;
}

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
export async function execute(
  db: Database,
  productId: string,
  command: ImageCommand,
  metadata: EventMetadata,
): Promise<Executed> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await loadImages(db, productId);
    const decision = decide(command, state);
    if ("refused" in decision) return decision;
    const { events } = decision;
    if (events.length === 0) return { version: state.version, events };
    const batch = events.map((event) => ({ eventId: crypto.randomUUID(), event }));
    const append = { productId, expectedVersion: state.version, events: batch, metadata };
    const { outcome, version } = await appendEvents(db, append);
    if (outcome === "unknown_product") return { refused: outcome };
    if (outcome !== "conflict") return { version, events };
  }
  throw new AppendConflict(
    `Cannot append to product ${productId}: other writers came first ${ATTEMPTS} times`,
  );
}
