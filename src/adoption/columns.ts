import type { DatabaseTransaction } from "../postgres/mod.ts";
import { listForeignKeys, statementsAround } from "./blockers.ts";
import { type Conversion, conversionOf, OWN_COLUMNS } from "./conversions.ts";
import { addObstacle, attempt, attemptWork, type Findings, sayingOf } from "./findings.ts";
import type { Obstacle } from "./obstacle.ts";
import { type LegacyColumn, type LegacyTable, readTable, siblingOf } from "./table.ts";
import { type DependentView, listViews, withoutViews } from "./views.ts";
import { run } from "./run.ts";

/** Gives the columns that the shop writes their types, and lets a new row leave the others out. */
export async function prepareColumns(tx: DatabaseTransaction, findings: Findings): Promise<void> {
  for (const step of [freeGenerated, convert, allowMissing, removeDefaults]) {
    // Each step changes what the next one finds.
    const table = await readTable(tx);
    if (table === undefined) return;
    for (const column of table.columns) await step(tx, findings, table, column);
  }
}

/** PostgreSQL computes such a column, and refuses a value for it. */
async function freeGenerated(
  tx: DatabaseTransaction,
  findings: Findings,
  { name }: LegacyTable,
  column: LegacyColumn,
): Promise<void> {
  const { sqlName, generated, type } = column;
  if (generated === "" || OWN_COLUMNS[column.name] === undefined) return;
  const old = oldNameOf(column);
  await addObstacle(tx, findings, {
    object: `Generated column ${column.name} of ${name}`,
    forbids: "nobody can write it, so no sale can be stored",
    helps: generated === "s"
      ? `alter table ${name} alter column ${sqlName} drop expression`
      : `alter table ${name} rename column ${sqlName} to ${old}; alter table ${name} add column ${sqlName} ${type}; update ${name} set ${sqlName} = ${old}`,
  });
}

async function convert(
  tx: DatabaseTransaction,
  findings: Findings,
  table: LegacyTable,
  column: LegacyColumn,
): Promise<void> {
  const conversion = conversionOf(column);
  if (conversion === undefined) return;
  const needed = OWN_COLUMNS[column.name]!.type;
  const object = `Column ${column.name} of ${table.name}`;
  const forbids = `it is ${column.type} and must be ${needed}`;
  if (conversion === "never" || await losesValues(tx, table, conversion)) {
    const rename = `rename column ${column.sqlName} to ${oldNameOf(column)}`;
    const helps = `alter table ${table.name} ${rename}`;
    const advice = "Its values stay in the renamed column. Vitrine adds an empty one of its own.";
    await addObstacle(tx, findings, { object, forbids, helps, advice });
    return;
  }
  const change = changeOf(table, column, conversion, needed);
  const tied = await statementsForReferenced(tx, table, column, change);
  const views = await listViews(tx, table.oid, [column.number]);
  const advice = "The other program of this table must then be able to read this type.";
  if (tied !== undefined) {
    const why = `${forbids}, and foreign keys tie it to other tables`;
    await addObstacle(tx, findings, { object, forbids: why, helps: tied, advice });
  } else if (conversion.noticed) {
    await refuse(tx, findings, { object, forbids, advice }, { table, column, change, views });
  } else {
    const work = async () => void await run(tx, change);
    const failed = await attemptWork(tx, () => withoutViews(tx, views, work));
    if (failed === undefined) {
      findings.mended.push(`${table.name}.${column.name} was ${column.type}, is ${needed}`);
    } else {await refuse(tx, findings, { object, forbids, said: sayingOf(failed) }, {
        table,
        column,
        change,
        views,
      });}
  }
}

/** Objects that stand in the way of a change go and come again; those that need the old type do not. */
async function refuse(
  tx: DatabaseTransaction,
  findings: Findings,
  obstacle: Obstacle,
  { table, column, change, views }: {
    readonly table: LegacyTable;
    readonly column: LegacyColumn;
    readonly change: string;
    readonly views: readonly DependentView[];
  },
): Promise<void> {
  const helps = await statementsAround(tx, table, column, change);
  await addObstacle(tx, findings, { ...obstacle, helps }, {
    helps: await statementsAround(tx, table, column, change, { forGood: true }),
    advice: `What is dropped needs the old type. Write it anew for the new one.${textOf(views)}`,
  });
}

function textOf(views: readonly DependentView[]): string {
  return views.map(({ again: [definition] }) => ` ${definition?.replace(/\s+/g, " ")};`).join("");
}

/** A default goes and comes again with the new type. An identity becomes a default of the same numbers. */
function changeOf(
  { name }: LegacyTable,
  { sqlName, identity, default: given }: LegacyColumn,
  { change }: Conversion,
  needed: string,
): string {
  const alter = (action: string) => `alter column ${sqlName} ${action}`;
  if (identity !== "") {
    const numbers = siblingOf(name, "products_numbers");
    return [
      `alter table ${name} ${alter("drop identity")}`,
      `alter table ${name} ${alter(change)}`,
      `create sequence ${numbers} owned by ${name}.${sqlName}`,
      `select setval('${numbers}', (select coalesce(max(${sqlName}::bigint), 0) + 1 from ${name}), false)`,
      `alter table ${name} ${alter(`set default nextval('${numbers}')::text`)}`,
    ].join("; ");
  }
  const actions = given === null
    ? [alter(change)]
    : [alter("drop default"), alter(change), alter(`set default (${given})::${needed}`)];
  return `alter table ${name} ${actions.join(", ")}`;
}

/** Both sides of a foreign key must change together when a number, a UUID or padded text becomes a text. */
async function statementsForReferenced(
  tx: DatabaseTransaction,
  table: LegacyTable,
  column: LegacyColumn,
  change: string,
): Promise<string | undefined> {
  if (column.name !== "product_id" || column.base === "character varying") return undefined;
  const keys = await listForeignKeys(tx, table, column);
  if (keys.length === 0) return undefined;
  const incoming = keys.filter((key) => key.incoming);
  return [
    ...keys.map(({ owner, name }) => `alter table ${owner} drop constraint ${name}`),
    ...incoming.map((key) =>
      `alter table ${key.owner} alter column ${key.column} drop default, alter column ${key.column} type text`
    ),
    change,
    ...incoming.map(({ owner, name, definition }) =>
      `alter table ${owner} add constraint ${name} ${definition}`
    ),
  ].join("; ");
}

async function losesValues(
  tx: DatabaseTransaction,
  { name }: LegacyTable,
  { losesWhen }: Conversion,
): Promise<boolean> {
  if (losesWhen === undefined) return false;
  const question = `select exists (select from ${name} where ${losesWhen}) as lost`;
  return (await run<{ lost: boolean }>(tx, question))[0]!.lost;
}

/** A column that the shop leaves empty must not refuse that. */
async function allowMissing(
  tx: DatabaseTransaction,
  findings: Findings,
  { name }: LegacyTable,
  column: LegacyColumn,
): Promise<void> {
  const { notNull, sqlName } = column;
  if (!notNull || !mayBeEmpty(column)) return;
  const failed = await attempt(tx, `alter table ${name} alter column ${sqlName} drop not null`);
  // A primary key or an identity holds it.
  if (failed === undefined) findings.mended.push(`${name}.${column.name} may be empty`);
}

/** Whether a new row leaves the column out or a deletion empties it. */
export function mayBeEmpty({ name, default: given }: LegacyColumn): boolean {
  if (OWN_COLUMNS[name] === undefined) return given === null;
  return name !== "product_id" && name !== "listed_at";
}

/** A default would withdraw a new product, or give it a picture of the legacy shop. */
async function removeDefaults(
  tx: DatabaseTransaction,
  { mended }: Findings,
  { name }: LegacyTable,
  { name: column, sqlName, default: given }: LegacyColumn,
): Promise<void> {
  if (given === null || OWN_COLUMNS[column]?.startsEmpty !== true) return;
  await run(tx, `alter table ${name} alter column ${sqlName} drop default`);
  mended.push(`${name}.${column} has no default any more, was ${given}`);
}

function oldNameOf({ name }: LegacyColumn): string {
  return `"${name}_old"`;
}
