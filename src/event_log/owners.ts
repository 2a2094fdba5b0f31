import { sql } from "kysely";
import { columnsOfKind, type Difference, type LikelyCause } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** The row of another product that holds the same file id. */
interface Owner {
  readonly value: string;
  readonly product_id: string;
  readonly column: string;
}

/**
 * Finds out whose the file ids are that no event of their own product speaks of: which other product's row holds them, and
 * agrees with the log. Each id is looked up in the indexes of the file id columns.
 */
export async function causesByOwner(
  tx: Database,
  foreign: readonly Difference[],
): Promise<Map<Difference, LikelyCause>> {
  const fileIdColumns = new Set<string>(columnsOfKind("fileId"));
  const asked = foreign.filter(({ column, value }) => value !== null && fileIdColumns.has(column));
  const causes = new Map<Difference, LikelyCause>();
  if (asked.length === 0) return causes;
  const owners = Map.groupBy(
    await loadOwners(tx, asked.map(({ value }) => value!)),
    ({ value }) => value,
  );
  const isWrong = new Set(asked.map(({ productId, column }) => `${column} ${productId}`));
  for (const each of asked) {
    const owner = owners.get(each.value!)?.find(({ column, product_id }) =>
      product_id !== each.productId && !isWrong.has(`${column} ${product_id}`)
    );
    if (owner === undefined) continue;
    const text = `It is the file id of another product: ${owner.product_id} has it in ` +
      `${owner.column}. The rows were mixed up.`;
    causes.set(each, { code: "another_product", text });
  }
  return causes;
}

async function loadOwners(tx: Database, fileIds: readonly string[]): Promise<Owner[]> {
  const inColumn = (column: string) =>
    sql`
      select id as value, p.product_id, ${column}::text as column
      from unnest(${fileIds}::text[]) id
      join products p on p.${sql.ref(column)} = id`;
  const { rows } = await sql<Owner>`
    ${sql.join(columnsOfKind("fileId").map(inColumn), sql` union all `)}
    order by product_id, 3`.execute(tx);
  return rows;
}
