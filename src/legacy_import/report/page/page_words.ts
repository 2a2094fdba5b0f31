import type { ImageType } from "../../../domain/mod.ts";
import type { HeldKind } from "../../count_held.ts";
import type { Outcome } from "../../outcome.ts";
import type { AppliedMapping } from "../import_report.ts";

/** The words of a page. */
export interface PageWords {
  readonly title: string;
  readonly dryRun: string;
  readonly runAt: (time: string) => string;
  readonly folder: string;
  /** How the last run ended. */
  readonly state: Readonly<Record<"complete" | "stopped" | "broken", string>>;
  readonly totals: string;
  readonly broughtIn: string;
  readonly ready: string;
  readonly left: string;
  readonly withoutPicture: string;
  readonly lastRun: string;
  readonly outcome: string;
  readonly pictures: string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly mappings: string;
  readonly mappingsAbout: string;
  readonly noMapping: string;
  readonly beginning: string;
  readonly standsFor: string;
  readonly relative: string;
  readonly rows: string;
  readonly mappingStates: Readonly<Record<AppliedMapping["state"], string>>;
  readonly ifRight: string;
  readonly beforeAndAfter: string;
  readonly beforeAndAfterAbout: string;
  readonly beforeAndAfterDry: string;
  readonly before: string;
  readonly after: string;
  readonly noPreview: string;
  readonly toMend: string;
  readonly nothingToMend: string;
  readonly toMendAbout: string;
  /** Headings, by cause. An unknown cause is shown as it is. */
  readonly causes: Readonly<Record<string, string>>;
  readonly product: string;
  readonly images: Readonly<Record<ImageType, string>>;
  readonly picture: string;
  /** A further picture, by its number. */
  readonly pictureNumber: (number: number) => string;
  readonly value: string;
  readonly whatToDo: string;
  readonly tried: string;
  readonly more: (count: string, file: string) => string;
  readonly pictureless: string;
  readonly picturelessAbout: string;
  readonly held: string;
  readonly heldAbout: string;
  readonly heldKinds: Readonly<Record<HeldKind, string>>;
  readonly foot: (file: string) => string;
}
