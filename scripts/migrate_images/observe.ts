import {
  type ImportOptions,
  openReport,
  type PreviewOf,
  type RunEnd,
  type RunFacts,
} from "../../src/legacy_import/mod.ts";
import { createProgress, type Progress } from "../support/progress.ts";
import type { MigrateImagesOptions } from "./options.ts";
import { createUnshown, type Unshown } from "./unshown.ts";

/** Watches a run: with a progress bar, and with a report if `--report` is given. */
export interface Observer extends AsyncDisposable {
  readonly callbacks: Required<Pick<ImportOptions, "onStart" | "onProduct">>;
  /** Ends the line of the progress bar, and the report. */
  end(end: RunEnd): Promise<void>;
  readonly unshown: Unshown;
  /** Milliseconds since the first product was started. */
  ms(): number;
}

/** Opens the report. The progress bar starts once the number of products is known. */
export async function observe(
  { report: path, language }: Pick<MigrateImagesOptions, "report" | "language">,
  run: RunFacts,
  previews: PreviewOf,
): Promise<Observer> {
  const given = { run, language, previews };
  const report = path === undefined ? undefined : await openReport(path, given);
  const unshown = createUnshown();
  let progress: Progress | undefined;
  let started = performance.now();
  let products = 0;
  const endProgress = () => {
    progress?.[Symbol.dispose]();
    progress = undefined;
  };
  return {
    callbacks: {
      onStart: (total) => {
        started = performance.now();
        progress = createProgress({ unit: "products", total });
      },
      onProduct: async (outcomes) => {
        unshown.add(outcomes);
        await report?.add(outcomes);
        progress?.update(++products);
      },
    },
    unshown,
    end: async (end) => {
      endProgress();
      await report?.end(end);
    },
    ms: () => performance.now() - started,
    [Symbol.asyncDispose]: async () => {
      endProgress();
      await report?.[Symbol.asyncDispose]();
    },
  };
}
