import { join } from "node:path";
import { parseObjectKey } from "../domain/mod.ts";

const ENTRY = /^[0-9a-f]{16}\.jpg$/;
const TEMPORARY = /^[0-9a-f]{16}\.jpg\.[0-9a-f-]{36}\.tmp$/;

/** A writer that has not renamed its temporary file for so long was killed. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** How many files are read at once while a folder is scanned. */
const SCAN_BATCH = 64;

/** A cached picture on disk. */
export interface CacheEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** Its modification time, in epoch milliseconds. */
  readonly usedAtMs: number;
}

/**
 * The file name for a key; undefined for a key that is no object key. It is made of the hash alone: two products with
 * the same picture share one file, and no key can lead out of the folder.
 */
export function entryName(key: string): string | undefined {
  const parts = parseObjectKey(key);
  return parts && `${parts.hashPrefix}.jpg`;
}

/** Writes a file so that a reader sees it whole or not at all. Makes the folder if it is gone. */
export async function writeEntry(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAndRename(dir, name, bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dir, { recursive: true });
    await writeAndRename(dir, name, bytes);
  }
}

async function writeAndRename(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(dir, name);
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeFile(temporary, bytes, { createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  }
}

/**
 * The entries of a folder, the least recently used first; a folder that is gone has none. Removes the temporary files
 * of killed writers, and leaves other programs' files alone.
 */
export async function scanEntries(dir: string, nowMs: number): Promise<CacheEntry[]> {
  const names = await readNames(dir);
  const entries: CacheEntry[] = [];
  for (let i = 0; i < names.length; i += SCAN_BATCH) {
    const batch = names.slice(i, i + SCAN_BATCH).map((name) => look(join(dir, name)));
    entries.push(...(await Promise.all(batch)).filter((entry) => entry !== undefined));
  }
  const abandoned = entries.filter(({ path, usedAtMs }) =>
    path.endsWith(".tmp") && nowMs - usedAtMs > ABANDONED_AFTER_MS
  );
  await Promise.all(abandoned.map(({ path }) => removeQuietly(path)));
  return entries
    .filter(({ path }) => !path.endsWith(".tmp"))
    .sort((a, b) => a.usedAtMs - b.usedAtMs);
}

/** Deletes all entries of a folder, and leaves other programs' files alone. A folder that is gone has none. */
export async function clearCacheFolder(dir: string): Promise<void> {
  for (const name of await readNames(dir)) await removeEntry(join(dir, name));
}

async function readNames(dir: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(dir)) {
      if (isFile && (ENTRY.test(name) || TEMPORARY.test(name))) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}

/** Another process may have removed the file meanwhile. */
async function look(path: string): Promise<CacheEntry | undefined> {
  try {
    const { size, mtime } = await Deno.stat(path);
    return { path, sizeBytes: size, usedAtMs: mtime?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes a file that may be gone already. */
export async function removeEntry(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** For use while another error is handled. That error says what went wrong. */
async function removeQuietly(path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
}
