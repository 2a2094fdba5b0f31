import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import { optionalText, wholeNumber } from "../support/options.ts";

/** What `--help` prints. */
export const HELP = `deno task migrate-images --root DIR [--adopt] [options]

Renders the files that a legacy shop's rows name, puts cover and thumb to B2, reads them back, and
appends that they are there; the columns follow. The shop may run meanwhile. It can be stopped or
killed at any moment and run again: what is done is not done again. Originals are only read.

  --root DIR        where the rows' paths start; nothing outside of it is read
  --adopt           record rows that already hold a URL of our bucket (alone: nothing else);
                    what lies there with EXIF or other metadata is rendered anew
  --dry-run         count and estimate; write nothing to B2 or PostgreSQL
  --concurrency N   products at the same time, 1 to 64; 4 if absent
  --report FILE     append what became of each picture, as JSON lines

Exits 0 all done, 1 pictures are left (or it failed, or was stopped), 2 wrong usage or settings.`;

/** The options, for `parseArgs`. */
export const OPTIONS: ParseArgsOptionsConfig = {
  root: { type: "string" },
  adopt: { type: "boolean" },
  "dry-run": { type: "boolean" },
  concurrency: { type: "string" },
  report: { type: "string" },
};

/** What the operator asked for. */
export interface MigrateImagesOptions {
  /** Undefined: adopt alone. */
  readonly root: string | undefined;
  readonly adopt: boolean;
  readonly dryRun: boolean;
  readonly concurrency: number;
  /** Undefined: no report. */
  readonly report: string | undefined;
}

/**
 * Reads the options.
 *
 * @throws {UsageError} for what makes no sense.
 */
export async function readOptions(values: OptionValues): Promise<MigrateImagesOptions> {
  const root = optionalText(values, "root");
  const adopt = values.adopt === true;
  if (root === undefined && !adopt) {
    throw new UsageError("--root is missing: where do the rows' paths start?");
  }
  if (root !== undefined && !await isFolder(root)) {
    throw new UsageError(`--root must be a folder that can be read, is ${JSON.stringify(root)}`);
  }
  return {
    root,
    adopt,
    dryRun: values["dry-run"] === true,
    concurrency: wholeNumber(values, "concurrency", { absent: 4, least: 1, most: 64 }),
    report: optionalText(values, "report"),
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}
