import type { HeldCounts } from "../count_held.ts";
import type { ImageOutcome } from "../outcome.ts";

/** A beginning of values and what stands for it below the folder of the pictures. */
export interface Mapping {
  /** Such as `/app/images`. Empty: paths that are relative already. */
  readonly from: string;
  /** Relative to the folder. Empty: the folder itself. */
  readonly to: string;
}

/** A {@link Mapping} and what it does in a run. */
export interface AppliedMapping extends Mapping {
  /** `given` by `--map`, `recognised` and used, or `unclear`: more than one place fits, so it is not used. */
  readonly state: "given" | "recognised" | "unclear";
  /** The number of rows with a picture that it finds. Absent if there are too many files to count. */
  readonly rows?: number;
}

/** What is known of a run when it starts. */
export interface RunFacts {
  /** The folder of the pictures. Absent if the run reads no files. */
  readonly root?: string;
  /** Nothing is put or appended. */
  readonly dryRun: boolean;
  readonly mappings: readonly AppliedMapping[];
}

/** Products on sale whose columns name no picture. */
export interface Pictureless {
  readonly count: number;
  /** Some of them. */
  readonly products: readonly Pick<ImageOutcome, "product" | "title">[];
}

/** What is known of a run at its end. */
export interface RunEnd {
  /** Every product with work to do had its turn. */
  readonly complete: boolean;
  /** Absent if the run broke off. */
  readonly pictureless?: Pictureless;
  /** Pictures that all runs have brought in. A killed run has brought in more than it could report. Absent if the run broke off. */
  readonly broughtIn?: number;
  /** What the columns of pictures hold that are not stored. Absent if the run broke off. */
  readonly held?: HeldCounts;
}

/** A line about a picture, as a report keeps it. */
export interface ReportLine extends ImageOutcome {
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** What to do, in one sentence. Absent if there is nothing to do. */
  readonly hint?: string;
}

/** A file with the outcome of each picture. Later runs append to the same file. */
export interface ImportReport extends AsyncDisposable {
  /** Adds the outcomes of one product. Returns when they are on the disk. */
  add(outcomes: readonly ImageOutcome[]): Promise<void>;
  /**
   * Ends the report of this run. A page is written here. A report that is disposed without it says that its run broke off.
   */
  end(end: RunEnd): Promise<void>;
}
