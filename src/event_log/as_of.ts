import { type RawBuilder, sql } from "kysely";
import {
  byColumn,
  type ImageColumns,
  type PictureInOrder,
  PICTURES_COLUMN,
  type ProjectionTarget,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { knowsColumn } from "./knows.ts";
import { loadProjectionTarget, openSnapshot } from "./snapshot.ts";

/** A moment of the log: just after a position, or after all events that were recorded by an instant. */
export type LogMoment =
  | { readonly position: number }
  /** ISO 8601 with a zone, up to six digits of a second. */
  | { readonly instant: string };

/** What the columns of a product held at a moment. A column is undefined if no event had spoken of it yet. */
export interface ProductAsOf {
  readonly productId: string;
  /** Of the product's last event up to then. */
  readonly position: number;
  readonly version: number;
  /** Built for the bot and public URL of today. */
  readonly columns: ImageColumns;
  /** All pictures in order, built like the columns. Absent for a product that had one picture. */
  readonly pictures?: readonly PictureInOrder[];
}

/** Options of {@link columnsAsOf}. */
export interface AsOfOptions {
  /** Only this product; all if absent. */
  readonly productId?: string | undefined;
  /** Products in one page; 1000 if absent. */
  readonly pageSize?: number;
}

/** A row of `image_projection`, with the last event that it includes. */
interface Row extends Readonly<Record<string, unknown>> {
  readonly product_id: string;
  readonly position: number;
  readonly version: number;
  readonly [PICTURES_COLUMN]: readonly PictureInOrder[] | null;
}

/**
 * What the columns held at a moment of the log, by product, in pages. Leaves out products of which no event had spoken
 * by then. Reads one snapshot and writes nothing.
 *
 * @throws {Error} if no shop was ever started on this database; see `loadProjectionTarget`.
 */
export async function* columnsAsOf(
  db: Database,
  moment: LogMoment,
  { productId, pageSize = 1000 }: AsOfOptions = {},
): AsyncGenerator<readonly ProductAsOf[], void> {
  await using snapshot = await openSnapshot(db);
  const { tx } = snapshot;
  // Compiling a plan for so few rows takes longer than running it.
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
 * Finds the last event up to the moment for each product. One position for all products would not do: of two products,
 * the event with the earlier position may be recorded later.
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
  // "offset 0" keeps the condition inside the subquery, where an index serves it.
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
  const pictures = row[PICTURES_COLUMN];
  return {
    productId: row.product_id,
    position: row.position,
    version: row.version,
    columns: byColumn((column) =>
      row[knowsColumn(column)] === true ? row[column.column] as string | null : undefined
    ),
    ...(pictures !== null && { pictures }),
  };
}
