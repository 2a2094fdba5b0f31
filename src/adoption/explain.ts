import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { statementsToDrop } from "./blockers.ts";
import { attemptWork, sayingOf } from "./findings.ts";
import type { Obstacle } from "./obstacle.ts";
import type { Act } from "./sale.ts";
import { Altered, type Trial } from "./expect_row.ts";
import { type LegacyTable, readTable } from "./table.ts";
import { run } from "./run.ts";

/** The fields of PostgreSQL's errors that name an object. Source: PostgreSQL 18, "Error and Notice Message Fields". */
interface NamingError {
  readonly code?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly dataType?: string;
  readonly constraint?: string;
}

/** An object, and the statement that takes it out of the way. */
type Culprit = Pick<Obstacle, "object" | "helps"> & Partial<Obstacle>;

/** Says which object has made an act fail, and what helps. */
export async function explainFailure(trial: Trial, act: Act, failure: unknown): Promise<Obstacle> {
  const { tx } = trial;
  const table = await readTable(tx);
  const said = failure instanceof Altered ? failure.message : sayingOf(failure);
  // The function in which PostgreSQL has failed.
  const { where } = failure as { readonly where?: string };
  const culprit = table && (
    await named(tx, table, failure as NamingError) ??
      await byTrying(trial, act, table, failure) ??
      await byColumn(table, failure)
  );
  return {
    object: `The table ${table?.name}`,
    ...culprit,
    forbids: `${act.name} fails`,
    said: culprit === undefined && where !== undefined ? `${said}. Context: ${where}` : said,
  };
}

/** The object that PostgreSQL's error names, if it belongs to the table. */
async function named(
  tx: DatabaseTransaction,
  products: LegacyTable,
  { code = "", schema, table, column, dataType, constraint }: NamingError,
): Promise<Culprit | undefined> {
  const { oid, name } = products;
  if (dataType !== undefined && table === undefined) return await ofDomain(tx, oid, name, dataType);
  if (table !== undefined && !await isTable(tx, oid, schema, table)) return undefined;
  if (constraint !== undefined) return await ofConstraint(tx, products, constraint);
  if (code === "23502" && column !== undefined) {
    const object = `Column ${column} of ${name}, which must not be empty`;
    return {
      object,
      helps: `alter table ${name} alter column "${column.replaceAll('"', '""')}" drop not null`,
    };
  }
  return undefined;
}

async function isTable(
  tx: DatabaseTransaction,
  oid: number,
  schema: string | undefined,
  table: string,
): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    select ${oid} = to_regclass(format('%I.%I', ${
    schema ?? "public"
  }::text, ${table}::text))::oid::integer as same`
    .execute(tx);
  return rows[0]!.same === true;
}

const KINDS: Readonly<Record<string, string>> = {
  f: "Foreign key",
  c: "Check",
  u: "Unique constraint",
  p: "Primary key",
  x: "Exclusion constraint",
};

async function ofConstraint(
  tx: DatabaseTransaction,
  table: LegacyTable,
  constraint: string,
): Promise<Culprit> {
  const { oid, name } = table;
  const { rows } = await sql<{ kind: string; definition: string }>`
    select contype as kind, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = ${oid} and conname = ${constraint}`.execute(tx);
  const [found] = rows;
  if (found !== undefined) {
    const { kind, definition } = found;
    return {
      object: `${KINDS[kind] ?? "Constraint"} ${constraint} of ${name}, ${definition}`,
      helps: await statementsToDrop(tx, table, constraint),
    };
  }
  const { rows: indexes } = await sql<{ index: string; definition: string }>`
    select indexrelid::regclass::text as index, pg_get_indexdef(indexrelid) as definition
    from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = ${oid} and relname = ${constraint}`.execute(tx);
  const { index = constraint, definition = "" } = indexes[0] ?? {};
  return {
    object: `Unique index ${constraint} of ${name}, ${definition}`,
    helps: `drop index ${index}`,
  };
}

/** A domain is a type with conditions. The columns become plain texts or numbers. */
async function ofDomain(
  tx: DatabaseTransaction,
  oid: number,
  table: string,
  domain: string,
): Promise<Culprit | undefined> {
  const { rows } = await sql<{ column: string; base: string }>`
    select quote_ident(attname) as column, format_type(typbasetype, null) as base
    from pg_attribute join pg_type on pg_type.oid = atttypid
    where attrelid = ${oid} and not attisdropped and typtype = 'd' and typname = ${domain}
    order by attnum`.execute(tx);
  if (rows.length === 0) return undefined;
  const changes = rows.map(({ column, base }) => `alter column ${column} type ${base}`).join(", ");
  return { object: `Domain ${domain} of ${table}`, helps: `alter table ${table} ${changes}` };
}

/** Takes triggers, rules and row security away, one by one, until the act fails no longer, or otherwise. */
async function byTrying(
  trial: Trial,
  act: Act,
  { oid, name }: LegacyTable,
  failure: unknown,
): Promise<Culprit | undefined> {
  const { rows } = await sql<{ object: string; helps: string }>`
    select format('Trigger %s of %s, which calls %s', tgname, ${name}::text, tgfoid::regproc) as object,
      format('alter table %s disable trigger %I', ${name}::text, tgname) as helps
    from pg_trigger where tgrelid = ${oid} and not tgisinternal and tgenabled in ('O', 'A')
    union all
    select format('Rule %s of %s', rulename, ${name}::text), format('drop rule %I on %s', rulename, ${name}::text)
    from pg_rewrite where ev_class = ${oid}
    union all
    select format('Row security of %s', ${name}::text), format('alter table %s no force row level security', ${name}::text)
    from pg_class where oid = ${oid} and row_security_active(oid)`.execute(
    trial.tx,
  );
  const before = describe(failure);
  for (const suspect of rows) {
    // A suspect that cannot be taken away proves nothing.
    let after = before;
    await attemptWork(trial.tx, async () => {
      await run(trial.tx, suspect.helps);
      const listed = [...trial.listed];
      after = describe(await attemptWork(trial.tx, () => act.run({ ...trial, listed })));
      // What was tried is undone.
      throw new Error("tried");
    });
    if (after !== before) return suspect;
  }
  return undefined;
}

/** Two failures are one if they say the same, apart from values. */
function describe(failure: unknown): string {
  if (failure === undefined) return "";
  const text = failure instanceof Error ? failure.message : String(failure);
  return text.replace(/TBF-\w+|\d{5,}/g, "#");
}

/** PostgreSQL does not say which column is too short, or which one was altered without a trigger. */
function byColumn({ name, columns }: LegacyTable, failure: unknown): Culprit | undefined {
  const message = describe(failure);
  const [, type] = /value too long for type (.+)$/.exec(message) ?? [];
  const short = columns.filter((column) =>
    type !== undefined && type.startsWith(column.base) && column.length !== null
  );
  if (short.length === 0) return undefined;
  const changes = short.map(({ sqlName }) => `alter column ${sqlName} type text`).join(", ");
  return {
    object: `Columns ${
      short.map((column) => column.name).join(", ")
    } of ${name}, which are too short`,
    helps: `alter table ${name} ${changes}`,
  };
}
