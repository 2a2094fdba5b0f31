import { type RawBuilder, sql } from "kysely";
import { byColumn, type ImageColumns, type ProjectionTarget } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { knowsColumn } from "./knows.ts";
import { loadProjectionTarget, openSnapshot } from "./snapshot.ts";

/** A moment of the log: after the event of that position, or after all that were recorded by an instant. */
export type LogMoment =
  | { readonly position: number }
  /** ISO 8601 with a zone, up to six digits of a second. */
  | { readonly instant: string };

/** What the columns of a product held at a moment; undefined: no event had spoken of that column yet. */
export interface ProductAsOf {
  /** Whose row. */
  readonly productId: string;
  /** The position of the last event up to then. */
  readonly position: number;
  /** The version of that event. */
  readonly version: number;
  /** Built for the bot and public URL of today. */
  readonly columns: ImageColumns;
}

/** What is looked at. */
export interface AsOfOptions {
  /** This product alone. */
  readonly productId?: string | undefined;
  /** Products in one page; 1000 if absent. */
  readonly pageSize?: number;
}

/** A row of `image_projection`, beside the event it goes up to. */
interface Row extends Readonly<Record<string, unknown>> {
  readonly product_id: string;
  readonly position: number;
  readonly version: number;
}

/**
 * What the columns held at a moment of the log, by product, page by page; products of which no event had spoken by
 * then are left out. Reads one snapshot and writes nothing.
 *
 * @throws {Error} as long as nothing says what the columns are built for.
 */
export async function* columnsAsOf(
  db: Database,
  moment: LogMoment,
  { productId, pageSize = 1000 }: AsOfOptions = {},
): AsyncGenerator<readonly ProductAsOf[], void> {
  await using snapshot = await openSnapshot(db);
  const { tx } = snapshot;
  // A plan for so few rows is not worth compiling.
  await sql`select set_config('jit', 'off', true)`.execute(tx);
  const target = await loadProjectionTarget(tx);
  const only = productId === undefined ? sql`true` : sql`product_id = ${productId}`;
  for (let after = sql`true`;;) {
    const page = await loadPage(tx, target, moment, sql`${only} and ${after}`, pageSize);
    if (page.length > 0) yield page.map(productOf);
    if (page.length < pageSize) return;
    after = sql`product_id > ${page.at(-1)!.product_id}`;
  }
}

/**
 * The last event up to the moment is looked for in each product: appends to one product take turns, but of two
 * products the event of the earlier position may be the one recorded later.
 */
async function loadPage(
  tx: Database,
  target: ProjectionTarget,
  moment: LogMoment,
  where: RawBuilder<unknown>,
  pageSize: number,
): Promise<Row[]> {
  const byThen = "position" in moment
    ? sql`position <= ${moment.position}`
    : sql`recorded_at <= ${moment.instant}::timestamptz`;
  // "offset 0" keeps the projection's bound inside, where it is looked up by index.
  const { rows } = await sql<Row>`
    with last as materialized (
      select product_id, max(position) as position, max(version) as version
      from image_events
      where ${where} and ${byThen}
      group by product_id order by product_id limit ${pageSize}
    )
    select i.*, last.position, last.version
    from last cross join lateral (
      select * from image_projection(${target.botId}, ${target.publicUrl}, last.position) i
      where i.product_id = last.product_id offset 0
    ) i
    order by last.product_id`.execute(tx);
  return rows;
}

function productOf(row: Row): ProductAsOf {
  return {
    productId: row.product_id,
    position: row.position,
    version: row.version,
    columns: byColumn((column) =>
      row[knowsColumn(column)] === true ? row[column.column] as string | null : undefined
    ),
  };
}
