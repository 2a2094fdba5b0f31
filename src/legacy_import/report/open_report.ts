import { openCsvReport } from "./csv_report.ts";
import type { ImportReport } from "./import_report.ts";
import { openJsonReport } from "./json_report.ts";
import { openPageReport, type PageReportOptions } from "./page_report.ts";

/** The options of {@link openReport}. */
export type OpenReportOptions = Pick<PageReportOptions, "run"> & Partial<PageReportOptions>;

const FORMS = {
  jsonl: openJsonReport,
  ndjson: openJsonReport,
  csv: openCsvReport,
  html: openPageReport,
  htm: openPageReport,
};

/** Whether the ending of a file says the form of a report. */
export function isReport(path: string): boolean {
  return endingOf(path) in FORMS;
}

/**
 * Opens a report. The ending of the file says its form. Later runs continue it.
 *
 * @throws {TypeError} for a file with another ending.
 */
export async function openReport(path: string, options: OpenReportOptions): Promise<ImportReport> {
  if (!isReport(path)) throw new TypeError(`Cannot open a report: ${path} has no known ending`);
  const open = FORMS[endingOf(path) as keyof typeof FORMS];
  return await open(path, { language: "en", now: () => new Date(), ...options });
}

function endingOf(path: string): string {
  return /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
}
