import type { Adopted } from "./adopt.ts";
import type { Finding } from "./compare.ts";
import type { Deleted } from "./delete_spare.ts";
import type { Restored } from "./restore.ts";

/** What became of a lost picture. */
export type RepairOutcome =
  | Exclude<Restored, { outcome: "no_copy" }>
  | { readonly outcome: "invalidated"; readonly reason: string }
  /**
   * `kept`: it would be given up, but too many were, or it is an original that reads as altered. `failed`: it is to be
   * tried again.
   */
  | { readonly outcome: "kept" | "failed"; readonly reason: string };

/** One thing that was found or done. */
export type ReconcileLine =
  | { readonly line: "found"; readonly finding: Finding }
  | {
    readonly line: "repair";
    readonly productId: string;
    /** Such as `cover`, or `cover.2` of picture 2. */
    readonly imageType: string;
    readonly result: RepairOutcome;
  }
  | {
    readonly line: "adoption";
    readonly productId: string;
    /** The latest of `of` orphaned covers. */
    readonly key: string;
    readonly of: number;
    readonly result: Adopted | { readonly outcome: "failed"; readonly reason: string };
  }
  | { readonly line: "deletion"; readonly key: string; readonly result: Deleted }
  | { readonly line: "refusal"; readonly reason: string };
