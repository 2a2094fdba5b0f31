import { sql } from "kysely";
import { columnsOf, type ProjectionTarget } from "../domain/mod.ts";
import { loadImages } from "../event_log/mod.ts";
import { type DatabaseTransaction, inSavepoint } from "../postgres/mod.ts";

/** A sale that is tried and undone. */
export interface Trial {
  readonly tx: DatabaseTransaction;
  readonly target: ProjectionTarget;
  /** Whether the database can store every script. */
  readonly anyScript: boolean;
  /** The products that the trial has listed, in order. */
  readonly listed: {
    readonly productId: string;
    readonly saleId: string;
    readonly sellerId: number;
  }[];
}

/** PostgreSQL has taken a statement and done something else. */
export class Altered extends Error {
  /** The column that holds something else; absent if the whole row is not there. */
  readonly column: string | undefined;

  constructor(message: string, column?: string) {
    super(message);
    this.column = column;
  }
}

/** Checks that the row holds what was written, and its picture columns what the log says. */
export async function expectRow(
  { tx, target }: Trial,
  productId: string,
  written: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const row = await tx.selectFrom("products").selectAll().where("product_id", "=", productId)
    .executeTakeFirst();
  if (row === undefined) throw new Altered("the row is not there after it was written");
  const expected = { ...columnsOf(await loadImages(tx, productId), target), ...written };
  for (const [column, value] of Object.entries(expected)) {
    const held = row[column as keyof typeof row];
    if (value === undefined || held === value) continue;
    throw new Altered(`${column} holds ${short(held)} after ${short(value)} was written`, column);
  }
  // Two sales are never of one moment, but those of a transaction are.
  await inSavepoint(
    tx,
    () =>
      tx.updateTable("products").set({ listed_at: sql`listed_at - interval '1 hour'` })
        .where("product_id", "=", productId).execute(),
  ).catch(() => {});
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === undefined || text.length > 40 ? `${text?.slice(0, 40)}…` : text;
}
