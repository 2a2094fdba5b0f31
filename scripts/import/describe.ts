import {
  FIELDS,
  type Mapping,
  needsSomebody,
  type ProductPictures,
  type Proposal,
  ROW_OUTCOMES,
  type RowReport,
  type RowSource,
  type RowSummary,
  writeMapping,
} from "../../src/product_import/mod.ts";
import { count, formatCount } from "../support/lines.ts";

const NO_SELLER = [
  "No column is the seller's Telegram id. Without seller_id=NUMBER for all rows,",
  "nobody can change these products in /my.",
];
const TERMINAL_COLUMNS = 80;
const FIELD_CHARACTERS = 15;
/** Samples are no shorter, even if the lines then get longer than a terminal. */
const LEAST_SAMPLE = 8;
const VALUE_CHARACTERS = 60;

/** The proposed columns, and the options that use them. */
export function describeProposal(
  proposal: Proposal,
  source: RowSource,
  given: readonly string[],
): string[] {
  const { mapping, samples, unused, furtherPictures, pictureTable, isCurrencyGuessed } = proposal;
  const rows = rowsOf(mapping, samples);
  const missing = (["product_id", "title"] as const).filter((field) =>
    mapping[field] === undefined
  );
  const bytes = source.columns.filter(({ kind }) => kind === "bytes").map(({ name }) => name);
  const columns = [writeMapping(mapping), ...missing.map((field) => `${field}=COLUMN`)];
  const command = [
    ...given,
    "--columns",
    columns.filter((part) => part !== "").join(","),
    ...(pictureTable === undefined ? [] : ["--pictures", pictureTable.name]),
  ];
  return [
    `Source: ${source.description}`,
    "Proposed columns, with the first rows:",
    ...tableOf(rows).map((line) => `  ${line}`),
    ...(unused.length > 0 ? [`Not used: ${unused.join(", ")}`] : []),
    ...(bytes.length > 0
      ? [
        `Not used, because it holds bytes: ${bytes.join(", ")}. If they are pictures,`,
        "write them to files, and their paths to a column.",
      ]
      : []),
    ...(furtherPictures.length > 0
      ? [
        `Pictures too, perhaps the same ones: ${furtherPictures.join(", ")}`,
        "If they are others, add them to --columns as picture_2, picture_3, …",
      ]
      : []),
    ...describeSeen(proposal),
    ...(pictureTable === undefined ? [] : [describeTable(pictureTable)]),
    ...missing.map((field) => `No column looks like ${field}: write its name for COLUMN.`),
    ...(mapping.seller_id === undefined ? NO_SELLER : []),
    ...(isCurrencyGuessed ? ["Nothing tells the currency: write yours in place of EUR."] : []),
    "Nothing was imported. Look at the columns, then see what an import would do:",
    `  deno task import ${command.map(quote).join(" ")} --dry-run`,
  ];
}

/** How many further pictures the rows that were looked at have. */
function describeSeen({ furtherSeen, rows }: Proposal): string[] {
  const places = { lists: "in lists", columns: "in further columns", rows: "in further rows" };
  const seen = (Object.keys(places) as (keyof typeof places)[])
    .filter((place) => furtherSeen[place] > 0)
    .map((place) => `${furtherSeen[place]} ${places[place]}`);
  if (seen.length === 0) return [];
  return [`Further pictures in the first ${count(rows, "row")}: ${seen.join(", ")}`];
}

function describeTable(
  { name, product, picture, position }: Required<Proposal>["pictureTable"] & object,
): string {
  const order = position === undefined ? "" : `, in the order of ${position}`;
  return `Further pictures: the table ${name} (${product}, ${picture}${order})`;
}

function rowsOf(mapping: Mapping, samples: Proposal["samples"]): string[][] {
  const named = FIELDS.flatMap((field) => {
    const origin = mapping[field];
    if (origin === undefined) return [];
    return [{ field, name: "constant" in origin ? `"${origin.constant}" for all` : origin.name }];
  });
  const widest = Math.max(0, ...named.map(({ name }) => name.length));
  const room = Math.floor((TERMINAL_COLUMNS - FIELD_CHARACTERS - widest - 10) / 3);
  return named.map(({ field, name }) => [
    field,
    name,
    ...(samples[field] ?? []).map((text) => shorten(text, Math.max(LEAST_SAMPLE, room))),
  ]);
}

/** The columns of an import. */
export function describeSource(source: RowSource, columns: string): string[] {
  return [`Source: ${source.description}`, `Columns: ${columns}`];
}

/** One line about a row. */
export function describeReport(report: RowReport): string {
  switch (report.about) {
    case "problem": {
      const { at, productId, column, value, wrong } = report.problem;
      const where = productId === undefined ? at : `${at}, ${productId}`;
      if (column === undefined) return `${where}: ${wrong}`;
      return `${where}: ${column} is ${quoted(value)}. ${wrong}`;
    }
    case "note":
      return `${report.at}, ${report.productId}: ${report.note}`;
    case "difference": {
      const { at, productId, difference: { name, shop, source, isOverwritten } } = report;
      const done = isOverwritten
        ? "The source's was taken (--prefer source)"
        : "The shop's stays. Choose with --prefer source or --prefer shop";
      return `${at}, ${productId}: ${name} is ${quoted(source)} in the source and ${
        quoted(shop)
      } in the shop. ${done}`;
    }
    case "taken": {
      const { at, productId, from, title } = report;
      const theirs = from === undefined ? "of its own" : `from ${from}`;
      const todo = from === undefined
        ? "Give the row another id"
        : `Give the row another id, or add --name ${
          quote(from)
        } if it is a newer state of the same source`;
      return `${at}, ${productId}: the shop has a product ${theirs} with this id, ${
        quoted(title)
      }. ${todo}`;
    }
    case "vanished":
      return `${report.productId}, ${
        quoted(report.title)
      }: on sale, but no longer in the source. Withdraw it in the shop, if it is sold`;
  }
}

/** What the table of `--pictures` gave. */
export function describePictured(pictures: ProductPictures, { pictured }: RowSummary): string[] {
  const all = pictures.size;
  const strange = all - pictured;
  return [
    `Pictures of the table: ${count(pictured, "product")}`,
    ...(strange > 0 ? [`Its pictures of ${count(strange, "other product")} were left out.`] : []),
  ];
}

/** Products whose picture the source has replaced by one that is not in yet. */
export function describeWaiting(waiting: ReadonlyMap<string, string>): string[] {
  return [...waiting].map(([productId, cover]) =>
    `${productId}: the source has another picture, ${quoted(cover)}, which is not in yet`
  );
}

/** The table at the end and the lines below it. */
export function describeRows(
  { rows, withoutPrice }: RowSummary,
  { dryRun, interrupted }: { readonly dryRun: boolean; readonly interrupted: boolean },
): string[] {
  const table = ROW_OUTCOMES.flatMap((outcome) => {
    const number = rows[outcome];
    if (number === undefined) return [];
    return [[outcome, formatCount(number), needsSomebody(outcome) ? "see above" : ""]];
  });
  const lines = tableOf([["outcome", "rows", ""], ...table]);
  if (withoutPrice > 0) {
    lines.push(`${count(withoutPrice, "product")} without a price: on request.`);
  }
  if (interrupted) lines.push("Stopped before the end. Run it again to continue.");
  if (dryRun) lines.push("This was a dry run: no row was written.");
  return lines;
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (wide, row) => row.map((text, n) => Math.max(wide[n] ?? 0, [...text].length)),
    [],
  );
  return rows.map((row) =>
    row.map((text, n) => text + " ".repeat(Math.max(0, (widths[n] ?? 0) - [...text].length)))
      .join("  ").trimEnd()
  );
}

/** A value as JSON, so that its limits can be seen. */
function quoted(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value ?? null);
  return JSON.stringify(shorten(value, VALUE_CHARACTERS));
}

function shorten(text: string, length: number): string {
  const characters = [...text.replace(/\s+/g, " ")];
  return characters.length <= length
    ? characters.join("")
    : `${characters.slice(0, length - 1).join("")}…`;
}

/** An argument as a POSIX shell reads it. */
function quote(text: string): string {
  return /^[\w\p{L}@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
