import type { ImageType } from "../domain/mod.ts";
import type { ImageRefusal } from "../imaging/mod.ts";
import type { LegacyFileRefusal } from "../storage/mod.ts";

/** The outcomes of a picture. {@link isLeft} tells which leave it for the next run. */
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
  /** The column says that there is no picture, such as `None` or `nan`. */
  "no_picture",
  /** At another host, which was not to be asked. */
  "elsewhere",
  /** The product has as many pictures as a product may have. */
  "surplus",
  /** The file or object does not exist, or its host no longer gives it. */
  "missing",
  /** Several files could be meant. None is taken. */
  "ambiguous",
  /** The file is damaged or empty, or cannot be read. */
  "unreadable",
  /** The shop cannot show such a file. */
  "unsupported",
  /** The path leads outside the folder: by `..` or by a link. */
  "hostile",
  /** The renderer, B2, Telegram or another host failed. Another run may succeed. */
  "failed",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** Where a picture of a legacy row was looked for. */
export interface FileSearch {
  /** Paths below the folder, in the order in which they were tried. Long lists are cut. */
  readonly tried?: readonly string[];
  /** The file that was found, relative to the folder. */
  readonly file?: string;
  /** Files that could be meant, relative to the folder. None of them was taken. */
  readonly similar?: readonly string[];
}

/** The outcome of one picture of one product. */
export interface ImageOutcome extends FileSearch {
  readonly product: string;
  /** The title of the row. */
  readonly title?: string | null;
  readonly image: ImageType;
  /** Its number in the row, if it is a further picture: 2, 3, … */
  readonly picture?: number;
  readonly outcome: Outcome;
  /** In lower snake case. Absent when the outcome says it all. */
  readonly reason?: string;
  /** What the column holds, without secrets and not longer than a report can show. */
  readonly value?: string;
  /** The key of the picture in the bucket. */
  readonly key?: string;
  /** Key of the row's object, if a picture was rendered from it. `reconcile` calls this object superseded. */
  readonly leftBehind?: string;
}

/** The outcome of a picture that is left for the next run. */
export interface Left extends FileSearch {
  readonly outcome: Outcome;
  /** In lower snake case. */
  readonly reason: string;
}

const LEFT: ReadonlySet<Outcome> = new Set<Outcome>([
  "missing",
  "ambiguous",
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
  not_a_file: "unsupported",
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
