import type { CompiledQuery } from "kysely";
import { PICTURES_COLUMN, PROJECTED_COLUMNS, type ProjectionTarget } from "../../src/domain/mod.ts";
import { type Answer, type Built, runBuilt } from "./builder_statements.ts";
import type { Footprint } from "./footprint.ts";
import { RAW_STATEMENTS } from "./log_statements.ts";
import { MustWait } from "./scheduler.ts";
import { type Row, Table, Transaction } from "./tables.ts";

const GIVEN_BY_SELLERS = [
  ...["title", "description", "price_minor", "price_currency", "seller_id", "seller_username"],
  ...PROJECTED_COLUMNS.map(({ column }) => column),
  PICTURES_COLUMN,
];
const NULLS = [
  ...GIVEN_BY_SELLERS,
  "sale_id",
  "withdrawn_at",
  "marked_sold_at",
  "deleted_for_good_at",
];

/** Migrations 001, 010 and 023. */
const PRODUCTS: Table["rules"] = {
  defaults: (now) => ({
    ...Object.fromEntries(NULLS.map((column) => [column, null])),
    listed_at: now,
  }),
  refuses: (row) =>
    row.deleted_for_good_at !== null &&
    (row.withdrawn_at === null || GIVEN_BY_SELLERS.some((column) => row[column] !== null)),
};

const MARKS: Table["rules"] = { defaults: (now) => ({ handled_at: now }) };

/** What PostgreSQL holds: it outlives every process. */
export class TableSpace {
  readonly #tables: ReadonlyMap<string, Table>;
  #position = 0;
  readonly #jobs = new Map<string, number>();
  /** What went wrong in the stand-in itself: a statement that it does not know, a constraint that was violated. */
  misfit: unknown;

  constructor(
    readonly target: ProjectionTarget,
    readonly now: () => Date,
    footprint: Footprint,
  ) {
    const tables = [
      new Table("products", ["product_id"], footprint, PRODUCTS),
      new Table("image_events", ["product_id", "version"], footprint),
      new Table("handled_updates", ["bot_id", "update_id"], footprint, MARKS),
      new Table("reconcile_runs", ["run_id"], footprint),
      new Table("imported_products", ["product_id"], footprint),
      new Table("job", ["id"], footprint),
    ];
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  /** A table by its name, without its schema. */
  readonly table = (name: string): Table => {
    const table = this.#tables.get(name);
    if (table === undefined) throw new TypeError(`The stand-in has no table ${name}`);
    return table;
  };

  /** The committed rows of a table. */
  rows(name: string): Row[] {
    return [...this.table(name).rows.values()];
  }

  /** Writes a row past every process. */
  put(name: string, values: Row): void {
    const table = this.table(name);
    const row = table.complete(values, this.now());
    table.set(table.keyOf(row), row);
  }

  /** Runs one statement in a transaction. */
  run(tx: Transaction, compiled: CompiledQuery): Answer {
    try {
      return this.#run(tx, compiled);
    } catch (error) {
      if (!(error instanceof MustWait)) this.misfit ??= error;
      throw error;
    }
  }

  #run(tx: Transaction, { query, sql, parameters }: CompiledQuery): Answer {
    const statement = {
      tx,
      table: this.table,
      now: this.now(),
      target: this.target,
      nextPosition: () => ++this.#position,
    };
    if (query.kind !== "RawNode") return runBuilt(statement, query as Built);
    if (sql.includes("simulated_send")) return this.#send(tx, parameters);
    const known = rawStatement(sql);
    if (known === undefined) throw new TypeError(`The stand-in does not know this SQL: ${sql}`);
    return known.run(statement, parameters);
  }

  /** What pg-boss does in the transaction of its caller: a row in its table. */
  #send(tx: Transaction, [name, data, inSeconds]: readonly unknown[]): Answer {
    const about = `${name} of ${(data as { productId: string }).productId}`;
    const number = (this.#jobs.get(about) ?? 0) + 1;
    this.#jobs.set(about, number);
    const id = number === 1 ? about : `${about} ${number}`;
    const startAfterMs = Number(this.now()) + 1000 * Number(inSeconds);
    const row = { id, name, data, state: "created", retry_count: 0, startAfterMs };
    tx.write(this.table("job"), id, row);
    return { rows: [] };
  }
}

const KNOWN = new Map<string, (typeof RAW_STATEMENTS)[number] | undefined>();

/** The statement of the log that some SQL is; undefined if the stand-in does not know it. */
export function rawStatement(sql: string): (typeof RAW_STATEMENTS)[number] | undefined {
  if (!KNOWN.has(sql)) {
    KNOWN.set(
      sql,
      RAW_STATEMENTS.find(({ contains }) => sql.includes(contains)),
    );
  }
  return KNOWN.get(sql);
}
