import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/** Every row of every table of the database, as text, by table. */
export async function rowsOfAllTables(db: Database): Promise<Map<string, string[]>> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`.execute(db);
  const all = new Map<string, string[]>();
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ line: string }>`
      select each::text as line from ${sql.id(schema, name)} each`.execute(db);
    all.set(`${schema}.${name}`, rows.map(({ line }) => line));
  }
  return all;
}
