import { keyMatches } from "../../src/storage/digest.ts";
import type { DiskCache } from "../../src/storage/mod.ts";
import type { Do } from "./database.ts";

/** What the disk cache of the machine holds, by key. */
export type Disk = Map<string, Uint8Array<ArrayBuffer>>;

/** The cache of one process on that disk. A failing cache throws nothing. */
export function openDisk(disk: Disk, perform: Do): DiskCache {
  return {
    get: (key) =>
      perform({
        label: () => `disk: get ${key}`,
        act: () => disk.get(key),
        fail: () => undefined,
      }),
    put: (key, bytes) =>
      perform({
        label: () => `disk: put ${key}`,
        act: () => {
          if (keyMatches(key, bytes)) disk.set(key, new Uint8Array(bytes));
        },
        fail: () => undefined,
      }),
    remove: (key) =>
      perform({
        label: () => `disk: remove ${key}`,
        act: () => (disk.delete(key), true),
        fail: () => false,
      }),
  };
}
