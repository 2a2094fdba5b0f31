import { dirname, isAbsolute, relative, resolve } from "node:path";

/** Why a legacy file is not read. */
export type LegacyFileRefusal =
  | "not_found"
  /** Its path leads out of the folder: by `..`, as an absolute path, or by a link. */
  | "outside_root"
  /** It is a folder, a pipe or a device. */
  | "not_a_file"
  | "too_many_bytes"
  /** The system refuses it. */
  | "not_readable";

/** The bytes of a legacy file, or why there are none. */
export type LegacyFile =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly refused: LegacyFileRefusal };

/** A request for a legacy file. */
export interface LegacyFileRequest {
  /** The folder; nothing outside of it is read. */
  readonly root: string;
  /** As the row has it: relative to the folder, or an absolute path below it. */
  readonly path: string;
  /** A longer file is not read to its end. */
  readonly maxBytes: number;
}

/**
 * Reads a file that a legacy row names. It must be below a folder. It is opened only for reading.
 *
 * @throws when the folder itself cannot be read.
 */
export async function readLegacyFile(request: LegacyFileRequest): Promise<LegacyFile> {
  const root = await Deno.realPath(request.root);
  const path = resolve(root, request.path);
  if (hasOddParts(request.path)) return { refused: "outside_root" };
  try {
    // Otherwise opening a pipe would wait for its writer.
    if (!Deno.statSync(path).isFile) return { refused: "not_a_file" };
    using file = Deno.openSync(path, { read: true });
    const refused = refuseOpened(file, path, root);
    return refused === undefined ? await readAtMost(file, request.maxBytes) : { refused };
  } catch (error) {
    return { refused: refusalOf(error, isBelow(path, root)) };
  }
}

/** `..` is refused even where the path comes back into the folder, and so is NUL, which no path may hold. */
function hasOddParts(path: string): boolean {
  return path.includes("\0") || path.split(/[/\\]/).includes("..");
}

function isBelow(path: string, root: string): boolean {
  const below = relative(root, path);
  return below !== "" && below.split(/[/\\]/)[0] !== ".." && !isAbsolute(below);
}

/**
 * Checks where the opened file really is. An attacker may replace a folder by a link while the file is opened; then it
 * is open, but not read. The path without links must lead to the file that is open, and no part of it may be a link
 * now. This is checked twice without waiting, so that there is no time to replace a folder and put it back.
 */
function refuseOpened(
  file: Deno.FsFile,
  path: string,
  root: string,
): LegacyFileRefusal | undefined {
  const real = Deno.realPathSync(path);
  if (!isBelow(real, root)) return "outside_root";
  const opened = file.statSync();
  for (let round = 0; round < 2; round++) {
    const found = Deno.lstatSync(real);
    if (opened.dev !== found.dev || opened.ino !== found.ino) return "outside_root";
    if (leadsOverLink(real, root)) return "outside_root";
  }
  return opened.isFile ? undefined : "not_a_file";
}

function leadsOverLink(real: string, root: string): boolean {
  for (let path = dirname(real); path !== root; path = dirname(path)) {
    if (Deno.lstatSync(path).isSymlink) return true;
  }
  return false;
}

async function readAtMost(file: Deno.FsFile, maxBytes: number): Promise<LegacyFile> {
  const { size } = await file.stat();
  if (size > maxBytes) return { refused: "too_many_bytes" };
  // One byte more than its size, to detect a file that grows meanwhile.
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const read = await file.read(buffer.subarray(length));
    if (read === null) break;
    length += read;
  }
  return length > maxBytes ? { refused: "too_many_bytes" } : { bytes: buffer.slice(0, length) };
}

function refusalOf(error: unknown, below: boolean): LegacyFileRefusal {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  if (error instanceof NotFound || error instanceof NotADirectory) {
    return below ? "not_found" : "outside_root";
  }
  if (error instanceof FilesystemLoop) return "not_found";
  return "not_readable";
}
