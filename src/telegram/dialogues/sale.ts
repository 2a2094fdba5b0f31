import type { Answer } from "./answer.ts";
import type { Field, Sale } from "./dialogue.ts";

/** The steps of a sale, in order. */
export const SALE_STEPS = ["photo", "title", "description", "price"] as const satisfies Field[];

/** A sale of which everything is known. */
export type CompleteSale = {
  readonly [Name in "saleId" | (typeof SALE_STEPS)[number]]: NonNullable<Sale[Name]>;
};

/** Begins a sale. */
export function beginSale(saleId: string): Sale {
  return { kind: "sale", saleId, step: "photo" };
}

/** Takes an answer into a sale and goes to the next step; after a change, back to the preview. */
export function answerSale(sale: Sale, answer: Answer): Sale {
  const { editing: _, ...rest } = sale;
  const next = sale.editing
    ? "preview" as const
    : [...SALE_STEPS, "preview" as const][SALE_STEPS.indexOf(answer.field) + 1] ?? "preview";
  const { field: _field, ...values } = answer;
  return { ...rest, ...values, step: next };
}

/** Goes back to one field of a sale. */
export function editSale(sale: Sale, field: Field): Sale {
  return { ...sale, step: field, editing: true };
}

/** The sale, if nothing is missing and it waits to be confirmed. */
export function completeSale(sale: Sale): CompleteSale | undefined {
  const { saleId, step, photo, title, description, price } = sale;
  if (step !== "preview" || !photo || !title || !description || !price) return undefined;
  return { saleId, photo, title, description, price };
}
