import { CompiledQuery, type RawBuilder, sql } from "kysely";
import type pg from "pg";
import { logger, named } from "../log.ts";
import { BoundedMap, sha256Hex } from "../std/mod.ts";
import type { Database } from "./database.ts";

/** Where the values of a statement stand in its SQL. */
export type Placeholders<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/** Where a prepared statement is run: alone, or together with another one. */
export type Asked = Database | Together;

/** Runs one prepared statement together with another one, as one. */
export interface Together {
  ask<Values extends object, Row>(
    statement: Prepared<Values, Row>,
    values: Values,
  ): Promise<readonly Row[]>;
}

/** A statement that is compiled once. */
export interface Prepared<Values, Row> {
  /** Runs it with these values, and returns its rows. */
  (db: Asked, values: Values): Promise<readonly Row[]>;
  readonly label: string;
  /** Writes its SQL. */
  readonly build: (values: Placeholders<Values>) => RawBuilder<Row>;
}

/**
 * Makes a statement for what happens often. Its SQL is written once, and a connection parses it once: it is sent under a
 * name. After five runs on a connection, PostgreSQL keeps the plan if this plan costs no more for any values. What the
 * SQL depends on besides the values is a statement of its own.
 *
 * `label` begins its name in `pg_prepared_statements`: at most 40 characters of `a-z_`.
 */
export function prepared<Values extends object, Row>(
  label: string,
  build: (values: Placeholders<Values>) => RawBuilder<Row>,
): Prepared<Values, Row> {
  let compiled: CompiledQuery<Row> | undefined;
  const run = async (db: Asked, values: Values): Promise<readonly Row[]> => {
    if ("ask" in db) return await db.ask(statement, values);
    compiled ??= compile(db, label, build);
    const parameters = compiled.parameters.map((each) =>
      each instanceof Placeholder ? values[each.name as keyof Values] : each
    );
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(compiled.sql, parameters));
    return rows;
  };
  const statement: Prepared<Values, Row> = Object.assign(run, { label, build });
  return statement;
}

/** Stands for a value while the SQL is written. */
class Placeholder {
  constructor(readonly name: string | symbol) {}
}

function compile<Values extends object, Row>(
  db: Database,
  label: string,
  build: (values: Placeholders<Values>) => RawBuilder<Row>,
): CompiledQuery<Row> {
  const placeholders = new Proxy({}, { get: (_, name) => sql`${new Placeholder(name)}` });
  const compiled = build(placeholders as Placeholders<Values>).compile(db);
  // Another version of the shop may send another statement with this label through the same pooler.
  names.set(compiled.sql, `${label}_${sha256Hex(compiled.sql).slice(0, 12)}`);
  return compiled;
}

/** The names of prepared statements, by their SQL. There are as many as the program has; the bound is for tests. */
const names = new BoundedMap<string, string>(1000);

/**
 * Sends the statements of one pool, prepared ones under their names. A pooler in transaction mode gives each transaction
 * another session, which knows other names: then no more names are sent, and all still works, only slower.
 */
export class Sender {
  #namesAreKept = true;
  /** Part of the names: after a change of a table, a plan whose result had other types must not be used again. */
  #generation = 0;

  /** @throws what PostgreSQL answers; for a lost name in a transaction, an error that may pass. */
  async send(client: pg.PoolClient, text: string, values: unknown[]): Promise<unknown> {
    const name = this.#namesAreKept ? names.get(text) : undefined;
    if (name === undefined) return await client.query(text, values);
    try {
      return await client.query({ name: `${name}_${this.#generation}`, text, values });
    } catch (error) {
      if (!this.#learnFrom(error)) throw error;
      return await client.query(text, values).catch((again) => {
        // The transaction has failed with the name. Its next attempt sends none.
        throw codeOf(again) === IN_FAILED_TRANSACTION ? error : again;
      });
    }
  }

  /** Returns false for an error that has nothing to do with names. */
  #learnFrom(error: unknown): boolean {
    if (isStalePlan(error)) {
      this.#generation++;
      return true;
    }
    if (!LOST_NAME.test(codeOf(error))) return false;
    if (this.#namesAreKept) {
      const line = "PostgreSQL forgets prepared statements, as behind a pooler in transaction " +
        "mode: each statement is planned anew from now on";
      logger("postgres").warn(line, named("prepared_forgotten", {}));
    }
    this.#namesAreKept = false;
    return true;
  }
}

/**
 * A name that PostgreSQL does not know (26000), or knows already (42P05): the session is another one. Nothing was done.
 * Source: PostgreSQL 18, appendix A; pgbouncer.org/config.html#max_prepared_statements, read 2026-11.
 */
export const LOST_NAME = /^(26000|42P05)$/;

const IN_FAILED_TRANSACTION = "25P02";

/** "cached plan must not change result type": a column has another type since. The text of the message is translated. */
export function isStalePlan(error: unknown): boolean {
  return codeOf(error) === "0A000" &&
    (error as { readonly routine?: unknown }).routine === "RevalidateCachedQuery";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
