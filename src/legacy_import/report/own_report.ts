import { dirname } from "node:path";

/** How the files begin that reports write. A killed run may have left less. */
const BEGINNINGS: readonly (readonly [ending: RegExp, beginning: RegExp])[] = [
  [/\.html?$/i, /^\s*<!doctype html>[^]*"default-src &#39;none&#39;; style-src &#39;sha256-/],
  [/\.csv$/i, /^at[,;]product[,;]/],
  [/\.(jsonl|ndjson)$/i, /^\{"at":"/],
];
const HEAD_BYTES = 4096;

/**
 * Why a report cannot be written to a file, and what to do. Undefined if it can. It goes on in files that reports wrote, and
 * never in others: they may be the shop's own.
 */
export async function problemOfReport(path: string): Promise<string | undefined> {
  if (!await isThere(dirname(path))) {
    return `${
      JSON.stringify(dirname(path))
    } is no folder that can be read: make it, or name another`;
  }
  const files = [path, path.replace(/\.html?$/i, ".jsonl")];
  for (const file of new Set(files)) {
    try {
      if (!await isOwn(file)) {
        return `${JSON.stringify(file)} holds something else: name a file that is not there`;
      }
      await tryToWrite(file);
    } catch (error) {
      return `${JSON.stringify(file)} cannot be written, ${(error as Error).name}: name another`;
    }
  }
  return undefined;
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await Deno.stat(folder)).isDirectory;
  } catch {
    return false;
  }
}

async function isOwn(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(HEAD_BYTES);
    const length = await file.read(head) ?? 0;
    // Without `ignoreBOM`, the mark is taken away.
    const text = new TextDecoder().decode(head.subarray(0, length));
    const [, beginning] = BEGINNINGS.find(([ending]) => ending.test(path))!;
    return length === 0 || beginning.test(text);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

/** Leaves no file behind. */
async function tryToWrite(path: string): Promise<void> {
  try {
    (await Deno.open(path, { createNew: true, write: true })).close();
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    (await Deno.open(path, { append: true })).close();
  }
}
