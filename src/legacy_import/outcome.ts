import type { ImageType } from "../domain/mod.ts";
import type { ImageRefusal } from "../imaging/mod.ts";
import type { LegacyFileRefusal } from "../storage/mod.ts";

/** The outcomes of a picture. The last five leave it for the next run. */
export const OUTCOMES = [
  /** Rendered from a file, or from an object with metadata. It is in B2 and in the log. */
  "migrated",
  /** The object in the bucket is used as it is. It is in the log now. */
  "adopted",
  /** A dry run found no problem. */
  "ready",
  /** The log had it already. The column has it now. */
  "projected",
  /** Its seller or another run was faster. Nothing is left to do. */
  "superseded",
  /** At another host, which was not to be asked. */
  "elsewhere",
  /** The file or object does not exist, or its host no longer gives it. */
  "missing",
  /** The file is damaged or empty, or cannot be read. */
  "unreadable",
  /** The shop cannot show such a file. */
  "unsupported",
  /** The path leads outside the folder, or not to a file. */
  "hostile",
  /** The renderer, B2, Telegram or another host failed. Another run may succeed. */
  "failed",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** The outcome of one picture of one product. */
export interface ImageOutcome {
  readonly product: string;
  readonly image: ImageType;
  readonly outcome: Outcome;
  /** In lower snake case. Absent when the outcome says it all. */
  readonly reason?: string;
  /** Key of the row's object, if a picture was rendered from it. `reconcile` calls this object superseded. */
  readonly leftBehind?: string;
}

/** The outcome of a picture that is left for the next run. */
export interface Left {
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

/** Whether the next run will try this picture again. */
export function isLeft(outcome: Outcome): boolean {
  return LEFT.has(outcome);
}

/** The outcome for each refusal of the file reader, the inspection or the renderer. */
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
  unsupported_coding: "unsupported",
  animated: "unsupported",
  too_many_pixels: "unsupported",
  needs_memory: "failed",
  bad_dimensions: "unsupported",
};

/** The outcome for a refusal. */
export function leftBy(refused: ImageRefusal | LegacyFileRefusal): Left {
  return { outcome: OUTCOME_OF[refused], reason: refused };
}
