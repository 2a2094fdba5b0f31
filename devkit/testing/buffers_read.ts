import { CompiledQuery, sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { intercept } from "./intercept.ts";

/** How PostgreSQL plans a statement: for its values, or for any values. A warm connection may do either. */
export type PlanMode = "force_custom_plan" | "force_generic_plan";

/**
 * Counts the pages of tables and indexes that a use case reads. The pages that a connection reads to learn what the
 * tables are do not count: the least of three runs counts.
 */
export async function buffersRead(
  db: Database,
  mode: PlanMode,
  useCase: (db: Database) => Promise<unknown>,
): Promise<number> {
  const queries: CompiledQuery[] = [];
  await useCase(intercept(db, (query) => {
    queries.push(query);
    return db.executeQuery(query);
  }));
  let buffers = 0;
  for (const query of queries) {
    const runs = [];
    for (let run = 0; run < 3; run++) runs.push(await explain(db, mode, query));
    buffers += Math.min(...runs);
  }
  return buffers;
}

interface Plan {
  readonly "QUERY PLAN": readonly [{ readonly Plan: Readonly<Record<string, number>> }];
}

/** Only a statement that is prepared in SQL can be explained with the plan for any values. */
function explain(db: Database, mode: PlanMode, query: CompiledQuery): Promise<number> {
  return db.connection().execute(async (one) => {
    await sql`set plan_cache_mode = ${sql.lit(mode)}`.execute(one);
    await one.executeQuery(CompiledQuery.raw(`prepare counted as ${query.sql}`));
    const values = query.parameters.map(literal).join(", ");
    const { rows } = await sql<Plan>`
      explain (analyze, buffers, format json) execute counted${
      sql.raw(values === "" ? "" : `(${values})`)
    }`.execute(one);
    await sql`deallocate counted`.execute(one);
    await sql`reset plan_cache_mode`.execute(one);
    const plan = rows[0]!["QUERY PLAN"][0].Plan;
    return plan["Shared Hit Blocks"]! + plan["Shared Read Blocks"]!;
  });
}

function literal(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]::text[]`;
  return `'${String(value).replaceAll("'", "''")}'`;
}
