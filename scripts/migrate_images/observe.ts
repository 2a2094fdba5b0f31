import { type ImportOptions, openReport, type RunFacts } from "../../src/legacy_import/mod.ts";
import { createProgress, type Progress } from "../support/progress.ts";
import type { MigrateImagesOptions } from "./options.ts";

/** Watches a run: with a progress bar, and with a report if `--report` is given. */
export interface Observer extends AsyncDisposable {
  readonly callbacks: Required<Pick<ImportOptions, "onStart" | "onProduct">>;
  /** Ends the line of the progress bar, and the report. `complete`: every product had its turn. */
  end(complete: boolean): Promise<void>;
  /** Milliseconds since the first product was started. */
  ms(): number;
}

/** Opens the report. The progress bar starts once the number of products is known. */
export async function observe(
  { report: path }: Pick<MigrateImagesOptions, "report">,
  run: RunFacts,
): Promise<Observer> {
  const report = path === undefined ? undefined : await openReport(path, { run });
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
        await report?.add(outcomes);
        progress?.update(++products);
      },
    },
    end: async (complete) => {
      endProgress();
      await report?.end({ complete });
    },
    ms: () => performance.now() - started,
    [Symbol.asyncDispose]: async () => {
      endProgress();
      await report?.[Symbol.asyncDispose]();
    },
  };
}
