import type {
  AliasNode,
  BinaryOperationNode,
  ColumnUpdateNode,
  DeleteQueryNode,
  InsertQueryNode,
  OperationNode,
  RawNode,
  SelectionNode,
  SelectQueryNode,
  UpdateQueryNode,
  ValuesNode,
} from "kysely";
import type { Row, Table, Transaction } from "./tables.ts";

/** What a statement works on. */
export interface Statement {
  readonly tx: Transaction;
  /** The table of a name, without its schema. */
  readonly table: (name: string) => Table;
  /** PostgreSQL's `now()`. */
  readonly now: Date;
}

/** The answer to a statement, as kysely wants it. */
export interface Answer {
  readonly rows: unknown[];
  readonly numAffectedRows?: bigint;
}

/** The statements that the use cases build with kysely: on one table, with simple conditions. */
export type Built = SelectQueryNode | InsertQueryNode | UpdateQueryNode | DeleteQueryNode;

/** Expressions that are written as SQL inside of a built statement. */
const RAW: Readonly<Record<string, (row: Row, now: Date) => unknown>> = {
  "now()": (_row, now) => now,
  "now() - interval '2 days'": (_row, now) => new Date(now.getTime() - 2 * 86_400_000),
  "coalesce(withdrawn_at, now())": (row, now) => row.withdrawn_at ?? now,
  "data ->> 'productId'": (row) => (row.data as Row).productId,
};

/** Runs a built statement; throws for one that the stand-in does not know. */
export function runBuilt(statement: Statement, node: Built): Answer {
  switch (node.kind) {
    case "SelectQueryNode":
      return select(statement, node);
    case "InsertQueryNode":
      return insert(statement, node);
    case "UpdateQueryNode":
      return update(statement, node);
    case "DeleteQueryNode":
      return remove(statement, node);
  }
}

/** The name of the table of a built statement. */
export function tableOf(node: Built): string {
  if (node.kind === "InsertQueryNode") return nameOf(node.into!);
  return nameOf(node.kind === "UpdateQueryNode" ? node.table! : node.from!.froms[0]!);
}

function select(statement: Statement, node: SelectQueryNode): Answer {
  refuseParts(node, ["joins", "groupBy", "offset", "with", "having", "distinctOn"]);
  const table = statement.table(tableOf(node));
  if (node.endModifiers !== undefined) {
    // What was found before the wait may be another row after it: PostgreSQL reads it again, and so does this.
    for (const row of matching(statement, table, node)) statement.tx.lock(table, table.keyOf(row));
  }
  const rows = matching(statement, table, node);
  for (const { orderBy, direction } of [...node.orderBy?.items ?? []].reverse()) {
    const sign = direction !== undefined && textOf(direction) === "desc" ? -1 : 1;
    rows.sort((one, other) => sign * compare(valueOf(orderBy, one), valueOf(orderBy, other)));
  }
  const limit = node.limit === undefined ? rows.length : Number(valueOf(node.limit.limit, {}));
  const selections = node.selections ?? [];
  if (selections.some(isCount)) {
    return { rows: [Object.fromEntries(selections.map((each) => count(each, rows)))] };
  }
  return { rows: rows.slice(0, limit).map((row) => pick(selections, row)) };
}

function insert({ tx, table: tableNamed, now }: Statement, node: InsertQueryNode): Answer {
  const table = tableNamed(tableOf(node));
  const [list] = (node.values as ValuesNode).values;
  const values = list!.kind === "PrimitiveValueListNode"
    ? list!.values
    : list!.values.map((value) => valueOf(value, {}, now));
  const given = Object.fromEntries(
    node.columns!.map(({ column }, at) => [column.name, values[at]]),
  );
  let row = table.complete(given, now);
  const key = table.keyOf(row);
  tx.lock(table, key);
  const taken = tx.get(table, key);
  if (taken !== undefined) {
    const { doNothing, updates, updateWhere } = node.onConflict ?? {};
    if (!doNothing && updates === undefined) {
      throw new TypeError(`duplicate key in ${table.name}: ${key}`);
    }
    const isKept = updateWhere !== undefined && !holds(updateWhere.where, taken, now);
    if (updates === undefined || isKept) return { rows: [], numAffectedRows: 0n };
    row = changed(taken, updates, now);
  }
  tx.write(table, key, row);
  const returned = node.returning === undefined ? [] : [pick(node.returning.selections, row)];
  return { rows: returned, numAffectedRows: 1n };
}

function update(statement: Statement, node: UpdateQueryNode): Answer {
  const { tx, now } = statement;
  const table = statement.table(tableOf(node));
  for (const row of matching(statement, table, node)) tx.lock(table, table.keyOf(row));
  const rows = matching(statement, table, node);
  for (const row of rows) {
    tx.write(table, table.keyOf(row), changed(row, node.updates!, now));
  }
  return { rows: [], numAffectedRows: BigInt(rows.length) };
}

function changed(row: Row, updates: readonly ColumnUpdateNode[], now: Date): Row {
  const changes = updates.map(({ column, value }) =>
    [columnOf(column), valueOf(value, row, now)] as const
  );
  return { ...row, ...Object.fromEntries(changes) };
}

function remove(statement: Statement, node: DeleteQueryNode): Answer {
  const table = statement.table(tableOf(node));
  const rows = matching(statement, table, node);
  for (const row of rows) statement.tx.write(table, table.keyOf(row), undefined);
  return { rows: [], numAffectedRows: BigInt(rows.length) };
}

function matching(
  { tx }: Statement,
  table: Table,
  { where }: Pick<SelectQueryNode | UpdateQueryNode, "where">,
): Row[] {
  const found: Row[] = [];
  for (const row of tx.read(table)) {
    if (where === undefined || holds(where.where, row)) found.push(row);
  }
  return found;
}

function holds(node: OperationNode, row: Row, now?: Date): boolean {
  switch (node.kind) {
    case "AndNode": {
      const { left, right } = node as OperationNode & Record<"left" | "right", OperationNode>;
      return holds(left, row, now) && holds(right, row, now);
    }
    case "ParensNode":
      return holds((node as OperationNode & { node: OperationNode }).node, row, now);
    case "BinaryOperationNode":
      return operate(node as BinaryOperationNode, row, now);
    default:
      throw new TypeError(`The stand-in knows no condition ${node.kind}`);
  }
}

function operate(
  { leftOperand, operator, rightOperand }: BinaryOperationNode,
  row: Row,
  now?: Date,
): boolean {
  const left = valueOf(leftOperand, row, now);
  const right = valueOf(rightOperand, row, now);
  switch (textOf(operator)) {
    case "=":
      return left !== null && left === right;
    case "<>":
    case "!=":
      return left !== null && left !== right;
    case "<":
      return left !== null && compare(left, right) < 0;
    case "is":
      return left === right;
    case "is not":
      return left !== right;
    case "in":
      return (right as unknown[]).includes(left);
    default:
      throw new TypeError(`The stand-in knows no operator ${textOf(operator)}`);
  }
}

/** The value of an expression. */
function valueOf(node: OperationNode, row: Row, now: Date = new Date(0)): unknown {
  switch (node.kind) {
    case "ReferenceNode":
    case "ColumnNode":
      return row[columnOf(node)] ?? null;
    case "ValueNode":
      return (node as OperationNode & { value: unknown }).value;
    case "PrimitiveValueListNode":
      return (node as OperationNode & { values: unknown }).values;
    case "RawNode": {
      const text = rawText(node as RawNode);
      const known = RAW[text];
      if (known !== undefined) return known(row, now);
      throw new TypeError(`The stand-in knows no expression ${text}`);
    }
    default:
      throw new TypeError(`The stand-in knows no value ${node.kind}`);
  }
}

/** The SQL of an expression, with the expressions inside of it. */
function rawText({ sqlFragments, parameters }: RawNode): string {
  return sqlFragments.map((text, at) => {
    const inside = parameters[at];
    return inside?.kind === "RawNode" ? text + rawText(inside as RawNode) : text;
  }).join("");
}

function pick(selections: readonly SelectionNode[], row: Row): Row {
  const picked: Record<string, unknown> = {};
  for (const { selection } of selections) {
    if (selection.kind === "SelectAllNode") Object.assign(picked, row);
    else if (selection.kind === "AliasNode") {
      const { node, alias } = selection as AliasNode;
      picked[textOf(alias)] = valueOf(node, row);
    } else picked[columnOf(selection)] = valueOf(selection, row);
  }
  return picked;
}

function isCount({ selection }: SelectionNode): boolean {
  return selection.kind === "AliasNode" && selection.node.kind === "AggregateFunctionNode";
}

function count({ selection }: SelectionNode, rows: readonly Row[]): [string, number] {
  const { node, alias } = selection as AliasNode;
  const { filter, func } = node as OperationNode & {
    func: string;
    filter?: { where: OperationNode };
  };
  if (func !== "count") throw new TypeError(`The stand-in knows no aggregate ${func}`);
  const counted = filter === undefined ? rows : rows.filter((row) => holds(filter.where, row));
  return [textOf(alias), counted.length];
}

function refuseParts(node: SelectQueryNode, parts: readonly (keyof SelectQueryNode)[]): void {
  const unknown = parts.find((part) => node[part] !== undefined);
  if (unknown !== undefined) throw new TypeError(`The stand-in knows no ${unknown}`);
}

function compare(one: unknown, other: unknown): number {
  const [a, b] = [one as number, other as number];
  return a < b ? -1 : a > b ? 1 : 0;
}

function nameOf(node: OperationNode): string {
  return (node as OperationNode & { table: { identifier: { name: string } } }).table.identifier
    .name;
}

function columnOf(node: OperationNode): string {
  const { column } = node as OperationNode & {
    column: { name?: string; column?: { name: string } };
  };
  return column.name ?? column.column!.name;
}

/** The text of an operator, a direction or an alias. */
function textOf(node: OperationNode): string {
  const { operator, name, sqlFragments } = node as OperationNode & {
    operator?: string;
    name?: string;
    sqlFragments?: readonly string[];
  };
  return operator ?? name ?? sqlFragments?.join("") ?? "";
}
