/** A file below the folder. */
export interface IndexedFile {
  readonly folder: IndexedFolder;
  readonly name: string;
}

/** A folder and its files, by their folded names. */
export interface IndexedFolder {
  /** Relative. Empty: the folder of the index itself. */
  readonly path: string;
  readonly files: Map<string, IndexedFile[]>;
}

/** With more files, the index would need too much memory: some 300 bytes for each. */
const MOST_FILES = 200_000;
/** More places of one name say nothing to an operator. */
const MOST_PLACES = 4;

/**
 * The files below a folder, read once. It finds files whose names differ in case or in the form of their letters. Links
 * to folders are not followed.
 */
export class FolderIndex {
  readonly #folders = new Map<string, IndexedFolder[]>();
  readonly #byName = new Map<string, IndexedFile[]>();
  #count = 0;

  private constructor() {}

  /** Reads the folder. Undefined if it holds too many files. A folder below it that cannot be read is skipped. */
  static async read(root: string, mostFiles = MOST_FILES): Promise<FolderIndex | undefined> {
    const index = new FolderIndex();
    const waiting = [""];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const folder: IndexedFolder = { path, files: new Map() };
      pushTo(index.#folders, fold(path), folder);
      for (const entry of await entriesOf(root, path)) {
        if (entry.isDirectory) waiting.push(joined(path, entry.name));
        else index.#add({ folder, name: entry.name });
      }
      if (index.#count > mostFiles) return undefined;
    }
    return index;
  }

  /** The folders, those near the root first. */
  *folders(): Iterable<IndexedFolder> {
    for (const folders of this.#folders.values()) yield* folders;
  }

  /** The files at a path. Several if their paths differ only in case or in the form of their letters. */
  at(path: string): readonly IndexedFile[] {
    const slash = path.lastIndexOf("/");
    const name = fold(path.slice(slash + 1));
    return this.folder(path.slice(0, Math.max(slash, 0)))
      .flatMap(({ files }) => files.get(name) ?? []);
  }

  /** The folders at a path, in the same sense. */
  folder(path: string): readonly IndexedFolder[] {
    return this.#folders.get(fold(path)) ?? [];
  }

  /** Some of the files of this name in all folders. */
  named(name: string): readonly IndexedFile[] {
    return this.#byName.get(fold(name)) ?? [];
  }

  #add(file: IndexedFile): void {
    this.#count++;
    const name = fold(file.name);
    pushTo(file.folder.files, name, file);
    if ((this.#byName.get(name)?.length ?? 0) < MOST_PLACES) pushTo(this.#byName, name, file);
  }
}

/** The path of a file below the folder of its index. */
export function pathOf({ folder, name }: IndexedFile): string {
  return joined(folder.path, name);
}

/** A name or path without the differences that file systems of macOS and Windows do not see. */
export function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** In the order of their names, so that each run sees the same. */
async function entriesOf(root: string, path: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(joined(root, path)));
    return entries.sort((one, other) => one.name < other.name ? -1 : 1);
  } catch (error) {
    const { NotFound, PermissionDenied, NotADirectory } = Deno.errors;
    const isGone = error instanceof NotFound || error instanceof NotADirectory;
    if (isGone || error instanceof PermissionDenied) return [];
    throw error;
  }
}

function pushTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
