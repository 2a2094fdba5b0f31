import { sql } from "kysely";
import { type ImageEvent, project, readEvent, writeEvent } from "../domain/mod.ts";
import { type Database, prepared } from "../postgres/mod.ts";

/**
 * Who caused events, and on whose behalf. It is stored with them for people. Only an import decides on it: what it took over
 * before, it does not take over again.
 */
export interface EventMetadata {
  /** Such as `seller:42`, `job:store-image`, `delivery`. */
  readonly actor: string;
  /** The id of the update, job or command where it all began. */
  readonly correlationId?: string;
  /** The id of the direct cause. */
  readonly causationId?: string;
  /**
   * The values of the columns that pictures of a legacy shop were imported from, or that a replacement ended, without
   * secrets. A deletion for good erases the objects that they name.
   */
  readonly legacyValues?: readonly string[];
  /** Of what was imported from no file, the SHA-256 of its value: it may be long, or hold a secret. */
  readonly legacyTaken?: readonly string[];
  /** The further values of a list that a column held until these events, without those that hold a secret. */
  readonly legacyFurther?: readonly string[];
}

/** An event with the id by which a repeated append is recognised. */
export interface NewEvent {
  /** A UUID, unique in the whole log. */
  readonly eventId: string;
  readonly event: ImageEvent;
}

/** A batch for one product. */
export interface Append {
  readonly productId: string;
  /** The version that the decision was made on; 0 for a product without events. */
  readonly expectedVersion: number;
  /** At least one. All of them are appended, or none. */
  readonly events: readonly NewEvent[];
  readonly metadata: EventMetadata;
}

/**
 * The outcome of an append, and the product's version after it. `repeated`: the log had this batch already, and `version`
 * is the one after it. `conflict`: another writer was faster, nothing was written, and `version` is the actual one.
 */
export interface Appended {
  readonly outcome: "appended" | "repeated" | "conflict" | "unknown_product";
  readonly version: number;
}

/**
 * Appends a batch and projects it, in one call to the database; see migration 039.
 *
 * @throws {TypeError} for an event that could not be read back.
 */
export async function appendEvents(db: Database, append: Append): Promise<Appended> {
  const { productId, expectedVersion, metadata } = append;
  const events = append.events.map(({ eventId, event }) => {
    const stored = writeEvent(event);
    // An event that cannot be read back would make the product's whole stream unreadable for ever.
    readEvent(stored);
    return { eventId, ...stored, projected: project(event), metadata };
  });
  const rows = await callAppend(db, { productId, expectedVersion, events: JSON.stringify(events) });
  return rows[0]!;
}

const callAppend = prepared<
  { readonly productId: string; readonly expectedVersion: number; readonly events: string },
  Appended
>("append", ({ productId, expectedVersion, events }) =>
  sql`
    select outcome, version
    from append_image_events(${productId}::text, ${expectedVersion}::integer, ${events}::jsonb)`);
