import { parse } from "csv-parse/sync";

/** How a CSV file separates its values. */
export interface Dialect {
  readonly delimiter: string;
  /** Characters at the start of the file that belong to no line of it: a byte order mark, Excel's line `sep=;`. */
  readonly skip: number;
  /** Lines that are skipped, for the numbers of the others. */
  readonly skippedLines: number;
}

const DELIMITERS = [",", ";", "\t", "|"];
const SAMPLE_RECORDS = 30;
const SEP_LINE = /^\ufeff?"?sep=(.)"?\r?\n/i;

/** Finds the dialect in the start of a file. `given`: the operator's delimiter. */
export function detectDialect(start: string, given?: string): Dialect {
  const [line, sep] = SEP_LINE.exec(start) ?? [];
  const skip = line?.length ?? (start.startsWith("\ufeff") ? 1 : 0);
  const skippedLines = line === undefined ? 0 : 1;
  const delimiter = given ?? sep ?? likeliest(start.slice(skip));
  return { delimiter, skip, skippedLines };
}

/** The delimiter that gives most records as many values as the header has. If two do, the one with more values. */
function likeliest(sample: string): string {
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(sample, delimiter) }));
  return scored.reduce((best, each) => each.score > best.score ? each : best).delimiter;
}

function scoreOf(sample: string, delimiter: string): number {
  const records = parse(sample, {
    delimiter,
    to: SAMPLE_RECORDS,
    relax_quotes: true,
    relax_column_count: true,
    skip_records_with_error: true,
    skip_empty_lines: true,
  }) as string[][];
  const width = records[0]?.length ?? 0;
  if (width < 2) return 0;
  const same = records.filter((record) => record.length === width).length;
  return same / records.length + width / 1000;
}
