/** An event as its row holds it; nothing of it is trusted yet. */
export interface StoredEvent {
  readonly type: string;
  /** The version of the shape of `data`. */
  readonly schemaVersion: number;
  /** From version 3 on, it names the picture too: `cover`, or `cover.2` of picture 2. */
  readonly imageType: string;
  /** Where an upcast says which picture it is of. No row has it. */
  readonly picture?: number;
  readonly data: unknown;
}

/** An event with its place in the log. */
export interface LoggedEvent extends StoredEvent {
  /** Its place in the whole log. */
  readonly position: number;
  readonly productId: string;
  /** Its place among the product's events. */
  readonly version: number;
  /** A UUID. */
  readonly eventId: string;
  /** Actor, correlation and causation. Nothing may decide on them. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** ISO 8601 in UTC, with all six digits that PostgreSQL keeps: `as-of` takes it as it is. */
  readonly recordedAt: string;
}
