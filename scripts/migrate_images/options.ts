import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import {
  isReport,
  type Language,
  languageOf,
  LANGUAGES,
  type Mapping,
  problemOfReport,
} from "../../src/legacy_import/mod.ts";
import { optionalText, wholeNumber } from "../support/options.ts";
import { isFolder, readMapping, refuseTwice } from "./mappings.ts";

/** The text of `--help`. */
export const HELP = `deno task migrate-images --root DIR [--fetch] [--adopt] [options]

Imports the pictures of a legacy shop. It renders the picture of each row, puts
cover and thumb to B2, reads them back, and appends the events. The columns
follow. The shop may run. You can stop or kill this command at any time and run
it again: finished pictures are not repeated. It never changes the files.

A row may also hold a Telegram file_id, a link of Telegram, or the picture as
text (data:, base64): they come in too. A file_id needs TELEGRAM_BOT_TOKEN, the
bot that it belongs to.

  --root DIR        folder where the paths of the rows start. Files outside it
                    are not read
  --fetch           download http:// and https:// pictures of other hosts, up
                    to 20 MB each, from public addresses only. Without --root,
                    paths are left
  --adopt           record pictures that are already in the bucket. Alone, do
                    only this. Objects with EXIF or other metadata are rendered
                    again
  --dry-run         count and estimate, write nothing to B2 or PostgreSQL.
                    Pictures of Telegram, with --adopt of the bucket, and with
                    --fetch of other hosts are downloaded to look at them. Not
                    all are decoded: a run can still find a damaged one
  --first-only      bring in one picture of each product. Without it, further
                    ones come in too, up to ten: from lists, columns such as
                    image_2, a table such as product_images, and a folder for
                    each product
  --concurrency N   products at the same time, 1 to 64, default 4
  --map OLD=NEW     paths that begin with OLD are below NEW, a folder below
                    --root. May be repeated. Without any, the beginnings that
                    the files show are used, if nothing else fits
  --report FILE     the outcome of each picture, with its value, the files tried
                    and what to do. FILE.html is a page to look at, FILE.csv a
                    table, FILE.jsonl JSON lines. Later runs continue it
  --lang LANG       language of the report: en or fr. Default: that of LANG

Exits 0 all done, 1 pictures are left, stopped or failed, 2 wrong usage or
settings.`;

/** For `parseArgs` of node:util. */
export const OPTIONS: ParseArgsOptionsConfig = {
  root: { type: "string" },
  fetch: { type: "boolean" },
  adopt: { type: "boolean" },
  "first-only": { type: "boolean" },
  "dry-run": { type: "boolean" },
  concurrency: { type: "string" },
  map: { type: "string", multiple: true },
  lang: { type: "string" },
  report: { type: "string" },
};

/** The options of the command. */
export interface MigrateImagesOptions {
  /** Undefined: files are not imported. */
  readonly root: string | undefined;
  /** Whether other hosts are asked for pictures. */
  readonly fetch: boolean;
  readonly adopt: boolean;
  /** Whether further pictures of a product are left. */
  readonly isFirstOnly: boolean;
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly mappings: readonly Mapping[];
  readonly report: string | undefined;
  /** Of the report. */
  readonly language: Language;
}

/**
 * Reads the options of migrate-images.
 *
 * @throws {UsageError} when one is wrong.
 */
export async function readOptions(values: OptionValues): Promise<MigrateImagesOptions> {
  const options = await readPictureOptions(values);
  if (options.root === undefined && !options.adopt && !options.fetch) {
    throw new UsageError("--root is missing: name the folder where the paths of the rows start");
  }
  return options;
}

/**
 * Reads the options of any import of pictures.
 *
 * @throws {UsageError} when one is wrong.
 */
export async function readPictureOptions(values: OptionValues): Promise<MigrateImagesOptions> {
  const root = optionalText(values, "root");
  if (root !== undefined && !await isFolder(root)) {
    throw new UsageError(`--root must be a readable folder, is ${JSON.stringify(root)}`);
  }
  return {
    root,
    fetch: values.fetch === true,
    adopt: values.adopt === true,
    isFirstOnly: values["first-only"] === true,
    dryRun: values["dry-run"] === true,
    concurrency: wholeNumber(values, "concurrency", { absent: 4, least: 1, most: 64 }),
    mappings: await readMappings(values, root),
    report: await readReport(values),
    language: readLanguage(values),
  };
}

async function readMappings(
  { map }: OptionValues,
  root: string | undefined,
): Promise<readonly Mapping[]> {
  if (!Array.isArray(map)) return [];
  if (root === undefined) throw new UsageError("--map needs --root: NEW is a folder below it");
  const mappings = await Promise.all(map.map((text) => readMapping(text, root)));
  refuseTwice(mappings);
  return mappings;
}

async function readReport(values: OptionValues): Promise<string | undefined> {
  const path = optionalText(values, "report");
  if (path === undefined) return undefined;
  if (!isReport(path)) {
    throw new UsageError(`--report must end in .html, .csv or .jsonl, is ${JSON.stringify(path)}`);
  }
  const problem = await problemOfReport(path);
  if (problem !== undefined) throw new UsageError(`--report: ${problem}`);
  return path;
}

function readLanguage(values: OptionValues): Language {
  const text = optionalText(values, "lang");
  if (text === undefined) return languageOf(settingOfLanguage()) ?? "en";
  const language = LANGUAGES.find((each) => each === text);
  if (language !== undefined) return language;
  throw new UsageError(`--lang must be ${LANGUAGES.join(" or ")}, is ${JSON.stringify(text)}`);
}

/** POSIX: the first of these that is set and not empty. */
function settingOfLanguage(): string {
  const names = ["LC_ALL", "LC_MESSAGES", "LANG"];
  return names.map((name) => Deno.env.get(name)).find((value) => value) ?? "";
}
