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

/** For each folder on the way. An exchange is missed with a probability of e^-32. */
const ROUNDS = 64;

/**
 * Checks where the opened file really is. An attacker may exchange a folder for a link to the outside, to and fro; then a
 * file of the outside may be open, but is not read. Deno lets no process ask where an open file is (`/proc/self/fd` needs
 * `--allow-all`), and a path may lead elsewhere at each look.
 *
 * So each look asks one thing, by chance: whether a folder on the way is no link, or whether the path leads to the open
 * file. Of a file of the outside, both cannot hold at the same moment: at each moment some folder is a link, or the path
 * leads to another file. The attacker cannot know what is asked next. So with n folders, each look finds him out with a
 * probability of 1/2n at least.
 */
function refuseOpened(
  file: Deno.FsFile,
  path: string,
  root: string,
): LegacyFileRefusal | undefined {
  const real = Deno.realPathSync(path);
  if (!isBelow(real, root)) return "outside_root";
  const opened = file.statSync();
  const folders = foldersBetween(root, real);
  for (let round = 0; round < ROUNDS * Math.max(1, folders.length); round++) {
    const folder = folders[Math.floor(Math.random() * folders.length)];
    const isRight = folder === undefined || Math.random() < 0.5
      ? isSame(opened, Deno.lstatSync(real))
      : Deno.lstatSync(folder).isDirectory;
    if (!isRight) return "outside_root";
  }
  return opened.isFile ? undefined : "not_a_file";
}

function isSame(one: Deno.FileInfo, other: Deno.FileInfo): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** The folders below the root on the way to a file. */
function foldersBetween(root: string, real: string): string[] {
  const folders: string[] = [];
  for (let path = dirname(real); path !== root; path = dirname(path)) folders.push(path);
  return folders;
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
