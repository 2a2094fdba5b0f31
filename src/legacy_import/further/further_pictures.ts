import type { TakenOver } from "../../event_log/mod.ts";
import { valuesIn } from "../../pictures/mod.ts";
import { sha256Hex } from "../../std/mod.ts";
import { NOTHING_PATTERN } from "../../storage/mod.ts";
import { shownValue } from "../shown_value.ts";

/** Where a shop says which further pictures a product has. */
export const FURTHER_PLACES = ["list", "columns", "table", "import", "folder"] as const;

/** One of {@link FURTHER_PLACES}. `list`: in the column of the first picture. `import`: what `import` read of a source. */
export type FurtherPlace = (typeof FURTHER_PLACES)[number];

/** A picture of a row after the first. */
export interface FurtherPicture {
  /** Its number in the row: 2, 3, … */
  readonly number: number;
  readonly value: string;
  readonly from: FurtherPlace;
}

/** What names the pictures of a row, in this order. Each text may be a list. */
export type NamedPictures = readonly (readonly [from: FurtherPlace, text: string])[];

/** The pictures of a row: those that are not in yet, and which one is the first. */
export interface RowPictures {
  /** The first picture, if it is to come from these values. */
  readonly first: string | undefined;
  readonly further: readonly FurtherPicture[];
  /** The further values of the first column's list. Its picture's import replaces the list, so the log must keep them. */
  readonly listed: readonly string[];
}

const NOTHING = new RegExp(NOTHING_PATTERN, "i");

/**
 * Orders the pictures that a row names. `needsFirst`: the column of the first picture is the older shop's, so the first value
 * is the first picture. Values that were taken over before are left out, and keep their numbers. Pure.
 */
export function orderPictures(
  named: NamedPictures,
  { needsFirst, taken, ofFirst }: Pick<TakenOver, "taken" | "ofFirst"> & {
    readonly needsFirst: boolean;
  },
): RowPictures {
  const places = new Map<string, FurtherPlace>();
  for (const [from, text] of named) {
    for (const value of splitUp(text)) if (!places.has(value)) places.set(value, from);
  }
  const values = [...places].filter(([value]) => needsFirst || !isTaken(value, ofFirst));
  const [first] = needsFirst ? values : [];
  const numbered = (needsFirst ? values.slice(1) : values).map(([value, from], place) => (
    { number: place + 2, value, from }
  ));
  return {
    first: first?.[0],
    further: numbered.filter(({ value }) => !isTaken(value, taken)),
    listed: numbered.filter(({ from }) => from === "list").map(({ value }) => value),
  };
}

/** The values of a text. None if it says that there is no picture. */
export function splitUp(text: string): readonly string[] {
  const values = valuesIn(text);
  return (values.length === 0 ? [text] : values).filter((value) => !NOTHING.test(value));
}

/** Whether an import has taken this value over. */
export function isTaken(value: string, taken: TakenOver["taken"]): boolean {
  return taken.has(shownValue(value)) || taken.has(sha256Hex(value));
}

/** How an event remembers the value that its picture was imported from. `isFile`: a file was found by it. */
export function takenOf(
  value: string,
  isFile: boolean,
): { readonly legacyValues: readonly string[] } | { readonly legacyTaken: readonly string[] } {
  return isFile ? { legacyValues: [shownValue(value)] } : { legacyTaken: [sha256Hex(value)] };
}

/** The values that the log can keep: not long, and without a secret. */
export function keepable(values: readonly string[]): readonly string[] {
  return values.filter((value) => shownValue(value) === value);
}
