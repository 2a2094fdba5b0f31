import type { ParseArgsOptionsConfig } from "node:util";
import { type OptionValues, UsageError } from "../../src/command.ts";
import type { CsvOptions, Preference } from "../../src/product_import/mod.ts";
import {
  type MigrateImagesOptions,
  OPTIONS as PICTURE_OPTIONS,
  readPictureOptions,
} from "../migrate_images/options.ts";
import { optionalText } from "../support/options.ts";

/** The text of `--help`. */
export const HELP = `deno task import [--from FILE] [--table NAME] [--columns LIST] [options]

Brings in the products of another shop, with their pictures. Without --columns,
it proposes which column is what, and stops. Rows that are in already are not
touched, and what was changed in the shop is not overwritten. You can stop or
kill this command at any time and run it again. The shop may run.

  --from FILE       a CSV file, whose first line names the columns. Or a SQLite
                    file, as most bots have one, with --table
  --table NAME      a table or a view: NAME or SCHEMA.NAME. Without --from, it
                    is in the shop's own database
  --source-url URL  another PostgreSQL database for --table. Better set
                    SOURCE_DATABASE_URL: lists of processes do not show it
  --columns LIST    which column is what, such as
                    product_id=id,title=name,price=price,currency=EUR,cover=img
                    Fields: product_id, title, description, price, price_minor
                    (in cents), currency, seller_id, seller_username, on_sale,
                    withdrawn, cover, thumb, picture_2 to picture_10 and
                    picture_position. product_id and title are needed. cover
                    and picture_2 to picture_10 may hold lists
  --pictures TABLE  a table with a row for each picture, beside that of --table,
                    such as product_images with product_id, path and position.
                    With a CSV file: a second CSV file
  --root DIR        import the pictures too: the folder where their paths start
  --dry-run         say everything, write nothing
  --prefer SIDE     source or shop: whose value counts where both have changed
                    it. Without it, the shop's stays, and you are told
  --name NAME       the source's name for later runs, default: that of the file
                    or table
  --encoding NAME   of the file, such as windows-1252. Default: found
  --delimiter C     of the file: a character, or tab. Default: found
  --report FILE     the outcome of each picture, in FILE.html, .csv or .jsonl.
                    Every line about a row, in FILE-rows.txt
  --fetch, --adopt, --map OLD=NEW, --concurrency N, --lang LANG
                    for the pictures, see deno task migrate-images --help

Exits 0 all done, 1 columns were proposed, rows or pictures are left, stopped or
failed, 2 wrong usage or settings.`;

/** For `parseArgs` of node:util. */
export const OPTIONS: ParseArgsOptionsConfig = {
  ...PICTURE_OPTIONS,
  from: { type: "string" },
  table: { type: "string" },
  "source-url": { type: "string" },
  columns: { type: "string" },
  pictures: { type: "string" },
  prefer: { type: "string" },
  name: { type: "string" },
  encoding: { type: "string" },
  delimiter: { type: "string" },
};

/** A file with rows. */
export interface FileOptions {
  readonly from: string;
  readonly csv: CsvOptions;
  /** The table, if the file is of SQLite. */
  readonly table: string | undefined;
}

/** Where the rows are. */
export type SourceOptions =
  | FileOptions
  /** `url`: undefined for the shop's own database. */
  | { readonly table: string; readonly url: string | undefined };

/** The options of the command. */
export interface ImportOptions {
  readonly source: SourceOptions;
  /** Undefined: propose. */
  readonly columns: string | undefined;
  /** A table or a file with a row for each picture. */
  readonly pictureSource: SourceOptions | undefined;
  readonly prefer: Preference | undefined;
  /** Undefined: the source's own. */
  readonly name: string | undefined;
  readonly pictures: MigrateImagesOptions;
}

/**
 * Reads the options. `sourceUrl` is the value of SOURCE_DATABASE_URL.
 *
 * @throws {UsageError} when one is wrong.
 */
export async function readOptions(
  values: OptionValues,
  sourceUrl: string | undefined,
): Promise<ImportOptions> {
  const pictures = await readPictureOptions(values);
  const source = readSource(values, sourceUrl);
  return {
    source,
    pictureSource: pictureSourceOf(source, optionalText(values, "pictures")),
    columns: optionalText(values, "columns"),
    prefer: readPreference(optionalText(values, "prefer")),
    name: optionalText(values, "name"),
    pictures,
  };
}

function readSource(values: OptionValues, sourceUrl: string | undefined): SourceOptions {
  const from = optionalText(values, "from");
  const table = optionalText(values, "table");
  const url = optionalText(values, "source-url") ?? sourceUrl;
  if (from === undefined && table === undefined) {
    throw new UsageError("Name a source: --from FILE for a file, or --table NAME");
  }
  const encoding = readEncoding(optionalText(values, "encoding"));
  const delimiter = readDelimiter(optionalText(values, "delimiter"));
  if (from !== undefined) return { from, csv: { encoding, delimiter }, table };
  if (encoding !== undefined || delimiter !== undefined) {
    throw new UsageError("--encoding and --delimiter belong to --from: a table has neither");
  }
  if (url !== undefined && !/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new UsageError(
      "The source's URL must begin with postgres://. For another database, export the table as a CSV file and use --from",
    );
  }
  return { table: table!, url };
}

/** A table beside that of the products, or a CSV file beside a CSV file. */
function pictureSourceOf(
  source: SourceOptions,
  name: string | undefined,
): SourceOptions | undefined {
  if (name === undefined) return undefined;
  if ("from" in source && source.table === undefined) return { ...source, from: name };
  return { ...source, table: name };
}

function readPreference(side: string | undefined): Preference | undefined {
  if (side === undefined || side === "source" || side === "shop") return side;
  throw new UsageError(`--prefer must be source or shop, is ${side}`);
}

function readEncoding(label: string | undefined): string | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label).encoding;
  } catch {
    throw new UsageError(
      `--encoding must be a name such as utf-8 or windows-1252, is ${JSON.stringify(label)}`,
    );
  }
}

function readDelimiter(text: string | undefined): string | undefined {
  if (text === "tab" || text === "\\t") return "\t";
  if (text === undefined || ([...text].length === 1 && !/["\r\n]/.test(text))) return text;
  throw new UsageError(`--delimiter must be one character, or tab, is ${JSON.stringify(text)}`);
}
