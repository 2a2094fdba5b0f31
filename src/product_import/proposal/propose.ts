import { type Field, FIELDS } from "../fields.ts";
import type { Mapping, Origin } from "../mapping/mapping.ts";
import type { RowSource } from "../source/source.ts";
import { matchName } from "./known_names.ts";
import {
  countFurther,
  findFurther,
  type FurtherSeen,
  type PictureTable,
  pictureTableOf,
} from "./further.ts";
import { lookAt, type Looks } from "./looks.ts";

/** A proposed mapping of a source. */
export interface Proposal {
  /** May miss `product_id` or `title`. */
  readonly mapping: Mapping;
  /** The first rows of each mapped field. */
  readonly samples: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** Columns that become nothing. */
  readonly unused: readonly string[];
  /** Further columns of pictures, whose names do not say that they are others than the first. */
  readonly furtherPictures: readonly string[];
  /** Further pictures in the rows that were looked at, by where they are. */
  readonly furtherSeen: FurtherSeen;
  /** A table beside the source that holds further pictures, for `--pictures`. */
  readonly pictureTable: PictureTable | undefined;
  /** Whether the currency is a guess, because nothing tells it. */
  readonly isCurrencyGuessed: boolean;
  readonly rows: number;
}

const SAMPLE_ROWS = 200;
const SHOWN_ROWS = 3;
/** Shares are of many rows. A few may be wrong. */
const MOST = 0.6;
const LONG_TEXT = 40;
const GUESSED_CURRENCY = "EUR";

/** Whether what a column holds fits a field. A column without values fits by its name. */
const FITS: Readonly<Partial<Record<Field, (looks: Looks) => boolean>>> = {
  // A gap or an id that comes twice is told later, row by row.
  product_id: ({ different, isGrouped }) => different > MOST || isGrouped,
  title: ({ words }) => words > 0,
  description: ({ yesOrNo }) => yesOrNo < MOST,
  // A value that is no price is told later, row by row.
  price: ({ prices }) => prices > 0.3,
  price_minor: ({ prices }) => prices > MOST,
  currency: ({ currencies }) => currencies > MOST,
  seller_id: ({ telegramIds }) => telegramIds > MOST,
  seller_username: ({ usernames }) => usernames > MOST,
  on_sale: ({ yesOrNo }) => yesOrNo > MOST,
  withdrawn: ({ yesOrNo, column }) => yesOrNo > MOST || /at$/i.test(column.name),
  cover: isOfPictures,
  thumb: isOfPictures,
  picture_position: ({ values }) => values.every((value) => /^\s*\d{1,4}(\.0)?\s*$/.test(value)),
};

/** Who fits by content alone, and better than others. Undefined: such a column needs a name. */
const GUESSES: Readonly<Partial<Record<Field, (looks: Looks) => number>>> = {
  cover: ({ paths, fileIds }) => Math.max(paths, fileIds) > MOST ? paths + fileIds : 0,
  price: ({ pricesWithCurrency, prices, values }) =>
    pricesWithCurrency > MOST ? 2 : prices > 0.9 && values.some(hasCents) ? 1 : 0,
  product_id: ({ different, averageLength }) => different === 1 && averageLength < 40 ? 1 : 0,
  title: ({ words, averageLength, values }) =>
    words > MOST && averageLength <= LONG_TEXT * 2 ? new Set(values).size : 0,
  description: ({ words, averageLength }) =>
    words > MOST && averageLength > LONG_TEXT ? averageLength : 0,
};

function hasCents(value: string): boolean {
  return /\d[.,]\d{2}$/.test(value);
}

function isOfPictures({ paths, fileIds, values }: Looks): boolean {
  return paths + fileIds > 0.3 ||
    values.some((value) => value.includes("/"));
}

/** Proposes a mapping from the names of the columns and the first rows. */
export async function propose(source: RowSource): Promise<Proposal> {
  const rows: (readonly (string | null | undefined)[])[] = [];
  for await (const { values } of source.rows()) {
    rows.push(values);
    if (rows.length === SAMPLE_ROWS) break;
  }
  const looks = source.columns.map((column, place) =>
    lookAt(column, rows.map((values) => values[place]))
  );
  const mapping: Partial<Record<Field, Origin>> = {};
  const free = new Set(looks.filter(({ column }) => column.kind !== "bytes"));
  const take = (field: Field, found: Looks | undefined) => {
    if (found === undefined) return;
    free.delete(found);
    const { name, kind } = found.column;
    mapping[field] = { column: looks.indexOf(found), name, kind };
  };
  for (const field of BY_NAME) {
    if (!isExcluded(field, mapping)) take(field, bestByName(field, [...free]));
  }
  for (const [field, score] of Object.entries(GUESSES) as [Field, (looks: Looks) => number][]) {
    if (mapping[field] === undefined && !isExcluded(field, mapping)) {
      take(field, best([...free], score));
    }
  }
  if (mapping.cover !== undefined) {
    const found = findFurther([...free].filter(isOfPictures));
    for (const [field, looks] of found) take(field, looks);
  }
  const isCurrencyGuessed = addCurrency(mapping, looks);
  return {
    mapping,
    samples: samplesOf(mapping, rows),
    unused: [...free].map(({ column }) => column.name),
    furtherPictures: furtherPictures(looks, mapping, free),
    furtherSeen: countFurther(mapping, rows),
    pictureTable: pictureTableOf(await source.tables?.() ?? []),
    isCurrencyGuessed,
    rows: rows.length,
  };
}

/** The surest fields first, so that they get their columns before others may. */
const BY_NAME: readonly Field[] = [
  "product_id",
  "price_minor",
  "price",
  "currency",
  "thumb",
  "cover",
  "title",
  "description",
  "seller_id",
  "seller_username",
  "withdrawn",
  "on_sale",
  "picture_position",
];

function isExcluded(field: Field, mapping: Mapping): boolean {
  if (field === "price") return mapping.price_minor !== undefined;
  return field === "on_sale" && mapping.withdrawn !== undefined;
}

function bestByName(field: Field, free: readonly Looks[]): Looks | undefined {
  return best(free, (looks) => {
    const match = matchName(looks.column.name, field);
    const isUnused = looks.values.length === 0 && field !== "currency";
    if (match === undefined || !(isUnused || FITS[field]?.(looks))) return 0;
    // A file is better than a file id: another bot can send it too.
    const bonus = field === "cover" && looks.paths > looks.fileIds ? 1000 : 0;
    return 1000 - match.rank + bonus;
  });
}

function best(free: readonly Looks[], score: (looks: Looks) => number): Looks | undefined {
  let found: { readonly looks: Looks; readonly score: number } | undefined;
  for (const looks of free) {
    const its = score(looks);
    if (its > (found?.score ?? 0)) found = { looks, score: its };
  }
  return found?.looks;
}

/** Adds the currency that the name of the price tells, or a guess. Returns whether it is a guess. */
function addCurrency(mapping: Partial<Record<Field, Origin>>, looks: readonly Looks[]): boolean {
  const price = mapping.price ?? mapping.price_minor;
  if (price === undefined || !("column" in price) || mapping.currency !== undefined) return false;
  const named = matchName(price.name, "price")?.currency;
  if (named !== undefined) mapping.currency = { constant: named };
  else if (looks[price.column]!.pricesWithCurrency < 1) {
    mapping.currency = { constant: GUESSED_CURRENCY };
    return true;
  }
  return false;
}

function samplesOf(
  mapping: Mapping,
  rows: readonly (readonly (string | null | undefined)[])[],
): Proposal["samples"] {
  const samples: Partial<Record<Field, string[]>> = {};
  for (const field of FIELDS) {
    const origin = mapping[field];
    if (origin === undefined || "constant" in origin) continue;
    samples[field] = rows.slice(0, SHOWN_ROWS).map((values) => values[origin.column] ?? "");
  }
  return samples;
}

function furtherPictures(
  looks: readonly Looks[],
  mapping: Mapping,
  free: ReadonlySet<Looks>,
): string[] {
  if (mapping.cover === undefined) return [];
  return looks.filter((each) =>
    free.has(each) && each.values.length > 0 && Math.max(each.paths, each.fileIds) > MOST
  ).map(({ column }) => column.name);
}
