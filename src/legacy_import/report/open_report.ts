import type { ImportReport } from "./import_report.ts";
import { openJsonReport, type ReportOptions } from "./json_report.ts";

/** The options of {@link openReport}. */
export type OpenReportOptions = Pick<ReportOptions, "run"> & Partial<ReportOptions>;

/** The form of a report, by the ending of its file. Undefined for an ending that says none. */
export function formOfReport(path: string): "json" | "csv" | "page" | undefined {
  const [ending] = /\.[a-z]+$/i.exec(path) ?? [""];
  const forms = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".html": "page",
    ".htm": "page",
  };
  return (forms as Record<string, "json" | "csv" | "page">)[ending.toLowerCase()];
}

/** Opens a report. The ending of the file says its form. Later runs append to the same file. */
export async function openReport(path: string, options: OpenReportOptions): Promise<ImportReport> {
  const given: ReportOptions = { language: "en", now: () => new Date(), ...options };
  return await openJsonReport(path, given);
}
