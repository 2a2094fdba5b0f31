import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import type { SpareObject } from "../../src/pictures/mod.ts";
import { wholeNumber } from "../support/options.ts";

/** What `--help` prints. */
export const HELP = `deno task reconcile [options]

Compares what B2 holds with what the event log says, both ways, and lists what it finds:

  missing     a picture of the shop without its object
  altered     a picture whose object has another size, or with --deep another hash
  orphaned    an object that no event ever named, older than the grace period
  superseded  an object that an event named, and that is no picture any more

Nothing is changed without a flag; the outcome is recorded for /stats.

  --deep                download every picture and compare its SHA-256, not its size alone
  --repair              put missing and altered pictures back: from the disk cache, else made anew
                        from what Telegram shows, a thumb else from its cover; else invalidate
                        them, so that the shop draws a placeholder and asks B2 no more
  --adopt-orphans       with --repair: a product without a picture gets the orphaned cover that was
                        put last, and a thumb made of it: after an older backup was restored
  --max-invalidate N    invalidate no more than N pictures; 100 if absent
  --delete-orphans      delete orphaned objects, listed first
  --delete-superseded   delete superseded objects, listed first
  --grace-hours N       leave alone what has been so for less; 48 if absent
  --max-delete N        delete nothing when it would be more than N; 100 if absent
  --read-only           record nothing either
  --json                print JSON lines: {"kind": "missing" | "altered" | "orphaned" |
                        "superseded" | "repair" | "adoption" | "deletion" | "refusal" |
                        "summary", …}

Exits 0 every picture is there, 1 some are not, something was refused or it failed,
2 wrong usage or settings.`;

/** The options, for `parseArgs`. */
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

/** What the operator asked for. */
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
 * @throws {UsageError} for what makes no sense.
 */
export function readArguments(values: OptionValues): ReconcileArguments {
  const deletes: SpareObject["kind"][] = [];
  if (values["delete-orphans"]) deletes.push("orphaned");
  if (values["delete-superseded"]) deletes.push("superseded");
  const repair = values.repair === true;
  const readOnly = values["read-only"] === true;
  if (readOnly && (repair || deletes.length > 0)) {
    throw new UsageError("--read-only goes with neither --repair nor --delete-…");
  }
  const adopts = values["adopt-orphans"] === true;
  if (adopts && !repair) throw new UsageError("--adopt-orphans goes with --repair");
  if (adopts && deletes.includes("orphaned")) {
    throw new UsageError("--adopt-orphans goes without --delete-orphans: look at what it leaves");
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
