import { isLeft, type Outcome } from "../outcome.ts";
import { causeOf } from "./hints.ts";
import type { AppliedMapping, ReportLine, RunEnd, RunFacts } from "./import_report.ts";
import type { JsonLine } from "./json_report.ts";
import { Spread } from "./spread.ts";

/** Lines of one cause that a page lists. */
const MOST_LISTED = 500;
/** Pictures that a page shows. */
const MOST_SHOWN = 24;

/** The pictures that are left, of one cause. */
export interface Cause {
  count: number;
  /** Nothing is to be mended: the row says that there is no picture. */
  readonly isDone: boolean;
  /** The first of them. */
  readonly lines: Map<string, ReportLine>;
}

/**
 * What a file of JSON lines tells of all its runs. It grows by some 100 bytes for each picture that is left.
 *
 * A picture is left if the last line about it says so. A complete run looks at every picture that is left, so older lines do
 * not count any more.
 */
export class Account {
  /** The last run. */
  run: RunFacts = { dryRun: false, mappings: [] };
  at = "";
  /** Undefined if the last run did not end. */
  end: RunEnd | undefined;
  /** Those of the last run, and those that earlier runs have used: most rows may be done. */
  mappings: readonly AppliedMapping[] = [];
  /** Pictures by their outcome, in the last run. */
  readonly outcomes = new Map<Outcome, number>();
  /** Pictures that the lines of all runs say are brought in. */
  #reported = 0;
  readonly causes = new Map<string, Cause>();
  #shown = new Spread<ReportLine>(MOST_SHOWN);
  /** The cause of each picture that is left. */
  readonly #left = new Map<string, string>();
  readonly #ofThisRun = new Set<string>();

  /** Some of the pictures that came in, or would: spread over the last run that has any. */
  get shown(): readonly ReportLine[] {
    return this.#shown.values;
  }

  /** Pictures that all runs have brought in, as far as is known. */
  get broughtIn(): number {
    return this.end?.broughtIn ?? this.#reported;
  }

  /** The number of pictures to mend. */
  get left(): number {
    const open = [...this.causes.values()].filter(({ isDone }) => !isDone);
    return open.reduce((total, { count }) => total + count, 0);
  }

  add(line: JsonLine): void {
    if ("run" in line) this.#start(line.run, line.at);
    else if ("end" in line) this.#finish(line.end);
    else if ("product" in line) this.#addPicture(line);
  }

  #start(run: RunFacts, at: string): void {
    if (this.run.dryRun) this.#shown = new Spread(MOST_SHOWN);
    const names = new Set(run.mappings.map(nameOf));
    const earlier = this.mappings.filter((each) =>
      each.state !== "unclear" && !names.has(nameOf(each))
    );
    this.mappings = [...run.mappings, ...earlier];
    this.run = run;
    this.at = at;
    this.end = undefined;
    this.outcomes.clear();
    this.#ofThisRun.clear();
  }

  #finish(end: RunEnd): void {
    this.end = end;
    if (!end.complete) return;
    for (const key of [...this.#left.keys()]) if (!this.#ofThisRun.has(key)) this.#remove(key);
  }

  #addPicture(line: ReportLine): void {
    const { outcome } = line;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const key = `${line.product}\n${line.image}\n${line.picture ?? 1}`;
    this.#remove(key);
    if (isListed(outcome)) this.#list(key, line);
    if (BROUGHT_IN.has(outcome) && !this.run.dryRun) this.#reported++;
    if (line.image === "thumb" && (line.key !== undefined || outcome === "ready")) {
      this.#shown.add(line);
    }
  }

  #list(key: string, line: ReportLine): void {
    const name = causeOf(line);
    const cause = this.causes.get(name) ??
      { count: 0, isDone: !isLeft(line.outcome), lines: new Map() };
    this.causes.set(name, cause);
    cause.count++;
    if (cause.lines.size < MOST_LISTED) cause.lines.set(key, line);
    this.#left.set(key, name);
    this.#ofThisRun.add(key);
  }

  #remove(key: string): void {
    const name = this.#left.get(key);
    if (name === undefined) return;
    this.#left.delete(key);
    this.#ofThisRun.delete(key);
    const cause = this.causes.get(name)!;
    cause.count--;
    cause.lines.delete(key);
    if (cause.count === 0) this.causes.delete(name);
  }
}

function nameOf({ from, to }: AppliedMapping): string {
  return JSON.stringify([from, to]);
}

const BROUGHT_IN: ReadonlySet<Outcome> = new Set<Outcome>(["migrated", "adopted"]);

/** No work for the next run, but the seller may want to know. */
function isListed(outcome: Outcome): boolean {
  return isLeft(outcome) || outcome === "no_picture" || outcome === "surplus";
}
