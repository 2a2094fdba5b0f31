import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import type { SpareObject } from "../../src/pictures/mod.ts";
import { wholeNumber } from "../support/options.ts";

/** The text of `--help`. */
export const HELP = `deno task reconcile [options]

Compares the objects in B2 with the event log, and lists the differences:

  missing     a picture without its object
  altered     a picture whose object has another size, or with --deep another
              hash
  orphaned    an object that no event names, older than the grace period
  superseded  an object that an event names, but that is no picture any more

Without options it only records the counts, which /stats shows.

  --deep                download every picture and compare its SHA-256
  --repair              restore missing and altered pictures: from the disk
                        cache, else from the original, else from Telegram, a
                        thumb also from its cover. Without a copy, invalidate
                        the picture: the shop then shows a placeholder. Of an
                        original there is no copy
  --adopt-orphans       with --repair, after an older backup was restored: a
                        product without a picture gets its latest orphaned
                        cover, and a thumb made from it
  --max-invalidate N    invalidate at most N pictures, default 100
  --delete-orphans      list and delete orphaned objects
  --delete-superseded   list and delete superseded objects
  --grace-hours N       ignore objects younger than N hours, default 48; none of
                        products that were deleted for good is ignored
  --max-delete N        delete nothing if more than N objects would be deleted,
                        default 100
  --read-only           do not record the counts
  --json                print JSON lines:
                        {"kind": "missing" | "altered" | "orphaned" |
                        "superseded" | "repair" | "adoption" | "deletion" |
                        "refusal" | "summary", …}

Exits 0 every picture is there, 1 pictures are missing, something was refused or
failed, 2 wrong usage or settings.`;

/** For `parseArgs` of node:util. */
export const OPTIONS: ParseArgsOptionsConfig = {
  deep: { type: "boolean" },
  repair: { type: "boolean" },
  "adopt-orphans": { type: "boolean" },
  "max-invalidate": { type: "string" },
  "delete-orphans": { type: "boolean" },
  "delete-superseded": { type: "boolean" },
  "grace-hours": { type: "string" },
  "max-delete": { type: "string" },
  "read-only": { type: "boolean" },
  json: { type: "boolean" },
};

/** The options of the command. */
export interface ReconcileArguments {
  readonly deep: boolean;
  readonly repair: boolean;
  readonly adopts: boolean;
  readonly maxInvalidate: number;
  readonly deletes: readonly SpareObject["kind"][];
  readonly graceMs: number;
  readonly maxDelete: number;
  readonly readOnly: boolean;
  readonly json: boolean;
}

const MS_PER_HOUR = 60 * 60 * 1000;
const BOUNDS = { least: 0, most: 999_999 };

/**
 * Reads the options.
 *
 * @throws {UsageError} when one is wrong, or two contradict each other.
 */
export function readArguments(values: OptionValues): ReconcileArguments {
  const deletes: SpareObject["kind"][] = [];
  if (values["delete-orphans"]) deletes.push("orphaned");
  if (values["delete-superseded"]) deletes.push("superseded");
  const repair = values.repair === true;
  const readOnly = values["read-only"] === true;
  if (readOnly && (repair || deletes.length > 0)) {
    throw new UsageError("--read-only cannot be used with --repair or --delete-…");
  }
  const adopts = values["adopt-orphans"] === true;
  if (adopts && !repair) throw new UsageError("--adopt-orphans needs --repair");
  if (adopts && deletes.includes("orphaned")) {
    throw new UsageError(
      "--adopt-orphans cannot be used with --delete-orphans: check first what it leaves",
    );
  }
  return {
    adopts,
    deep: values.deep === true,
    json: values.json === true,
    repair,
    readOnly,
    deletes,
    graceMs: wholeNumber(values, "grace-hours", { absent: 48, ...BOUNDS }) * MS_PER_HOUR,
    maxDelete: wholeNumber(values, "max-delete", { absent: 100, ...BOUNDS }),
    maxInvalidate: wholeNumber(values, "max-invalidate", { absent: 100, ...BOUNDS }),
  };
}
