import { keyMatches } from "../../src/storage/digest.ts";
import type { DiskCache } from "../../src/storage/mod.ts";
import type { Do } from "./database.ts";
import type { Footprint } from "./footprint.ts";

/** What the disk cache of the machine holds. */
export class Disk {
  /** By key. */
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(readonly footprint: Footprint) {}

  get(key: string): Uint8Array<ArrayBuffer> | undefined {
    this.footprint.read("file", key);
    return this.files.get(key);
  }

  set(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.footprint.write("file", key);
    this.files.set(key, bytes);
  }

  delete(key: string): void {
    this.footprint.write("file", key);
    this.files.delete(key);
  }
}

/** The cache of one process on that disk. A failing cache throws nothing. */
export function openDisk(disk: Disk, perform: Do): DiskCache {
  return {
    get: (key) =>
      perform({
        label: () => `disk: get ${key}`,
        act: () => disk.get(key),
        fail: () => undefined,
      }),
    has: (key) =>
      perform({
        label: () => `disk: has ${key}`,
        act: () => disk.get(key) !== undefined,
        fail: () => false,
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
