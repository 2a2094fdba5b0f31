import { resolve } from "node:path";
import {
  candidatesBelow,
  type LegacyFile,
  type LegacyFileRefusal,
  type LegacyPath,
  readLegacyFile,
  readLegacyValue,
} from "../../storage/mod.ts";
import { type FileSearch, type Left, leftBy } from "../outcome.ts";
import type { Mapping } from "../report/import_report.ts";
import { FolderIndex, type IndexedFile, pathOf } from "./folder_index.ts";
import { picturesOf } from "./folder_pictures.ts";
import { mapped } from "./mapping.ts";
import { nearFiles } from "./near_files.ts";

/** The file that a value means, or why there is none. */
export type FoundLegacyFile =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly search: FileSearch }
  | { readonly left: Left };

/** How paths are looked for. */
export interface LegacyFilesOptions {
  /** The folder. Nothing outside of it is read. */
  readonly root: string;
  /** Given by the operator: tried before the path as it is written. The longest beginning goes first. */
  readonly given?: readonly Mapping[];
}

/** More are not named in a report. */
const MOST_TRIED = 8;
/** After so many, hints are no longer searched: nobody reads more, and each takes time. */
const MOST_HINTS = 5000;

/** The files of a legacy shop, as the values of its columns name them. */
export class LegacyFiles {
  readonly root: string;
  /** The longest beginning first. */
  readonly given: readonly Mapping[];
  #recognised: readonly Mapping[] = [];
  #index: Promise<FolderIndex | undefined> | undefined;
  #isTooLarge = false;
  #hints = 0;

  constructor({ root, given = [] }: LegacyFilesOptions) {
    this.root = resolve(root);
    this.given = given.toSorted((one, other) => other.from.length - one.from.length);
  }

  /** Mappings that were recognised. They are tried last, those that keep the longest end of a path first. */
  use(recognised: readonly Mapping[]): void {
    this.#recognised = recognised.toSorted((one, other) => one.from.length - other.from.length);
  }

  /** The index of the folder, read at the first call. Undefined if the folder holds too many files. */
  index(): Promise<FolderIndex | undefined> {
    return this.#index ??= FolderIndex.read(this.root).then((index) => {
      this.#isTooLarge = index === undefined;
      return index;
    });
  }

  /** Whether the folder was found to hold too many files for an index. Then paths count as they are written. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  /**
   * Reads the file that a value means.
   *
   * @throws when the folder itself cannot be read.
   */
  async read(value: string, maxBytes: number): Promise<FoundLegacyFile> {
    const meant = readLegacyValue(value);
    if (meant.is === "nothing") return { left: { outcome: "no_picture", reason: "none_value" } };
    const isAddress = meant.is === "address";
    const { paths, leadsOut } = this.#candidates(meant.readings, isAddress);
    if (isAddress && paths.length === 0) {
      return { left: { outcome: "unsupported", reason: "not_a_path" } };
    }
    const tried = paths.slice(0, MOST_TRIED);
    let refused: LegacyFileRefusal = leadsOut ? "outside_root" : "not_found";
    for (const path of paths) {
      const file = await readLegacyFile({ root: this.root, path, maxBytes });
      // Also a file that cannot be used is the one that is meant.
      if (!("refused" in file) || file.refused === "too_many_bytes") return told(file, path, tried);
      if (file.refused !== "not_found") refused = file.refused;
    }
    return await this.#search(paths, { refused, tried, maxBytes });
  }

  /** Whether a mapping leads an address to a file. */
  maps(value: string): boolean {
    const meant = readLegacyValue(value);
    return meant.is === "address" && this.#candidates(meant.readings, true).paths.length > 0;
  }

  /** The pictures of the folder that a value means, relative to the root. Undefined if it means none. */
  async picturesIn(value: string): Promise<readonly string[] | undefined> {
    const meant = readLegacyValue(value);
    const index = await this.index();
    if (meant.is !== "path" || index === undefined) return undefined;
    for (const path of this.#candidates(meant.readings, false).paths) {
      const [folder, another] = path === "." ? [] : index.folder(path);
      if (folder !== undefined && another === undefined) return picturesOf(folder);
    }
    return undefined;
  }

  /** The bytes of a file that was found before. Undefined if it cannot be read any more. */
  async readAt(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await readLegacyFile({ root: this.root, path, maxBytes });
    return "refused" in file ? undefined : file.bytes;
  }

  /** The paths that the value may mean, once more without looking at capitals and the form of letters. */
  async #search(
    paths: readonly string[],
    { refused, tried, maxBytes }: {
      readonly refused: LegacyFileRefusal;
      readonly tried: readonly string[];
      readonly maxBytes: number;
    },
  ): Promise<FoundLegacyFile> {
    const index = await this.index();
    const found = paths.map((path) => index?.at(path) ?? []).find((files) => files.length > 0);
    if (found !== undefined && found.length > 1) {
      return { left: { ...SEVERAL, tried, similar: found.map(pathOf) } };
    }
    if (found !== undefined) {
      const path = pathOf(found[0] as IndexedFile);
      const file = await readLegacyFile({ root: this.root, path, maxBytes });
      return told(file, path, tried);
    }
    const similar = refused === "outside_root" ? [] : this.#near(index, paths);
    const search = { ...(tried.length > 0 && { tried }), ...(similar.length > 0 && { similar }) };
    return { left: { ...leftBy(refused), ...search } };
  }

  #near(index: FolderIndex | undefined, paths: readonly string[]): string[] {
    if (index === undefined || this.#hints >= MOST_HINTS) return [];
    this.#hints++;
    return paths.map((path) => nearFiles(index, path)).find((files) => files.length > 0) ?? [];
  }

  #candidates(readings: readonly LegacyPath[], isAddress: boolean) {
    const by = (mappings: readonly Mapping[]) =>
      mappings.flatMap((mapping) => readings.flatMap((path) => mapped(mapping, path) ?? []));
    const { paths, leadsOut } = isAddress ? NOWHERE : candidatesBelow(this.root, readings);
    const all = new Set([...by(this.given), ...paths, ...by(this.#recognised)]);
    return { paths: [...all], leadsOut };
  }
}

const SEVERAL = { outcome: "ambiguous", reason: "several_files" } as const;
const NOWHERE = { paths: [], leadsOut: false };

function told(file: LegacyFile, path: string, tried: readonly string[]): FoundLegacyFile {
  const search = { tried, file: path };
  if ("refused" in file) return { left: { ...leftBy(file.refused), ...search } };
  return { bytes: file.bytes, search };
}
