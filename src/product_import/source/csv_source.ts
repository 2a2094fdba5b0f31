import { type CsvError, type Info, parse } from "csv-parse";
import { Readable } from "node:stream";
import { detectDialect, type Dialect } from "./dialect.ts";
import { detectEncoding, readFile } from "./encoding.ts";
import { type RowSource, type SourceRow, SourceUnreadable } from "./source.ts";

/** What the operator says of a file. The rest is found. */
export interface CsvOptions {
  /** A label of TextDecoder, such as `windows-1252`. */
  readonly encoding?: string | undefined;
  /** One character. */
  readonly delimiter?: string | undefined;
}

/** A longer record mostly has a quote that is never closed. */
const MAX_RECORD_BYTES = 1_000_000;
const SAMPLE_CHARACTERS = 1 << 17;

const DELIMITER_NAMES: Readonly<Record<string, string>> = { "\t": "tab", " ": "space" };

interface CsvFile {
  readonly path: string;
  readonly encoding: string;
  readonly dialect: Dialect;
}

interface CsvRecord {
  readonly record: string[];
  readonly info: Info;
}

/**
 * Opens a CSV file. Its first line names the columns.
 *
 * @throws {SourceUnreadable} when it has no columns, or its quotes do not end.
 */
export async function openCsvSource(path: string, options: CsvOptions = {}): Promise<RowSource> {
  const { label, because } = options.encoding === undefined
    ? await detectEncoding(path)
    : { label: options.encoding, because: "--encoding says so" };
  const dialect = detectDialect(await startOf(path, label), options.delimiter);
  const file = { path, encoding: label, dialect };
  const names = await headerOf(file);
  const { delimiter } = dialect;
  return {
    description: `${path}, ${label} (${because}), separated by ${
      DELIMITER_NAMES[delimiter] ?? delimiter
    }`,
    name: path.split(/[/\\]/).at(-1)!,
    columns: names.map((name) => ({ name, kind: "text" as const })),
    rows: () => rowsOf(file, names.length),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function startOf(path: string, encoding: string): Promise<string> {
  let start = "";
  for await (const text of decode(path, encoding)) {
    start += text;
    if (start.length >= SAMPLE_CHARACTERS) break;
  }
  return start;
}

/** The names of the columns. Columns at the end that have neither a name nor a value are none. */
async function headerOf(file: CsvFile): Promise<string[]> {
  for await (const { record } of recordsOf(file)) {
    const names = record.map((name) => name.trim());
    const named = names.findLastIndex((name) => name !== "") + 1;
    if (named === 0) break;
    refuseValues(file.path, names.slice(0, named));
    return unlike(names.slice(0, named));
  }
  throw new SourceUnreadable(
    `${file.path} has no columns: its first line must hold their names, such as id,title,price`,
  );
}

/** Each name once, so that `--columns` can say each: the second `title` is `title (2)`. */
function unlike(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((given, index) => {
    let name = given === "" ? `column ${index + 1}` : given;
    for (let nth = 2; seen.has(name) || (name !== given && taken.has(name)); nth++) {
      name = `${given || `column ${index + 1}`} (${nth})`;
    }
    seen.add(name);
    return name;
  });
}

/** Numbers and files are no names of columns, so the names are missing. */
function refuseValues(path: string, names: readonly string[]): void {
  const values = names.filter((name) => /^\d[\d.,' ]*$|\.(jpe?g|png|webp)$/i.test(name));
  if (values.length * 2 < names.length || values.length < 2) return;
  throw new SourceUnreadable(
    `The first line of ${path} holds values (${
      values.join(", ")
    }). Add a line before it with the names of the columns, such as id,title,price,image`,
  );
}

async function* rowsOf(file: CsvFile, width: number): AsyncGenerator<SourceRow> {
  let isHeader = true;
  // Counted here: `info.lines` counts a line break of Windows inside of quotes twice (csv-parse 7.0.3).
  let line = 1 + file.dialect.skippedLines;
  let empty = 0;
  for await (const { record, info } of recordsOf(file)) {
    line += info.empty_lines - empty;
    empty = info.empty_lines;
    const at = `line ${line}`;
    line += 1 + record.reduce((sum, value) => sum + breaksIn(value), 0);
    if (!isHeader && record.some((value) => value.trim() !== "")) {
      const surplus = record.slice(width).filter((value) => value.trim() !== "").length;
      yield { at, values: record, surplus };
    }
    isHeader = false;
  }
}

function breaksIn(value: string): number {
  return value.match(/\r\n|\r|\n/g)?.length ?? 0;
}

async function* recordsOf(file: CsvFile): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter: file.dialect.delimiter,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const text = Readable.from(skipping(decode(file.path, file.encoding), file.dialect.skip));
  text.on("error", (error) => parser.destroy(error));
  try {
    yield* text.pipe(parser) as AsyncIterable<CsvRecord>;
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    text.destroy();
    parser.destroy();
  }
}

function unreadable({ path }: CsvFile, error: unknown): unknown {
  const { code, lines } = error as Partial<CsvError> & { readonly lines?: number };
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new SourceUnreadable(
      `${path} has a row near line ${lines} that is longer than ${MAX_RECORD_BYTES} bytes: shorten its longest value, or close a quote (") that is open before it`,
    );
  }
  if (code !== "CSV_QUOTE_NOT_CLOSED") return error;
  return new SourceUnreadable(
    `${path} has a quote (") near line ${lines} or before that is never closed: close it, or double it ("") if it belongs to the text`,
    { cause: error },
  );
}

async function* decode(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for await (const bytes of readFile(path)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

async function* skipping(texts: AsyncIterable<string>, skip: number): AsyncGenerator<string> {
  let left = skip;
  for await (const text of texts) {
    const rest = text.slice(left);
    left -= Math.min(left, text.length);
    if (rest !== "") yield rest;
  }
}
