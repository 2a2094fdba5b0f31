import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
} from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { type Answer, type Built, tableOf } from "./builder_statements.ts";
import type { Request } from "./scheduler.ts";
import { rawStatement, type TableSpace } from "./table_space.ts";
import { Transaction } from "./tables.ts";

/** Does a call: at once, or when a scheduler says so. */
export type Do = <T>(request: Request<T>) => Promise<T>;

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
    createQueryCompiler: () => new TreeCompiler(),
  };
  return { db: new Kysely({ dialect }), abandon: (launch) => driver.abandon(launch) };
}

/** Says that PostgreSQL went away: the code is what `isUnavailable` looks for. */
export function connectionLost(): never {
  throw Object.assign(new Error("the connection to PostgreSQL broke"), { code: "08006" });
}

/** The stand-in reads the tree of a built query, so only raw SQL is written out: that saves a tenth of the time. */
class TreeCompiler extends PostgresQueryCompiler {
  override compileQuery(query: RootOperationNode, queryId: QueryId): CompiledQuery {
    if (query.kind === "RawNode") return super.compileQuery(query, queryId);
    return { query, queryId, sql: "", parameters: [] };
  }
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
