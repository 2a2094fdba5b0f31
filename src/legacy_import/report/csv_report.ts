import { visible } from "../../std/mod.ts";
import { hintOf } from "./hints.ts";
import type { ImportReport, ReportLine, RunEnd } from "./import_report.ts";
import type { ReportOptions } from "./json_report.ts";
import type { Language } from "./language.ts";
import { openLineFile } from "./line_file.ts";

const COLUMNS = [
  "at",
  "product",
  "title",
  "image",
  "outcome",
  "reason",
  "value",
  "file",
  "tried",
  "similar",
  "hint",
  "key",
  "leftBehind",
  // Behind the others: a report of an earlier release is continued.
  "picture",
] as const satisfies readonly (keyof ReportLine)[];

type Cells = Partial<Record<(typeof COLUMNS)[number], string | number | readonly string[] | null>>;

/** Excel takes a file for UTF-8 if it begins so. */
const BYTE_ORDER_MARK = "\ufeff";
/** What Excel expects where a comma is the decimal sign. */
const SEPARATORS: Readonly<Record<Language, string>> = { en: ",", fr: ";" };

/** Opens a report as a table for spreadsheets. The mappings of a run are lines too. */
export async function openCsvReport(
  path: string,
  { run, language, now }: ReportOptions,
): Promise<ImportReport> {
  using stack = new DisposableStack();
  const known = await separatorOf(path);
  const file = stack.use(await openLineFile(path));
  const separator = known ?? SEPARATORS[language];
  const append = (rows: readonly Cells[]) => {
    const at = now().toISOString();
    return file.append(rows.map((row) => lineOf({ at, ...row }, separator)));
  };
  if (file.isNew) await file.append([`${BYTE_ORDER_MARK}${COLUMNS.join(separator)}`]);
  await append(run.mappings.map(({ from, to, state, rows }) => ({
    outcome: "mapping",
    reason: state,
    value: from,
    file: to === "" ? "." : to,
    ...(rows !== undefined && { hint: `${rows}` }),
  })));
  const owned = stack.move();
  return {
    add: (outcomes) =>
      append(outcomes.map((outcome) => (
        { picture: 1, ...outcome, hint: hintOf(outcome, language) ?? null }
      ))),
    end: (end) => append(rowsOf(end)),
    [Symbol.asyncDispose]: () => Promise.resolve(owned.dispose()),
  };
}

function rowsOf({ pictureless }: RunEnd): Cells[] {
  return (pictureless?.products ?? []).map(({ product, title = null }) => ({
    product,
    title,
    outcome: "no_picture",
    reason: "empty_columns",
  }));
}

function lineOf(row: Cells, separator: string): string {
  return COLUMNS.map((column) => cellOf(row[column] ?? "")).join(separator);
}

/** A cell with the first of these would be run as a formula: https://owasp.org/www-community/attacks/CSV_Injection. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function cellOf(value: string | number | readonly string[]): string {
  const text = visible(typeof value === "object" ? value.join(" | ") : `${value}`);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\s']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The separator of a report that is continued. Undefined for a new one. */
async function separatorOf(path: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(64);
    const length = await file.read(head) ?? 0;
    return /product([,;])/.exec(new TextDecoder().decode(head.subarray(0, length)))?.[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
