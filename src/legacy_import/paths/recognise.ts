import { candidatesBelow, type LegacyPath, readLegacyValue } from "../../storage/mod.ts";
import type { AppliedMapping } from "../report/import_report.ts";
import { Candidate, createDirect } from "./candidate.ts";
import { type FolderIndex, type IndexedFile, pathOf } from "./folder_index.ts";
import type { LegacyFiles } from "./legacy_files.ts";
import { joinPath } from "./mapping.ts";

/** Folders that the ends of paths are looked for in. Folders near the root come first. */
const MOST_FOLDERS = 200;
/** Paths that are looked for in each of these folders. Later ones only where such a path was found. */
const THOROUGH = 300;
/** More beginnings are not counted. A shop has some few. */
const MOST_CANDIDATES = 1000;
/** Files whose claims are compared, some 100 bytes for each. */
const MOST_CLAIMS = 200_000;

/**
 * Recognises which beginning of the paths stands for which folder: rows hold `/app/images/1.jpg`, and `images/1.jpg` is below
 * the folder. It reads the values of all rows, and the folder once. A mapping is `unclear`, and must not be used, if something speaks
 * against it:
 *
 * - Its paths end in several folders.
 * - Two beginnings lead to the same file. Or one does so by the last name alone, and a row names this file itself.
 *
 * A mapping that finds a file by the last name alone must do so for two rows, and not below the beginning of a better one.
 *
 * Rows that are done count too. Else a later run would see less, and would take a file that another row has taken.
 */
export async function recogniseMappings(
  files: LegacyFiles,
  { done, open }: RowsOfShop,
): Promise<AppliedMapping[]> {
  const index = await files.index();
  if (index === undefined) return [];
  const election = new Election(index, files.root);
  for await (const values of done) election.add(values);
  for await (const values of open) {
    for (const candidate of election.add(values)) candidate.openRows++;
  }
  return election.result();
}

/** The values of the columns of each row. */
export interface RowsOfShop {
  /** What the columns held before the import. */
  readonly done: AsyncIterable<readonly string[]>;
  readonly open: AsyncIterable<readonly string[]>;
}

/** Who finds a file. */
interface Claim {
  readonly candidate: Candidate;
  /** Because the path is written so. */
  readonly isDirect: boolean;
  /** By its last name alone. */
  readonly isWeak: boolean;
}

class Election {
  readonly #index: FolderIndex;
  readonly #root: string;
  readonly #candidates = new Map<string, Candidate>();
  readonly #direct = new Map<string, Candidate>();
  readonly #claims = new Map<string, Claim>();
  readonly #folders: readonly string[];
  /** Folders in which the end of some path was found. */
  readonly #found = new Set([""]);
  #searches = 0;

  constructor(index: FolderIndex, root: string) {
    this.#index = index;
    this.#root = root;
    this.#folders = [...index.folders()].slice(0, MOST_FOLDERS).map(({ path }) => path);
  }

  /** Adds the values of one row. Returns the mappings that find one of its files. */
  add(values: readonly string[]): Iterable<Candidate> {
    const found = new Set<Candidate>();
    for (const value of new Set(values)) {
      const read = readLegacyValue(value);
      if (read.is !== "path") continue;
      const candidates = this.#findDirect(read.readings) ?? this.#vote(read.readings);
      for (const candidate of candidates) found.add(candidate);
    }
    for (const candidate of found) candidate.rows++;
    return found;
  }

  result(): AppliedMapping[] {
    const all = [...this.#candidates.values()].filter(({ isSupported }) => isSupported);
    const known = [...all, ...this.#direct.values()];
    return all.filter(({ openRows }) => openRows > 0)
      .filter((each) => !known.some((other) => each.isExceptionOf(other)))
      .map((each) => each.describe())
      .sort((one, other) => other.rows! - one.rows!);
  }

  /** Files that are found without a mapping. */
  #findDirect(readings: readonly LegacyPath[]): readonly Candidate[] | undefined {
    const { paths } = candidatesBelow(this.#root, readings);
    const found = paths.map((path) => this.#index.at(path)).find(({ length }) => length > 0);
    if (found === undefined) return undefined;
    const { start } = readings[0]!;
    const candidate = this.#direct.get(start) ?? createDirect(start);
    this.#direct.set(start, candidate);
    for (const file of found) this.#claim(file, { candidate, isDirect: true, isWeak: false });
    return [candidate];
  }

  /** The longest end of a path that is below some folder. */
  #vote(readings: readonly LegacyPath[]): readonly Candidate[] {
    const isThorough = this.#searches++ < THOROUGH;
    for (const reading of readings) {
      for (let cut = 0; cut < reading.names.length; cut++) {
        const places = this.#placesOf(reading.names.slice(cut), isThorough);
        if (places.length > 0) return this.#support(reading, cut, places);
      }
    }
    return [];
  }

  /** The folder itself goes before all others. */
  #placesOf(end: readonly string[], isThorough: boolean): Place[] {
    const at = (to: string) => ({ to, found: this.#index.at(joinPath(to, end)) });
    const direct = at("");
    if (direct.found.length > 0) return [direct];
    const folders = isThorough ? this.#folders : [...this.#found];
    return folders.map(at).filter(({ found }) => found.length > 0);
  }

  #support(reading: LegacyPath, cut: number, places: readonly Place[]): Candidate[] {
    const length = reading.names.length - cut;
    return places.flatMap(({ to, found }) => {
      const candidate = this.#candidateOf(reading, cut, to);
      if (candidate === undefined) return [];
      this.#found.add(to);
      candidate.longest = Math.max(candidate.longest, length);
      if (places.length > 1) candidate.contested++;
      const claim = { candidate, isDirect: false, isWeak: length === 1 };
      for (const file of found) this.#claim(file, claim);
      return [candidate];
    });
  }

  #candidateOf(reading: LegacyPath, cut: number, to: string): Candidate | undefined {
    const made = new Candidate(reading, cut, to);
    const key = JSON.stringify(made.mapping);
    const candidate = this.#candidates.get(key);
    if (candidate !== undefined) return candidate;
    if (this.#candidates.size >= MOST_CANDIDATES) return undefined;
    this.#candidates.set(key, made);
    return made;
  }

  #claim(file: IndexedFile, claim: Claim): void {
    const path = pathOf(file);
    const known = this.#claims.get(path);
    if (known === undefined) {
      if (this.#claims.size < MOST_CLAIMS) this.#claims.set(path, claim);
      return;
    }
    if (known.candidate === claim.candidate) return;
    for (const [one, other] of [[known, claim], [claim, known]] as const) {
      if (one.isDirect) continue;
      if (!other.isDirect) one.candidate.rivals.add(other.candidate);
      else if (one.isWeak) one.candidate.taken++;
    }
  }
}

/** Files at the end of a path below a folder. */
interface Place {
  readonly to: string;
  readonly found: readonly IndexedFile[];
}
