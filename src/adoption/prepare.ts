import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { mayBeEmpty, prepareColumns } from "./columns.ts";
import { addObstacle, attempt, type Findings, rowsOf, sayingOf } from "./findings.ts";
import { type LegacyColumn, type LegacyTable, readTable, siblingOf } from "./table.ts";

/**
 * Makes room for new sales in a legacy table, before the migrations: changes what loses nothing, and finds what would
 * lose something. The remedy of an obstacle is run too, so that the next one is found.
 */
export async function prepareTable(tx: DatabaseTransaction, findings: Findings): Promise<void> {
  for (const step of [makePlain, demandKey, fillKey, freeNames]) {
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
    await sql.raw(`alter table ${name} set logged`).execute(tx);
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

/** Without a key of the shop's name, it is a table of another shape, or of another program. */
async function demandKey(
  tx: DatabaseTransaction,
  findings: Findings,
  { name, columns }: LegacyTable,
): Promise<void> {
  if (columns.some((column) => column.name === "product_id")) return;
  await addObstacle(tx, findings, {
    object: `The table ${name}`,
    forbids: "it has no column product_id",
    helps: `alter table ${name} rename to products_old`,
    advice:
      "Vitrine then makes a table of its own, and deno task import brings in the rows of the renamed one. " +
      "If another program needs the table, let it stay and give Vitrine a table in the schema of DATABASE_SCHEMA " +
      "(docs/operations.md).",
  });
}

/** A product without an id, or with the id of another one, could not be shown. */
async function fillKey(
  tx: DatabaseTransaction,
  findings: Findings,
  { name, columns }: LegacyTable,
): Promise<void> {
  const key = columns.find((column) => column.name === "product_id");
  if (key === undefined || key.generated !== "") return;
  const { rows } = await sql<{ missing: number; repeated: number; example: string | null }>`
    select count(*) filter (where product_id is null) as missing,
      count(product_id) - count(distinct product_id) as repeated,
      (select product_id::text from ${sql.raw(name)} where product_id is not null
        group by product_id having count(*) > 1 order by 1 limit 1) as example
    from ${sql.raw(name)}`.execute(tx);
  const { missing, repeated, example } = rows[0]!;
  if (repeated > 0) {
    await addObstacle(tx, findings, {
      object: `Column product_id of ${name}`,
      forbids: `${
        rowsOf(repeated)
      } repeat the id of another row, such as ${example}: only one could be shown`,
      helps:
        `alter table ${name} alter column product_id type text; update ${name} p set product_id = p.product_id || '-' || n ` +
        `from (select ctid, row_number() over (partition by product_id order by ctid) as n from ${name} where product_id is not null) d ` +
        "where p.ctid = d.ctid and n > 1",
    });
  }
  if (missing > 0) {
    await addObstacle(tx, findings, {
      object: `Column product_id of ${name}`,
      forbids: `${rowsOf(missing)} without an id could not be shown`,
      helps:
        `alter table ${name} alter column product_id type text; update ${name} set product_id = 'TBF-' || upper(substr(md5(ctid::text || random()), 1, 10)) where product_id is null`,
    });
  }
}

/** Indexes of the shop. One of the legacy shop with such a name would be taken for it. */
const OWN_INDEXES = [
  "products_sale_id",
  "products_on_sale",
  "products_seller_id",
  "products_product_id",
  "products_telegram_thumb_file_id",
  "products_telegram_cover_file_id",
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
    await sql.raw(`alter index ${index} rename to ${name}_old`).execute(tx);
    mended.push(`the index ${name} is now ${name}_old`);
  }
}

/** A column of a primary key cannot be empty. */
async function freePrimaryKey(
  tx: DatabaseTransaction,
  findings: Findings,
  { oid, name, columns }: LegacyTable,
): Promise<void> {
  const held = columns.filter((column) =>
    column.inPrimaryKey && column.identity === "" && mayBeEmpty(column)
  );
  const [column] = held;
  if (column === undefined) return;
  const { rows } = await sql<{ key: string }>`
    select quote_ident(conname) as key from pg_constraint where conrelid = ${oid} and contype = 'p'`
    .execute(tx);
  const key = rows[0]!.key;
  const anew =
    `alter table ${name} drop constraint ${key}; alter table ${name} add primary key (product_id)`;
  await addObstacle(tx, findings, {
    object: `Primary key ${key} of ${name}`,
    forbids: `a new product has no ${held.map((each) => each.name).join(", ")}`,
    helps: held.length === 1 && await onlyValue(tx, name, column) || anew,
  });
  const table = await readTable(tx);
  const still = table?.columns.find((each) => each.name === column.name);
  if (still?.inPrimaryKey === false && still.notNull) {
    await attempt(tx, `alter table ${name} alter column ${still.sqlName} drop not null`);
  }
}

/** With one value in all rows, it is the one that a new row needs too. */
async function onlyValue(
  tx: DatabaseTransaction,
  table: string,
  { sqlName, name, type }: LegacyColumn,
): Promise<string | undefined> {
  if (name === "seller_id") return undefined;
  const { rows } = await sql<{ value: string; values: number }>`
    select quote_literal(min(${sql.ref(name)}::text)) as value, count(distinct ${
    sql.ref(name)
  }) as values
    from ${sql.raw(table)}`.execute(tx);
  const { value, values } = rows[0]!;
  return values === 1
    ? `alter table ${table} alter column ${sqlName} set default ${value}::${type}`
    : undefined;
}

/** PostgreSQL must recognise an id that is taken, at once. */
async function makeUnique(
  tx: DatabaseTransaction,
  findings: Findings,
  { oid, name }: LegacyTable,
): Promise<void> {
  const { rows } = await sql<
    { index: string; constraint: string | null; kind: string; immediate: boolean }
  >`
    select pg_index.indexrelid::regclass::text as index, quote_ident(conname) as constraint,
      case contype when 'p' then 'primary key' else 'unique' end as kind, indimmediate as immediate
    from pg_index
    join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    left join pg_constraint on conindid = indexrelid and contype in ('p', 'u')
    where indrelid = ${oid} and indisunique and indisvalid and indnkeyatts = 1 and indpred is null
      and attname = 'product_id'`.execute(tx);
  const late = rows.find(({ immediate }) => !immediate);
  if (late !== undefined) {
    await addObstacle(tx, findings, {
      object: `Deferrable constraint ${late.constraint} of ${name}`,
      forbids: "PostgreSQL cannot use it to recognise an id that is taken",
      helps:
        `alter table ${name} drop constraint ${late.constraint}, add constraint ${late.constraint} ${late.kind} (product_id)`,
    });
    return;
  }
  if (rows.length > 0) return;
  const failed = await attempt(
    tx,
    `create unique index products_product_id on ${name} (product_id)`,
  );
  if (failed === undefined) findings.mended.push(`${name}.product_id has a unique index`);
  else {
    const object = `Column product_id of ${name}`;
    findings.obstacles.push({
      object,
      forbids: "it cannot be made unique",
      said: sayingOf(failed),
    });
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
  const { rows } = await sql<{ undated: number }>`
    select count(*) as undated from ${sql.raw(name)} where listed_at is null`.execute(tx);
  const undated = rows[0]!.undated;
  if (undated > 0) mended.push(`${rowsOf(undated)} without listed_at: shown after all others`);
}
