import { BoundedMap } from "../std/mod.ts";

/** A file id that Telegram gave this process for a picture. */
export interface RecentId {
  readonly fileId: string;
  readonly fileUniqueId: string | undefined;
  /** SHA-256 of the bytes; undefined for placeholders, and for what Telegram fetched from a URL. */
  readonly sha256: string | undefined;
  /** Whether the log knows the id, or a view is telling it. */
  captured: boolean;
}

/** File ids that this process got lately, by the name of the picture. */
export interface RecentIds {
  get(picture: string): RecentId | undefined;
  set(picture: string, id: RecentId): void;
  /** Forgets an id that Telegram refused. */
  forget(fileId: string): void;
}

/**
 * Remembers the latest ids. A request may have read its row just before another captured an id: it finds the id here,
 * and need not upload the picture again. An id that could not be captured (PostgreSQL was away) is captured with the
 * next view.
 */
export function createRecentIds(limit = 1000): RecentIds {
  const ids = new BoundedMap<string, RecentId>(limit);
  return {
    get: (picture) => ids.get(picture),
    set: (picture, id) => ids.set(picture, id),
    forget: (fileId) => {
      for (const [picture, id] of ids) if (id.fileId === fileId) ids.delete(picture);
    },
  };
}
