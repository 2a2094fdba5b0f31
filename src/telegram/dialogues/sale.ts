import type { Answer } from "./answer.ts";
import { type Field, FIELDS, type Sale } from "./dialogue.ts";

/** A sale in which nothing is missing. */
export type CompleteSale = {
  readonly [Name in "saleId" | Field]: NonNullable<Sale[Name]>;
};

/** Begins a sale. */
export function beginSale(saleId: string): Sale {
  return { kind: "sale", saleId, step: "photo" };
}

/** Takes an answer into a sale, and goes to the next field that is missing, or to the preview. */
export function answerSale(sale: Sale, answer: Answer): Sale {
  const { editing: _, ...rest } = sale;
  const { field: _field, ...values } = answer;
  const next: Sale = { ...rest, ...values };
  return { ...next, step: FIELDS.find((step) => next[step] === undefined) ?? "preview" };
}

/** Goes back to one field of a sale. */
export function editSale(sale: Sale, field: Field): Sale {
  return { ...sale, step: field, editing: true };
}

/** Goes back to the preview without a change. A sale in which something is missing stays as it is. */
export function leaveEdit(sale: Sale): Sale {
  const { editing: _, ...rest } = sale;
  const unchanged: Sale = { ...rest, step: "preview" };
  return completeSale(unchanged) === undefined ? sale : unchanged;
}

/** The sale, if nothing is missing and it waits to be confirmed; else undefined. */
export function completeSale(sale: Sale): CompleteSale | undefined {
  const { saleId, step, photo, title, description, price } = sale;
  if (step !== "preview" || !photo || !title || !price) return undefined;
  if (description === undefined) return undefined;
  return { saleId, photo, title, description, price };
}
