import type { RowProblem } from "./fields.ts";
import type { Difference } from "./merge.ts";

/** What became of a row of the source. The last four need somebody. */
export const ROW_OUTCOMES = [
  "new",
  "changed",
  "unchanged",
  /** The row is a variant or a further picture of the product above it. */
  "further",
  /** The seller deleted the product for good. It stays deleted. */
  "deleted",
  /** Source and shop have changed the same value. */
  "differs",
  /** The shop has another product of this id. */
  "taken",
  /** Something is wrong with the row. It stays out. */
  "bad",
  /** The shop sells it still, and the source has it no more. */
  "vanished",
] as const;

/** One of {@link ROW_OUTCOMES}. */
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** Whether somebody must look at the row. */
export function needsSomebody(outcome: RowOutcome): boolean {
  return ROW_OUTCOMES.indexOf(outcome) >= ROW_OUTCOMES.indexOf("differs");
}

/** What people are told of a row. */
export type RowReport =
  | { readonly about: "problem"; readonly problem: RowProblem }
  /** Something of the row was left out. */
  | {
    readonly about: "note";
    readonly at: string;
    readonly productId: string;
    readonly note: string;
  }
  | {
    readonly about: "difference";
    readonly at: string;
    readonly productId: string;
    readonly difference: Difference;
  }
  | {
    readonly about: "taken";
    readonly at: string;
    readonly productId: string;
    /** The source of the product that the shop has. Undefined if it was not imported. */
    readonly from: string | undefined;
    readonly title: unknown;
  }
  | { readonly about: "vanished"; readonly productId: string; readonly title: string | null };
