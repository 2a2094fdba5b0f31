import { type ImageOutcome, isLeft, type Pictureless } from "../../src/legacy_import/mod.ts";
import { wrap } from "../../src/std/mod.ts";
import { count } from "../support/lines.ts";

/** More products are not named on the terminal. */
const MOST_NAMED = 20;
const TERMINAL_COLUMNS = 80;
/** In characters. */
const LONGEST_TITLE = 40;

/** Products that buyers would see without their picture, and why. */
export interface Unshown {
  /** Takes the outcomes of one product. */
  add(outcomes: readonly ImageOutcome[]): void;
  /** One line for each product, not more than a terminal can hold. */
  describe(pictureless: Pictureless, report: string | undefined): string[];
}

/** Creates the list for a run. A pipe gets whole lines, a terminal lines of its width. */
export function createUnshown(
  columns = Deno.stdout.isTerminal() ? TERMINAL_COLUMNS : Infinity,
): Unshown {
  const named: string[] = [];
  const partly = new Partly();
  let left = 0;
  return {
    add: (outcomes) => {
      const ofFirst = outcomes.filter(({ picture }) => picture === undefined);
      const first = ofFirst.find(({ outcome }) => isLeft(outcome)) ??
        ofFirst.find(({ outcome }) => outcome === "no_picture");
      if (first === undefined) return partly.add(outcomes);
      left++;
      if (named.length < MOST_NAMED) named.push(lineOf(first));
    },
    describe: ({ count: without, products }, report) => {
      if (left + without === 0) return partly.describe(columns, report);
      const lines = [
        ...named.toSorted(),
        ...products.map((each) => `${nameOf(each)}: no_picture, its columns are empty`),
      ].slice(0, MOST_NAMED);
      const more = left + without - lines.length;
      const where = report ?? "--report FILE";
      return [
        `Without their picture: ${count(left + without, "product")}`,
        ...lines.flatMap((line) => wrap(`  ${line}`, columns, "      ")),
        ...(more > 0 ? [`  and ${count(more, "more product")}: see ${where}`] : []),
        ...partly.describe(columns, report),
      ];
    },
  };
}

/** Products of which only further pictures are left. */
class Partly {
  readonly #named: string[] = [];
  #pictures = 0;
  #products = 0;

  add(outcomes: readonly ImageOutcome[]): void {
    const left = outcomes.filter(({ outcome, picture }) =>
      picture !== undefined && isLeft(outcome)
    );
    if (left.length === 0) return;
    this.#products++;
    this.#pictures += left.length;
    this.#named.push(...left.slice(0, MOST_NAMED - this.#named.length).map(lineOf));
  }

  describe(columns: number, report = "--report FILE"): string[] {
    if (this.#products === 0) return [];
    const more = this.#pictures - this.#named.length;
    return [
      `Without some of their further pictures: ${count(this.#products, "product")}`,
      ...this.#named.toSorted().flatMap((line) => wrap(`  ${line}`, columns, "      ")),
      ...(more > 0 ? [`  and ${count(more, "more picture")}: see ${report}`] : []),
    ];
  }
}

function lineOf({ similar, ...outcome }: ImageOutcome): string {
  const why = [outcome.outcome, outcome.reason].filter((each) => each !== undefined).join(" ");
  const value = outcome.value === undefined ? "" : `, ${outcome.value}`;
  const near = similar === undefined ? "" : ` (${nearOf(outcome, similar)})`;
  const which = outcome.picture === undefined ? outcome.image : `picture ${outcome.picture}`;
  return `${nameOf(outcome)}: ${which} ${why}${value}${near}`;
}

function nearOf({ outcome }: Pick<ImageOutcome, "outcome">, similar: readonly string[]): string {
  if (outcome === "ambiguous") return `it may be ${similar.join(" or ")}`;
  return `did you mean ${similar.join(" or ")}?`;
}

function nameOf({ product, title }: Pick<ImageOutcome, "product" | "title">): string {
  if (title === null || title === undefined) return product;
  const characters = [...title];
  const short = characters.length <= LONGEST_TITLE
    ? title
    : `${characters.slice(0, LONGEST_TITLE).join("")}…`;
  return `${product} "${short}"`;
}
