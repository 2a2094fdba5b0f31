import type { ImageType } from "../domain/mod.ts";
import type { ImageRefusal } from "../imaging/mod.ts";
import type { LegacyFileRefusal } from "../storage/mod.ts";

/** What may become of a picture; the last five are left for the next run. */
export const OUTCOMES = [
  /** Rendered from a file, or from an object with metadata; in B2, and the log says so. */
  "migrated",
  /** It was in B2 already, as the shop may send it; the log says so now. */
  "adopted",
  /** A dry run found nothing against it. */
  "ready",
  /** The log knew of it already; the column does now. */
  "projected",
  /** Its seller, or another run, was faster: there is nothing left to do. */
  "superseded",
  /** No such file or object. */
  "missing",
  /** Damaged, empty, or not to be read. */
  "unreadable",
  /** No picture that the shop can show. */
  "unsupported",
  /** Its path leads out of the folder, or to what is no file. */
  "hostile",
  /** The renderer or B2 failed at it; another run may do. */
  "failed",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one picture of one product. */
export interface ImageOutcome {
  /** The product's id. */
  readonly product: string;
  /** Which of its pictures. */
  readonly image: ImageType;
  /** What became of it. */
  readonly outcome: Outcome;
  /** Why, in lower snake case; absent where the outcome says it all. */
  readonly reason?: string;
  /** Key of the object that the row named, `superseded` in the log; absent unless a picture was made of it. */
  readonly leftBehind?: string;
}

/** Why a picture is left, as its outcome and its reason. */
export interface Left {
  /** One of those that are left. */
  readonly outcome: Outcome;
  /** In lower snake case. */
  readonly reason: string;
}

const LEFT: ReadonlySet<Outcome> = new Set<Outcome>([
  "missing",
  "unreadable",
  "unsupported",
  "hostile",
  "failed",
]);

/** Whether the next run will find it again. */
export function isLeft(outcome: Outcome): boolean {
  return LEFT.has(outcome);
}

/** The outcome that a refusal by the reader of files, the inspection or the renderer amounts to. */
const OUTCOME_OF: Readonly<Record<ImageRefusal | LegacyFileRefusal, Outcome>> = {
  not_found: "missing",
  outside_root: "hostile",
  not_a_file: "hostile",
  not_readable: "unreadable",
  empty: "unreadable",
  corrupt: "unreadable",
  timed_out: "unreadable",
  too_many_bytes: "unsupported",
  unsupported_type: "unsupported",
  animated: "unsupported",
  too_many_pixels: "unsupported",
  bad_dimensions: "unsupported",
};

/** What a refusal means for the picture. */
export function leftBy(refused: ImageRefusal | LegacyFileRefusal): Left {
  return { outcome: OUTCOME_OF[refused], reason: refused };
}
