/** File ids that this process got lately, by picture. */
export interface RecentIds {
  /** The id of a picture. */
  get(picture: string): string | undefined;
  /** Remembers an id; the oldest is forgotten. */
  set(picture: string, fileId: string): void;
  /** Forgets an id that Telegram refused. */
  forget(fileId: string): void;
}

/**
 * Remembers the latest ids. A request whose row was read just before a capture would upload the picture once
 * more; here it finds the id.
 */
export function createRecentIds(limit = 1000): RecentIds {
  const ids = new Map<string, string>();
  return {
    get: (picture) => ids.get(picture),
    set: (picture, fileId) => {
      ids.delete(picture);
      ids.set(picture, fileId);
      const [oldest] = ids.keys();
      if (ids.size > limit && oldest !== undefined) ids.delete(oldest);
    },
    forget: (fileId) => {
      for (const [picture, id] of ids) if (id === fileId) ids.delete(picture);
    },
  };
}
