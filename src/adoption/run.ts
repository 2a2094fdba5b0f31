import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";

/**
 * Runs statements that are built from names of the catalog, quoted by PostgreSQL. It must get no text of a user. Returns the
 * rows of the last one.
 */
export async function run<Row>(
  tx: DatabaseTransaction,
  statements: string,
): Promise<readonly Row[]> {
  const { rows } = await sql.raw<Row>(statements).execute(tx);
  return rows;
}
