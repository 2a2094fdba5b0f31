import { unreachable } from "../../src/errors.ts";
import type { MoveLine, MoveSummary } from "../../src/pictures/mod.ts";
import { count, formatCount } from "../support/lines.ts";

/** The widest outcome. */
const OUTCOME_COLUMNS = 11;

/** One line of the result for people: outcome, object, detail. */
export function describeLine(line: MoveLine): string {
  const detail = detailOf(line);
  const row = `${line.outcome.replace("_", " ").padEnd(OUTCOME_COLUMNS)} ${line.key}`;
  return detail === "" ? row : `${row}\n${" ".repeat(OUTCOME_COLUMNS)} ${detail}`;
}

function detailOf(line: MoveLine): string {
  switch (line.outcome) {
    case "copied":
    case "would_copy": {
      const why = line.was === "missing" ? "it was not there" : "it had other bytes";
      return `to ${line.to}, ${formatCount(line.sizeBytes)} bytes: ${why}`;
    }
    case "lost":
      return "no bucket has its bytes: deno task reconcile --repair";
    case "erased":
    case "would_erase":
      return "its product was deleted for good";
    case "failed":
      return line.reason;
    default:
      return unreachable(line);
  }
}

/** Whether both buckets hold everything. */
export function isDone(summary: MoveSummary): boolean {
  const { would_copy, would_erase, lost, failed, rows } = summary;
  return would_copy + would_erase + lost + failed + rows === 0;
}

/** What was done, and what is left. */
export function describeSummary(
  summary: MoveSummary,
  { names, dryRun, deep, interrupted, seconds }: {
    /** Of the two buckets. */
    readonly names: readonly string[];
    readonly dryRun: boolean;
    readonly deep: boolean;
    readonly interrupted: boolean;
    readonly seconds: number;
  },
): string[] {
  const { same, copied, copiedBytes, would_copy, would_erase, erased } = summary;
  const did = dryRun
    ? `Would copy ${count(would_copy, "object")} and erase ${formatCount(would_erase)}`
    : `Copied ${count(copied, "object")}, ${formatCount(copiedBytes)} bytes`;
  const rows = [
    [same, `${same === 1 ? "was" : "were"} the same in both, by ${deep ? "SHA-256" : "MD5"}`],
    [erased, "erased: their products were deleted for good"],
    [summary.ended, "ended while they were copied"],
    [summary.lost, "are in no bucket: deno task reconcile --repair"],
    [summary.failed, "failed"],
  ] as const;
  return [
    `Compared ${names.join(" and ")} in ${seconds} s. ${did}.`,
    ...rows.filter(([number]) => number > 0)
      .map(([number, text]) => `  ${formatCount(number).padStart(9)}  ${text}`),
    ...(summary.rows > 0
      ? [
        `${count(summary.rows, "picture")} of older rows ${
          summary.rows === 1 ? "is" : "are"
        } in no event: run deno task migrate-images`,
        "--adopt, before one of the buckets goes.",
      ]
      : []),
    interrupted
      ? "Stopped before the end: run it again, it goes on where it was."
      : isDone(summary)
      ? `${names.join(" and ")} hold the same now.`
      : "Something is left: run it again.",
  ];
}
