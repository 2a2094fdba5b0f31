import { join } from "node:path";
import { describeError, logger, named } from "../log.ts";
import {
  type CacheEntry,
  entryName,
  removeEntry,
  scanEntries,
  writeEntry,
} from "./cache_folder.ts";
import { keyMatches } from "./digest.ts";
import { ObjectCorrupt } from "./errors.ts";

/**
 * Pictures on the local disk. It may forget anything at any time. It never throws: a cache that fails makes the shop
 * slow, not broken. The first failure of each minute is logged.
 */
export interface DiskCache {
  /** The bytes of a key; undefined if they are not there or cannot be read. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whether the bytes of a key seem to be there. It does not read them, and is no use of them. */
  has(key: string): Promise<boolean>;
  /** Keeps the bytes of a key for a while, if it can. It does not keep bytes that do not match the key. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Forgets the bytes of a key, if it can; false if they may still be there. */
  remove(key: string): Promise<boolean>;
}

/** What {@link openDiskCache} needs. */
export interface DiskCacheOptions {
  /** May be shared by several processes, and may vanish at any time. */
  readonly dir: string;
  /** The sum of the files' sizes. Each further process may exceed it by an eighth between two scans. */
  readonly maxBytes: number;
  /** Epoch milliseconds; `Date.now` if absent. */
  readonly now?: (() => number) | undefined;
}

/** An entry's modification time is its last use. It is written at most this often. */
const TOUCH_EVERY_MS = 60_000;
const LOG_EVERY_MS = 60_000;
/** Other processes write to the folder too. Their files are counted at least this often. */
const SCAN_EVERY_MS = 10 * 60_000;
/** A clean-up removes more than it must, so that not every put needs one. */
const LOW_WATER = 0.9;

/** Opens a disk cache and counts what is in it. Disposal waits for a clean-up that runs. */
export async function openDiskCache(
  options: DiskCacheOptions,
): Promise<DiskCache & AsyncDisposable> {
  const cache = new FolderCache(options);
  await cache.open();
  return cache;
}

class FolderCache implements DiskCache, AsyncDisposable {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #now: () => number;

  /** The result of the last scan, and its time. */
  #scannedBytes = 0;
  #scannedAtMs = -Infinity;
  /** What this process has written since that scan began. */
  #writtenBytes = 0;
  #cleaning: Promise<void> | undefined;
  #loggedAtMs = -Infinity;
  #unlogged = 0;

  constructor({ dir, maxBytes, now = Date.now }: DiskCacheOptions) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  async open(): Promise<void> {
    await Deno.mkdir(this.#dir, { recursive: true }).catch((error) => this.#failed("make", error));
    await this.#cleanUp();
  }

  async get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const name = entryName(key);
    if (name === undefined) return undefined;
    const path = join(this.#dir, name);
    try {
      const bytes = await Deno.readFile(path);
      if (keyMatches(key, bytes)) {
        await this.#touch(path);
        return bytes;
      }
      this.#failed("read", new ObjectCorrupt(`${name} does not hold the bytes it is named after`));
      await removeEntry(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#failed("read", error);
    }
    return undefined;
  }

  async has(key: string): Promise<boolean> {
    const name = entryName(key);
    if (name === undefined) return false;
    return await Deno.stat(join(this.#dir, name)).then(({ isFile }) => isFile, () => false);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const name = entryName(key);
    if (name === undefined || !keyMatches(key, bytes) || bytes.length > this.#maxBytes) return;
    try {
      await writeEntry(this.#dir, name, bytes);
    } catch (error) {
      return this.#failed("write", error);
    }
    this.#writtenBytes += bytes.length;
    // A clean-up that began before this write may not have seen the file.
    await this.#cleaning;
    if (this.#needsCleanUp()) await this.#cleanUp();
  }

  async remove(key: string): Promise<boolean> {
    const name = entryName(key);
    if (name === undefined) return true;
    try {
      await removeEntry(join(this.#dir, name));
      return true;
    } catch (error) {
      this.#failed("remove a picture from", error);
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleaning;
  }

  /** Marks the last use in the file system, once a minute at most: a restart keeps it, and other processes see it. */
  async #touch(path: string): Promise<void> {
    const now = this.#now();
    const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null }));
    if (mtime === null || now - mtime.getTime() < TOUCH_EVERY_MS) return;
    await Deno.utime(path, now / 1000, now / 1000).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) this.#failed("mark a picture in", error);
    });
  }

  #needsCleanUp(): boolean {
    return this.#scannedBytes + this.#writtenBytes > this.#maxBytes ||
      this.#writtenBytes > this.#maxBytes / 8 ||
      this.#now() - this.#scannedAtMs > SCAN_EVERY_MS;
  }

  #cleanUp(): Promise<void> {
    this.#cleaning ??= this.#scanAndEvict()
      .catch((error) => this.#failed("clean up", error))
      .finally(() => this.#cleaning = undefined);
    return this.#cleaning;
  }

  async #scanAndEvict(): Promise<void> {
    this.#writtenBytes = 0;
    this.#scannedAtMs = this.#now();
    const entries = await scanEntries(this.#dir, this.#scannedAtMs);
    this.#scannedBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (this.#scannedBytes > this.#maxBytes) await this.#evict(entries);
  }

  async #evict(entries: CacheEntry[]): Promise<void> {
    const newest = entries.at(-1);
    for (const entry of entries) {
      const limit = entry === newest ? this.#maxBytes : this.#maxBytes * LOW_WATER;
      if (this.#scannedBytes <= limit) return;
      await removeEntry(entry.path);
      this.#scannedBytes -= entry.sizeBytes;
    }
  }

  #failed(action: string, error: unknown): void {
    const now = this.#now();
    if (now - this.#loggedAtMs < LOG_EVERY_MS) {
      this.#unlogged++;
      return;
    }
    const more = this.#unlogged === 0 ? "" : `, and ${this.#unlogged} failures before it`;
    const about = { action, dir: this.#dir, more, error: describeError(error) };
    const failed = named("cache_failed", about);
    logger("cache").warn('Cannot {action} the disk cache "{dir}"{more}: {error}', failed);
    this.#loggedAtMs = now;
    this.#unlogged = 0;
  }
}
