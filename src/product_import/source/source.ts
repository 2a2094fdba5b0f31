/** A column of a source. */
export interface SourceColumn {
  /** As the source writes it, without white space around it. */
  readonly name: string;
  /** `number`: PostgreSQL says so, so its decimal mark is a point. `bytes`: its values are not read. */
  readonly kind: "text" | "number" | "bytes";
}

/** A row of a source, or a line that is none. */
export interface SourceRow {
  /** Where it is, for people: `line 12` or `row 12`. */
  readonly at: string;
  /** By the place of the column. Undefined where a line ends too early. */
  readonly values: readonly (string | null | undefined)[];
  /** How many values stand behind the last column. */
  readonly surplus: number;
}

/** Where products come from: a CSV file or a table. */
export interface RowSource extends AsyncDisposable {
  /** What it is and how it is read, for people. */
  readonly description: string;
  /** The name that the shop remembers: that of the file or the table. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /**
   * Reads all rows from the start, in constant memory. May be called again.
   *
   * @throws {SourceUnreadable} when the source breaks.
   */
  rows(): AsyncGenerator<SourceRow>;
  /** The other tables beside it, with the names of their columns. Absent for a file that has none. */
  tables?(): Promise<readonly OtherTable[]>;
}

/** A table beside a source. */
export interface OtherTable {
  /** As `--table` takes it. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** A source that cannot be read. Its message says what is wrong, and what to do. */
export class SourceUnreadable extends Error {}
