import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import { IMAGE_TYPES, type ImageType } from "../../src/domain/mod.ts";
import type { Extent } from "../../src/pictures/mod.ts";
import { optionalText } from "../support/options.ts";

/** The text of `--help`. */
export const HELP = `deno task regenerate [options]

Makes sizes of the shop's pictures anew: those that are missing, and those that
have another size than the shop makes now. It makes them of the originals, a
thumb also of its cover. Originals are kept in B2 unless KEEP_ORIGINALS is "no".

The shop may run. Each size is put to B2, then recorded: until then buyers see
the one before. You can stop or kill this command at any time and run it again:
it goes on where it was.

  --only-missing    only sizes that are missing
  --all             every size, for example after a change of the quality. Only
                    those that come out different are stored
  --rendition NAME  only this size: ${IMAGE_TYPES.join(" or ")}
  --product ID      only pictures of this product
  --dry-run         list what would be made, and make nothing
  --json            print JSON lines: {"productId", "imageType", "outcome", …},
                    at last {"kind": "summary", …}

Exits 0 everything is done, 1 something failed, was refused or is left, 2 wrong
usage or settings.`;

/** For `parseArgs` of node:util. */
export const OPTIONS: ParseArgsOptionsConfig = {
  "only-missing": { type: "boolean" },
  all: { type: "boolean" },
  rendition: { type: "string" },
  product: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
};

/** The options of the command. */
export interface RegenerateArguments {
  readonly extent: Extent;
  /** All if absent. */
  readonly renditions: readonly ImageType[] | undefined;
  /** All if absent. */
  readonly productId: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Reads the options.
 *
 * @throws {UsageError} when one is wrong, or two contradict each other.
 */
export function readArguments(values: OptionValues): RegenerateArguments {
  const [onlyMissing, all] = [values["only-missing"] === true, values.all === true];
  if (onlyMissing && all) throw new UsageError("--only-missing cannot be used with --all");
  return {
    extent: onlyMissing ? "missing" : all ? "all" : "outdated",
    renditions: readRenditions(optionalText(values, "rendition")),
    productId: optionalText(values, "product"),
    dryRun: values["dry-run"] === true,
    json: values.json === true,
  };
}

function readRenditions(name: string | undefined): readonly ImageType[] | undefined {
  if (name === undefined) return undefined;
  const known = IMAGE_TYPES.find((each) => each === name);
  if (known !== undefined) return [known];
  throw new UsageError(`--rendition must be ${IMAGE_TYPES.join(" or ")}, is ${name}`);
}
