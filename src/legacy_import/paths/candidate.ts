import { type LegacyPath, parsePath } from "../../storage/mod.ts";
import type { AppliedMapping, Mapping } from "../report/import_report.ts";
import { mappingOf } from "./mapping.ts";

/** One doubt among so many rows does not count: a shop has odd rows. */
const ROWS_PER_DOUBT = 10;

/** A mapping, and what speaks for it and against it. */
export class Candidate {
  readonly start: string;
  readonly names: readonly string[];
  readonly mapping: Mapping;
  /** Rows that it finds a file for. */
  rows = 0;
  /** Those that are not done yet. */
  openRows = 0;
  /** The most names of a path that were found below the folder. */
  longest = 0;
  /** Paths that end in several folders. */
  contested = 0;
  /** Files that a path names as it is written, and that this mapping finds by the last name alone. */
  taken = 0;
  /** Mappings that find the same file from another path. */
  readonly rivals = new Set<Candidate>();

  constructor(path: LegacyPath, length: number, to: string) {
    this.start = path.start;
    this.names = path.names.slice(0, length);
    this.mapping = mappingOf(path, length, to);
  }

  /** Whether there is enough that speaks for it: two names of one path, or one name of two rows. */
  get isSupported(): boolean {
    return this.longest > 1 || this.rows > 1;
  }

  get #isUnclear(): boolean {
    const doubts = this.contested + this.taken;
    return doubts * ROWS_PER_DOUBT > this.rows ||
      [...this.rivals].some((rival) => this.rows < rival.rows * ROWS_PER_DOUBT);
  }

  /** Whether it finds files by their last name alone, below the beginning of a mapping that finds more. */
  isExceptionOf(other: Candidate): boolean {
    return this.longest === 1 && other !== this && other.rows > this.rows &&
      other.start === this.start && other.names.every((name, at) => name === this.names[at]);
  }

  describe(): AppliedMapping {
    return {
      ...this.mapping,
      state: this.#isUnclear ? "unclear" : "recognised",
      rows: this.openRows,
    };
  }
}

/** Stands for the paths that are found as they are written. */
export function createDirect(start: string): Candidate {
  return new Candidate(parsePath(start), 0, "");
}
