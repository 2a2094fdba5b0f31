import { basename } from "node:path";
import { readAccount } from "./read_account.ts";
import type { ImportReport, ReportLine, RunEnd } from "./import_report.ts";
import { openJsonReport, type ReportOptions } from "./json_report.ts";
import type { PreviewOf } from "./previews.ts";
import { inOrder } from "./page/context.ts";
import type { Pair } from "./page/pairs.ts";
import { writePage } from "./page/page.ts";

/** The options of a report that is a page. */
export interface PageReportOptions extends ReportOptions {
  /** Absent: the page shows no pictures. */
  readonly previews?: PreviewOf;
}

/**
 * Opens a report as a page. The lines are appended to a file of JSON lines beside it. At the end of each run the page is
 * written anew from this file, and takes the place of the old one in one step. So a kill harms neither.
 */
export async function openPageReport(
  path: string,
  options: PageReportOptions,
): Promise<ImportReport> {
  const lines = path.replace(/\.html?$/i, "") + ".jsonl";
  await using stack = new AsyncDisposableStack();
  const report = stack.use(await openJsonReport(lines, options));
  const owned = stack.move();
  let isWritten = false;
  const write = async (previewOf: PreviewOf | undefined) => {
    isWritten = true;
    const account = await readAccount(lines);
    const pairs = previewOf === undefined ? [] : await pairsOf(account.shown, previewOf);
    const { language } = options;
    await replaceFile(path, writePage({ account, pairs, language, source: basename(lines) }));
  };
  return {
    add: (outcomes) => report.add(outcomes),
    end: async (end: RunEnd) => {
      await report.end(end);
      // Who stops a run does not want to wait.
      await write(end.complete ? options.previews : undefined);
    },
    [Symbol.asyncDispose]: async () => {
      await owned.disposeAsync();
      if (!isWritten) await write(undefined);
    },
  };
}

/** One after the other: each may hold an original in memory. */
async function pairsOf(lines: readonly ReportLine[], previewOf: PreviewOf): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const line of inOrder(lines)) {
    const preview = await previewOf(line);
    if (preview.before !== undefined || preview.after !== undefined) pairs.push([line, preview]);
  }
  return pairs;
}

async function replaceFile(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.draft`;
  {
    using file = await Deno.open(draft, { write: true, create: true, truncate: true });
    const encoder = new TextEncoder();
    for await (const piece of pieces) {
      for (let bytes = encoder.encode(piece); bytes.length > 0;) {
        bytes = bytes.subarray(await file.write(bytes));
      }
    }
    await file.syncData();
  }
  await Deno.rename(draft, path);
}
