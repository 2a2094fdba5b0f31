import type { CompiledQuery, QueryResult } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/** A database whose statements are run by `execute`, which may change them; not those of the query builder. */
export function intercept(
  db: Database,
  execute: <R>(query: CompiledQuery<R>) => Promise<QueryResult<R>>,
): Database {
  // A statement of `sql` asks the database for what executes it.
  const executor = withExecute(db.getExecutor(), execute);
  return withExecute(db, execute, { getExecutor: () => executor });
}

function withExecute<T extends object>(whole: T, executeQuery: unknown, more: object = {}): T {
  const replaced: Readonly<Record<string | symbol, unknown>> = { executeQuery, ...more };
  return new Proxy(whole, {
    get: (target, name) => {
      if (Object.hasOwn(replaced, name)) return replaced[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
