import {
  type Estimate,
  type ImportSummary,
  isLeft,
  type LegacyCount,
  OUTCOMES,
} from "../../src/legacy_import/mod.ts";
import { count, formatCount } from "../support/lines.ts";
import type { MigrateImagesOptions } from "./options.ts";

/** Facts of a run beside its summary. */
export interface RunFacts extends Pick<MigrateImagesOptions, "report" | "dryRun"> {
  /** Whether it was stopped before its end. */
  readonly interrupted: boolean;
  readonly ms: number;
}

/** The table at the end and the lines below it. */
export function describeSummary(
  summary: ImportSummary,
  legacy: LegacyCount,
  { report, dryRun, interrupted, ms }: RunFacts,
): string[] {
  const seconds = ms / 1000;
  const rate = seconds > 0 ? Math.round(summary.products / seconds * 10) / 10 : 0;
  const lines = [
    ...tableOf(summary),
    `${count(summary.products, "product")} in ${formatCount(Math.round(seconds * 10) / 10)} s, ${
      formatCount(rate)
    }/s`,
  ];
  if (interrupted) lines.push("Stopped before the end. Run it again to continue.");
  if (dryRun) lines.push("This was a dry run: nothing was written to B2 or PostgreSQL.");
  if (summary.productsLeft > 0) {
    const where = report === undefined ? "--report FILE lists them" : `${report} lists them`;
    lines.push(
      `Left for the next run: pictures of ${count(summary.productsLeft, "product")}; ${where}.`,
    );
  }
  lines.push(
    `Products whose thumbnail_url is not https://: ${formatCount(legacy.thumbnails)}`,
    `Products with a legacy picture: ${formatCount(legacy.products)}`,
  );
  return lines;
}

function tableOf({ pictures }: ImportSummary): string[] {
  const rows = OUTCOMES.flatMap((outcome) => {
    const number = pictures[outcome];
    return number === undefined
      ? []
      : [[outcome, formatCount(number), isLeft(outcome) ? "left" : ""]];
  });
  const table = [["outcome", "pictures", ""], ...rows];
  const widths = [0, 1].map((n) => Math.max(...table.map((row) => row[n]!.length)));
  return table.map(([outcome, number, note]) =>
    `${outcome!.padEnd(widths[0]!)}  ${number!.padStart(widths[1]!)}  ${note}`.trimEnd()
  );
}

/** The estimate of a dry run. */
export function describeEstimate(
  estimate: Estimate,
  { keepsOriginals }: { readonly keepsOriginals: boolean },
): string[] {
  const { pictures, adoptions, originalBytes, putBytes, seconds } = estimate;
  const lines = [
    `A run would read ${megabytes(originalBytes)} of originals.`,
    `It would put ${count(pictures, "picture")} to B2, about ${megabytes(putBytes)}.`,
    ...(keepsOriginals
      ? ["It would put the originals there too. KEEP_ORIGINALS=no leaves them out."]
      : []),
    `It would take about ${formatCount(Math.ceil(seconds))} s on this machine.`,
  ];
  if (adoptions > 0) {
    lines.push(
      `It would adopt ${
        count(adoptions, "picture")
      }. Rendering those with metadata adds to the time.`,
    );
  }
  return lines;
}

function megabytes(bytes: number): string {
  return `${formatCount(Math.round(bytes / 1e5) / 10)} MB`;
}
