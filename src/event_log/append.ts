import { sql } from "kysely";
import { type ImageEvent, project, readEvent, schemaVersionOf } from "../domain/mod.ts";
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

/**
 * Appends a batch and projects it, in one call to the database; see migrations/011.
 *
 * @throws {TypeError} for an event that could not be read back.
 */
export async function appendEvents(db: Database, append: Append): Promise<Appended> {
  const { productId, expectedVersion, metadata } = append;
  const events = append.events.map(({ eventId, event }) => {
    const stored = { schemaVersion: schemaVersionOf(event), ...event };
    // What could not be read back would end the stream for ever.
    readEvent(stored);
    return { eventId, ...stored, projected: project(event), metadata };
  });
  const { rows } = await sql<Appended>`
    select outcome, version
    from append_image_events(${productId}, ${expectedVersion}, ${JSON.stringify(events)}::jsonb)
  `.execute(db);
  return rows[0]!;
}
