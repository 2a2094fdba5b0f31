import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { statementsToDrop } from "./blockers.ts";
import { mayBeEmpty } from "./columns.ts";
import { addObstacle, attempt, type Findings, rowsOf, sayingOf } from "./findings.ts";
import { run } from "./run.ts";
import { type LegacyColumn, type LegacyTable, readTable } from "./table.ts";

/** Without a key of the shop's name, it is a table of another shape, or of another program. */
export async function demandKey(
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
export async function fillKey(
  tx: DatabaseTransaction,
  findings: Findings,
  { name, columns }: LegacyTable,
): Promise<void> {
  const key = columns.find((column) => column.name === "product_id");
  if (key === undefined || key.generated !== "") return;
  const [counted] = await run<{ missing: number; repeated: number; example: string | null }>(
    tx,
    `select count(*) filter (where product_id is null) as missing,
      count(product_id) - count(distinct product_id::text) as repeated,
      (select product_id::text from ${name} where product_id is not null
        group by product_id::text having count(*) > 1 order by 1 limit 1) as example
    from ${name}`,
  );
  const { missing, repeated, example } = counted!;
  if (repeated > 0) {
    await addObstacle(tx, findings, {
      object: `Column product_id of ${name}`,
      forbids: `${
        rowsOf(repeated)
      } with the id of another row, such as ${example}: only one could be shown`,
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

/** A column of a primary key cannot be empty. */
export async function freePrimaryKey(
  tx: DatabaseTransaction,
  findings: Findings,
  table: LegacyTable,
): Promise<void> {
  const { oid, name, columns } = table;
  const held = columns.filter((column) =>
    column.inPrimaryKey && column.identity === "" && mayBeEmpty(column)
  );
  const [column] = held;
  if (column === undefined) return;
  const { rows } = await sql<{ key: string }>`
    select conname as key from pg_constraint where conrelid = ${oid} and contype = 'p'`.execute(tx);
  const { key } = rows[0]!;
  const drop = await statementsToDrop(tx, table, key);
  await addObstacle(tx, findings, {
    object: `Primary key ${key} of ${name}`,
    forbids: `a new product has no ${held.map((each) => each.name).join(", ")}`,
    helps: held.length === 1 && await onlyValue(tx, name, column) ||
      `${drop}; alter table ${name} add primary key (product_id)`,
  });
  const changed = await readTable(tx);
  const still = changed?.columns.find((each) => each.name === column.name);
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
  const [found] = await run<{ value: string; values: number }>(
    tx,
    `select quote_literal(min(${sqlName}::text)) as value, count(distinct ${sqlName}) as values from ${table}`,
  );
  const { value, values } = found!;
  return values === 1
    ? `alter table ${table} alter column ${sqlName} set default ${value}::${type}`
    : undefined;
}

/** PostgreSQL must recognise an id that is taken, at once. */
export async function makeUnique(
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
