import { visible } from "../../std/mod.ts";
import { hintOf } from "./hints.ts";
import type { ImportReport, ReportLine, RunEnd, RunFacts } from "./import_report.ts";
import type { Language } from "./language.ts";
import { openLineFile } from "./line_file.ts";

/** One line of the file: a picture, or the start or the end of a run. */
export type JsonLine =
  | ReportLine
  | { readonly at: string; readonly run: RunFacts }
  | { readonly at: string; readonly end: RunEnd };

/** What every kind of report takes. */
export interface ReportOptions {
  readonly run: RunFacts;
  /** Of the hints and the page. */
  readonly language: Language;
  readonly now: () => Date;
}

/** Opens a report of JSON lines. */
export async function openJsonReport(
  path: string,
  { run, language, now }: ReportOptions,
): Promise<ImportReport> {
  using stack = new DisposableStack();
  const file = stack.use(await openLineFile(path));
  const append = (lines: readonly JsonLine[]) =>
    file.append(lines.map((line) => visible(JSON.stringify(line))));
  const at = () => now().toISOString();
  await append([{ at: at(), run }]);
  const owned = stack.move();
  let isEnded = false;
  const end = async (end: RunEnd) => {
    isEnded = true;
    await append([{ at: at(), end }]);
  };
  return {
    add: async (outcomes) => {
      const time = at();
      await append(outcomes.map((outcome) => {
        const hint = hintOf(outcome, language);
        return { at: time, ...outcome, ...(hint !== undefined && { hint }) };
      }));
    },
    end,
    [Symbol.asyncDispose]: async () => {
      using _ = owned;
      if (!isEnded) await end({ complete: false });
    },
  };
}
