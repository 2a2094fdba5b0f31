import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { prepareColumns } from "./columns.ts";
import { addObstacle, attempt, type Findings, rowsOf, sayingOf } from "./findings.ts";
import { demandKey, fillKey, freePrimaryKey, makeUnique } from "./keys.ts";
import { run } from "./run.ts";
import { type LegacyTable, readTable, siblingOf } from "./table.ts";

/**
 * Makes room for new sales in a legacy table, before the migrations: changes what loses nothing, and finds what would
 * lose something. The remedy of an obstacle is run too, so that the next one is found.
 */
export async function prepareTable(tx: DatabaseTransaction, findings: Findings): Promise<void> {
  for (const step of [separate, makePlain, demandKey, fillKey, freeNames]) {
    const table = await readTable(tx);
    if (table === undefined) return;
    await step(tx, findings, table);
  }
  await prepareColumns(tx, findings);
  for (const step of [freePrimaryKey, makeUnique, allowUpdates, dateRows]) {
    const table = await readTable(tx);
    if (table === undefined) return;
    await step(tx, findings, table);
  }
}

/** The columns of a table that is a part of another one, or made of a type, are not its own. */
async function separate(
  tx: DatabaseTransaction,
  findings: Findings,
  { oid, name }: LegacyTable,
): Promise<void> {
  const { rows } = await sql<{ object: string; helps: string }>`
    select format('The table %s, which %s belongs to', inhparent::regclass, ${name}::text) as object,
      case when relispartition
        then format('alter table %s detach partition %s', inhparent::regclass, ${name}::text)
        else format('alter table %s no inherit %s', ${name}::text, inhparent::regclass) end as helps
    from pg_inherits join pg_class on pg_class.oid = inhrelid where inhrelid = ${oid}
    union all
    select format('The type %s of %s', reloftype::regtype, ${name}::text), format('alter table %s not of', ${name}::text)
    from pg_class where oid = ${oid} and reloftype <> 0`.execute(tx);
  for (const { object, helps } of rows) {
    await addObstacle(tx, findings, {
      object,
      helps,
      forbids: `it decides about the columns of ${name}`,
    });
  }
}

const KINDS: Readonly<Record<string, string>> = {
  v: "view",
  m: "materialized view",
  f: "foreign table",
};

/** Rows are locked, updated and found by one unique key: only a plain table allows that. */
async function makePlain(
  tx: DatabaseTransaction,
  findings: Findings,
  { name, kind, unlogged, columns }: LegacyTable,
): Promise<void> {
  if (unlogged) {
    await run(tx, `alter table ${name} set logged`);
    findings.mended.push(`${name} was unlogged: a crash would have emptied it`);
  }
  const word = KINDS[kind];
  if (word !== undefined) {
    await addObstacle(tx, findings, {
      object: `The ${word} ${name}`,
      forbids: "the shop needs a table of this name",
      helps: `alter ${word} ${name} rename to products_old; create table ${name} as table ${
        siblingOf(name, "products_old")
      }`,
    });
  }
  if (kind !== "p") return;
  const written = columns.filter(({ generated }) => generated === "").map((each) => each.sqlName)
    .join(", ");
  const whole = siblingOf(name, "products_whole");
  await addObstacle(tx, findings, {
    object: `The partitions of ${name}`,
    forbids: "no key is unique over all partitions, so a sale could be stored twice",
    helps: [
      `create table ${whole} (like ${name} including all)`,
      `insert into ${whole} (${written}) overriding system value select ${written} from ${name}`,
      `alter table ${name} rename to products_old`,
      `alter table ${whole} rename to products`,
    ].join("; "),
  });
}

/** Indexes of the shop. One of the legacy shop with such a name would be taken for it. */
export const OWN_INDEXES = [
  "products_sale_id",
  "products_on_sale",
  "products_seller_id",
  "products_product_id",
  "products_telegram_thumb_file_id",
  "products_telegram_cover_file_id",
  "products_id_hash",
  "products_long_id_hash",
  "products_naming_others",
  "products_off_sale",
  "products_deleted",
];

async function freeNames(
  tx: DatabaseTransaction,
  { mended }: Findings,
  { oid }: LegacyTable,
): Promise<void> {
  const { rows } = await sql<{ name: string; index: string }>`
    select relname as name, pg_class.oid::regclass::text as index from pg_class
    where relname = any (${OWN_INDEXES}) and relkind in ('i', 'I')
      and relnamespace = (select relnamespace from pg_class where oid = ${oid})`.execute(tx);
  for (const { name, index } of rows) {
    await run(tx, `alter index ${index} rename to ${name}_old`);
    mended.push(`the index ${name} is now ${name}_old`);
  }
}

/** A migration updates rows too. PostgreSQL refuses even an update of none, if it could not be replicated. */
async function allowUpdates(
  tx: DatabaseTransaction,
  findings: Findings,
  { name }: LegacyTable,
): Promise<void> {
  const failed = await attempt(tx, `update ${name} set product_id = product_id where false`);
  if (failed === undefined) return;
  await addObstacle(tx, findings, {
    object: `The replication of ${name}`,
    forbids: "no row can be changed, so no product can be edited or withdrawn",
    said: sayingOf(failed),
    helps: `alter table ${name} replica identity full`,
  });
}

/** Migration 012 gives them a date. A row without one would be in no page of the catalogue. */
async function dateRows(
  tx: DatabaseTransaction,
  { mended }: Findings,
  { name, columns }: LegacyTable,
): Promise<void> {
  const dated = columns.find((column) => column.name === "listed_at");
  if (dated === undefined) return;
  const question = `select count(*) as undated from ${name} where listed_at is null`;
  const { undated } = (await run<{ undated: number }>(tx, question))[0]!;
  if (undated > 0) mended.push(`${rowsOf(undated)} without listed_at: shown after all others`);
}
