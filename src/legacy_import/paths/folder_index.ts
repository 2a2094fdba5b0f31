/** A file below the folder. */
export interface IndexedFile {
  readonly folder: IndexedFolder;
  readonly name: string;
}

/** More files and folders are not indexed: each needs some 500 bytes. */
const MOST_ENTRIES = 300_000;
/** More places of one name say nothing to an operator. */
const MOST_PLACES = 4;
/** A folder with more names gets a map of them when it is first asked. */
const FEW_NAMES = 8;
/** After so many folders, other work has its turn. */
const FOLDERS_IN_A_ROW = 100;

/** A folder below the folder of the index. */
export class IndexedFolder {
  /** Relative. Empty: the folder of the index itself. */
  readonly path: string;
  /** Of its files. */
  readonly names: readonly string[];
  #byName: Map<string, string[]> | undefined;

  constructor(path: string, names: readonly string[]) {
    this.path = path;
    this.names = names;
  }

  /** Its files whose folded name is this one. */
  find(folded: string): readonly IndexedFile[] {
    return this.#namesLike(folded).map((name) => ({ folder: this, name }));
  }

  #namesLike(folded: string): readonly string[] {
    if (this.names.length <= FEW_NAMES) return this.names.filter((name) => fold(name) === folded);
    this.#byName ??= Map.groupBy(this.names, fold);
    return this.#byName.get(folded) ?? [];
  }
}

/**
 * The files below a folder, read once. It finds files whose names differ in case or in the form of their letters. Links
 * to folders are not followed.
 */
export class FolderIndex {
  readonly #folders = new Map<string, IndexedFolder[]>();
  /** Some of the folders that have a file of this name. */
  readonly #byName = new Map<string, IndexedFolder[]>();
  #entries = 0;

  private constructor() {}

  /** Reads the folder. Undefined if it holds too much. A folder below it that cannot be read is skipped. */
  static async read(root: string, mostEntries = MOST_ENTRIES): Promise<FolderIndex | undefined> {
    const index = new FolderIndex();
    let level = [""];
    for (let count = 1; level.length > 0;) {
      const next: string[] = [];
      for (const path of level) {
        for (const name of index.#addFolder(root, path)) next.push(joined(path, name));
        if (index.#entries > mostEntries) return undefined;
        if (count++ % FOLDERS_IN_A_ROW === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      level = next;
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
    const folders = this.folder(path.slice(0, Math.max(slash, 0)));
    return folders.flatMap((folder) => folder.find(name));
  }

  /** The folders at a path, in the same sense. */
  folder(path: string): readonly IndexedFolder[] {
    return this.#folders.get(fold(path)) ?? [];
  }

  /** Some of the files of this name in all folders. */
  named(name: string): readonly IndexedFile[] {
    const folded = fold(name);
    return (this.#byName.get(folded) ?? []).flatMap((folder) => folder.find(folded));
  }

  /** Adds a folder and its files, and returns the names of its folders. */
  #addFolder(root: string, path: string): string[] {
    const entries = entriesOf(root, path);
    const folders = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
    const names = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
    const folder = new IndexedFolder(path, names);
    this.#entries += names.length + 1;
    pushTo(this.#folders, fold(path), folder, Infinity);
    for (const name of names) pushTo(this.#byName, fold(name), folder, MOST_PLACES);
    return folders;
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

/**
 * In the order of their names, so that each run sees the same. Synchronous: a shop may have a folder for each product, and
 * this is three times faster.
 */
function entriesOf(root: string, path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(joined(root, path))]
      .sort((one, other) => one.name < other.name ? -1 : 1);
  } catch (error) {
    const { NotFound, PermissionDenied, NotADirectory } = Deno.errors;
    const isGone = error instanceof NotFound || error instanceof NotADirectory;
    if (path !== "" && (isGone || error instanceof PermissionDenied)) return [];
    throw error;
  }
}

function pushTo<T>(map: Map<string, T[]>, key: string, value: T, most: number): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else if (values.length < most && values.at(-1) !== value) values.push(value);
}
