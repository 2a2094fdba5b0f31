import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

interface Index {
  readonly name: string;
  readonly definition: string;
  readonly isUnique: boolean;
  readonly hasProduct: boolean;
}

/**
 * Replaces an empty image_events by one in hash partitions by product, with the same columns and indexes. Functions and
 * views find it by its name. A unique index without product_id is an ordinary one there: PostgreSQL allows no other.
 */
export async function partitionLog(db: Database, partitions: number): Promise<void> {
  const { rows } = await sql<Index>`
    select c.relname as name, pg_get_indexdef(c.oid) as definition, i.indisunique as "isUnique",
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'product_id') as "hasProduct"
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'image_events'::regclass order by c.relname`.execute(db);
  await sql`alter table image_events rename to whole_image_events`.execute(db);
  await sql`create table image_events
    (like whole_image_events including defaults including constraints including storage)
    partition by hash (product_id)`.execute(db);
  // PostgreSQL 15 and 16 have no identity columns in partitioned tables.
  await sql`create sequence partitioned_position`.execute(db);
  await sql`alter table image_events alter position set default nextval('partitioned_position')`
    .execute(db);
  for (let n = 0; n < partitions; n++) {
    const name = sql.id(`image_events_${n}`);
    const [modulus, remainder] = [sql.lit(partitions), sql.lit(n)];
    await sql`create table ${name} partition of image_events
      for values with (modulus ${modulus}, remainder ${remainder})`.execute(db);
  }
  for (const index of rows) await sql.raw(definitionOf(index)).execute(db);
  await sql`drop table whole_image_events`.execute(db);
}

function definitionOf({ name, definition, isUnique, hasProduct }: Index): string {
  const [, rest = ""] = definition.split(" ON ", 2);
  const using = rest.slice(rest.indexOf(" USING "));
  const kind = isUnique && hasProduct ? "create unique index" : "create index";
  return `${kind} partitioned_${name} on image_events${using}`;
}
