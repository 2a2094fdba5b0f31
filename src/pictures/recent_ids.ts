/** What this process lately got from Telegram for a picture. */
export interface RecentId {
  /** The id that sends it again. */
  readonly fileId: string;
  /** Telegram's `file_unique_id`. */
  readonly fileUniqueId: string | undefined;
  /** SHA-256 of the bytes; undefined for what Telegram fetched itself, and for placeholders. */
  readonly sha256: string | undefined;
  /** Whether the log knows it. */
  captured: boolean;
}

/** File ids that this process got lately, by picture. */
export interface RecentIds {
  /** The id of a picture. */
  get(picture: string): RecentId | undefined;
  /** Remembers an id; the oldest is forgotten. */
  set(picture: string, id: RecentId): void;
  /** Forgets an id that Telegram refused. */
  forget(fileId: string): void;
}

/**
 * Remembers the latest ids. A request whose row was read just before a capture would upload the picture once more; here
 * it finds the id. One that could not be captured (PostgreSQL was away) is captured with the next view.
 */
export function createRecentIds(limit = 1000): RecentIds {
  const ids = new Map<string, RecentId>();
  return {
    get: (picture) => ids.get(picture),
    set: (picture, id) => {
      ids.delete(picture);
      ids.set(picture, id);
      const [oldest] = ids.keys();
      if (ids.size > limit && oldest !== undefined) ids.delete(oldest);
    },
    forget: (fileId) => {
      for (const [picture, id] of ids) if (id.fileId === fileId) ids.delete(picture);
    },
  };
}
