import { type CompiledQuery, type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
import { nameStatement } from "./statement_names.ts";

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
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
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
  nameStatement(label, compiled.sql);
  return compiled;
}
