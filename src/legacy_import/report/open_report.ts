import type { ImportReport } from "./import_report.ts";
import { openJsonReport, type ReportOptions } from "./json_report.ts";

/** The options of {@link openReport}. */
export type OpenReportOptions = Pick<ReportOptions, "run"> & Partial<ReportOptions>;

/** Opens a report. The ending of the file says its form. Later runs append to the same file. */
export async function openReport(path: string, options: OpenReportOptions): Promise<ImportReport> {
  const given: ReportOptions = { language: "en", now: () => new Date(), ...options };
  return await openJsonReport(path, given);
}
