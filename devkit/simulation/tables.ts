import type { Footprint } from "./footprint.ts";
import { MustWait } from "./scheduler.ts";

/** A row of a stand-in table, by its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A table with a primary key. */
export class Table {
  /** The rows that are committed, by their keys. */
  readonly rows = new Map<string, Row>();
  /** The transactions that hold a row, by its key. */
  readonly held = new Map<string, Transaction>();

  /** What a transaction that holds a row of this table holds. */
  readonly lockName: string;

  #generated = 0;

  constructor(
    readonly name: string,
    readonly keyColumns: readonly string[],
    readonly footprint: Footprint,
    /** The values of columns that an INSERT does not name, and what no row may be. */
    readonly rules: {
      readonly defaults?: (now: Date) => Row;
      readonly refuses?: (row: Row) => boolean;
    } = {},
  ) {
    this.lockName = `lock of ${name}`;
  }

  /** A row with what PostgreSQL adds to it: its defaults, and a number where it generates the key. */
  complete(row: Row, now: Date): Row {
    const [column] = this.keyColumns;
    const isGenerated = this.keyColumns.length === 1 && !(column! in row);
    const key = isGenerated ? { [column!]: ++this.#generated } : {};
    return { ...this.rules.defaults?.(now), ...key, ...row };
  }

  /** Changes a row that is committed; deletes it without one. */
  set(key: string, row: Row | undefined): void {
    this.footprint.write(this.name, key);
    if (row === undefined) this.rows.delete(key);
    else this.rows.set(key, row);
  }

  /** The key of a row. */
  keyOf(row: Row): string {
    return this.keyColumns.map((column) => String(row[column])).join("\n");
  }
}

/**
 * A transaction as PostgreSQL has it at READ COMMITTED: it sees what is committed and its own changes, and holds the rows
 * that it has locked or changed until its end.
 */
export class Transaction {
  readonly #changes = new Map<Table, Map<string, Row | undefined>>();
  readonly #held: { readonly table: Table; readonly key: string }[] = [];
  /** Until it is committed or rolled back. */
  isOpen = true;
  /** Its commit is on its way to the server, and may arrive even if its process is killed. */
  isCommitting = false;

  /** The rows of a table as this transaction sees them. */
  read(table: Table): Iterable<Row> {
    table.footprint.read(table.name);
    const changes = this.#changes.get(table);
    if (changes === undefined) return table.rows.values();
    const seen = new Map<string, Row | undefined>(table.rows);
    for (const [key, row] of changes) seen.set(key, row);
    return [...seen.values()].filter((row) => row !== undefined);
  }

  /** One row as this transaction sees it. */
  get(table: Table, key: string): Row | undefined {
    table.footprint.read(table.name, key);
    const changes = this.#changes.get(table);
    return changes?.has(key) ? changes.get(key) : table.rows.get(key);
  }

  /** Holds a row; throws {@link MustWait} while another transaction has it. */
  lock(table: Table, key: string): void {
    table.footprint.write(table.lockName, key);
    const holder = table.held.get(key);
    if (holder === this) return;
    if (holder !== undefined) throw new MustWait(() => holder.isOpen);
    table.held.set(key, this);
    this.#held.push({ table, key });
  }

  /** Writes a row, or deletes it, and holds it. */
  write(table: Table, key: string, row: Row | undefined): void {
    if (row !== undefined && table.rules.refuses?.(row)) {
      throw new TypeError(`A row of ${table.name} violates a constraint: ${JSON.stringify(row)}`);
    }
    this.lock(table, key);
    const changes = this.#changes.get(table) ?? new Map<string, Row | undefined>();
    this.#changes.set(table, changes.set(key, row));
  }

  /** Everything becomes visible at one moment. */
  commit(): void {
    for (const [table, changes] of this.#changes) {
      for (const [key, row] of changes) table.set(key, row);
    }
    this.end();
  }

  /** Lets go of all rows. What was not committed is gone. A second call does nothing: the rows may be another's by then. */
  end(): void {
    if (!this.isOpen) return;
    for (const { table, key } of this.#held) {
      table.footprint.write(table.lockName, key);
      table.held.delete(key);
    }
    this.isOpen = false;
  }
}
