import type { CompiledQuery, QueryResult } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/** A database whose prepared statements are run by `execute`, which may change them. */
export function intercept(
  db: Database,
  execute: <R>(query: CompiledQuery<R>) => Promise<QueryResult<R>>,
): Database {
  return new Proxy(db, {
    get: (target, name) => {
      if (name === "executeQuery") return execute;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
