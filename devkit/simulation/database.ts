import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { PROJECTED_COLUMNS, type ProjectionTarget } from "../../src/domain/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { type Answer, type Built, runBuilt, tableOf } from "./builder_statements.ts";
import { RAW_STATEMENTS } from "./log_statements.ts";
import { MustWait, type Request } from "./scheduler.ts";
import { type Row, Table, Transaction } from "./tables.ts";

/** Does a call: at once, or when a scheduler says so. */
export type Do = <T>(request: Request<T>) => Promise<T>;

const GIVEN_BY_SELLERS = [
  ...["title", "description", "price_minor", "price_currency", "seller_id", "seller_username"],
  ...PROJECTED_COLUMNS.map(({ column }) => column),
];
const NULLS = [...GIVEN_BY_SELLERS, "sale_id", "withdrawn_at", "deleted_for_good_at"];

/** Migrations 001 and 010. */
const PRODUCTS: Table["rules"] = {
  defaults: (now) => ({
    ...Object.fromEntries(NULLS.map((column) => [column, null])),
    listed_at: now,
  }),
  refuses: (row) =>
    row.deleted_for_good_at !== null &&
    (row.withdrawn_at === null || GIVEN_BY_SELLERS.some((column) => row[column] !== null)),
};

/** What PostgreSQL holds: it outlives every process. */
export class TableSpace {
  readonly #tables = new Map<string, Table>([
    ["products", new Table("products", ["product_id"], PRODUCTS)],
    ["image_events", new Table("image_events", ["product_id", "version"])],
    ["handled_updates", new Table("handled_updates", ["bot_id", "update_id"])],
    ["reconcile_runs", new Table("reconcile_runs", ["run_id"])],
    ["job", new Table("job", ["id"])],
  ]);
  #position = 0;
  readonly #jobs = new Map<string, number>();
  /** What went wrong in the stand-in itself: a statement that it does not know, a constraint that was violated. */
  misfit: unknown;

  constructor(readonly target: ProjectionTarget, readonly now: () => Date) {}

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
    table.rows.set(table.keyOf(row), row);
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

function rawStatement(sql: string): (typeof RAW_STATEMENTS)[number] | undefined {
  if (!KNOWN.has(sql)) KNOWN.set(sql, RAW_STATEMENTS.find(({ contains }) => sql.includes(contains)));
  return KNOWN.get(sql);
}

/** The database as one process has it. */
export interface ProcessDatabase {
  readonly db: Database;
  /** Rolls back what a killed process has begun; with `launch`, what it has told the server to commit stays. */
  abandon(launch: boolean): void;
}

/** Opens the tables for one process: kysely as the shop has it, over a driver of our own. */
export function openTables(space: TableSpace, perform: Do): ProcessDatabase {
  const driver = new SpaceDriver(space, perform);
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return { db: new Kysely({ dialect }), abandon: (launch) => driver.abandon(launch) };
}

/** Says that PostgreSQL went away: the code is what `isUnavailable` looks for. */
export function connectionLost(): never {
  throw Object.assign(new Error("the connection to PostgreSQL broke"), { code: "08006" });
}

class SpaceDriver implements Driver {
  readonly #transactions = new Set<Transaction>();

  constructor(readonly space: TableSpace, readonly perform: Do) {}

  abandon(launch: boolean): void {
    for (const tx of this.#transactions) if (!launch || !tx.isCommitting) tx.end();
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(new SpaceConnection(this.space, this.perform, this.#transactions));
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as SpaceConnection).begin();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as SpaceConnection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as SpaceConnection).rollback();
  }

  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

class SpaceConnection implements DatabaseConnection {
  #open: Transaction | undefined;

  constructor(
    readonly space: TableSpace,
    readonly perform: Do,
    readonly transactions: Set<Transaction>,
  ) {}

  begin(): Promise<void> {
    this.#open = new Transaction();
    this.transactions.add(this.#open);
    return Promise.resolve();
  }

  async commit(): Promise<void> {
    const tx = this.#open!;
    tx.isCommitting = true;
    await this.perform({
      label: () => "SQL: commit",
      act: () => {
        if (tx.isOpen) tx.commit();
      },
      fail: () => {
        connectionLost();
      },
      changes: true,
      landsLate: true,
    });
  }

  /** The server does this by itself when the connection is gone. */
  rollback(): Promise<void> {
    this.#open?.end();
    return Promise.resolve();
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const open = this.#open;
    const changes = open === undefined && mayWrite(compiled);
    const answer = await this.perform({
      label: () => `SQL: ${describe(compiled)}`,
      act: () => open === undefined ? this.#alone(compiled) : this.space.run(open, compiled),
      fail: connectionLost,
      changes,
      landsLate: changes,
    });
    return answer as QueryResult<R>;
  }

  /** A statement without a transaction is one by itself. */
  #alone(compiled: CompiledQuery): Answer {
    const tx = new Transaction();
    try {
      const answer = this.space.run(tx, compiled);
      tx.commit();
      return answer;
    } finally {
      tx.end();
    }
  }

  // deno-lint-ignore require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.reject(new TypeError("The stand-in streams nothing"));
  }
}

function mayWrite({ query, sql }: CompiledQuery): boolean {
  if (query.kind !== "RawNode") return query.kind !== "SelectQueryNode";
  if (sql.includes("simulated_send")) return true;
  return rawStatement(sql)?.writes ?? false;
}

function describe({ query, sql, parameters }: CompiledQuery): string {
  if (query.kind !== "RawNode") {
    const verb = query.kind.replace("QueryNode", "").toLowerCase();
    return `${verb} ${tableOf(query as Built)}`;
  }
  const { name = "enqueue" } = rawStatement(sql) ?? {};
  if (name !== "append") return name;
  const events = JSON.parse(parameters[2] as string) as { type: string; imageType: string }[];
  return `append ${events.map(({ type, imageType }) => `${type} ${imageType}`).join(", ")}`;
}
