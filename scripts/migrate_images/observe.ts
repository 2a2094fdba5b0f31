import { type ImportOptions, openReport } from "../../src/legacy_import/mod.ts";
import { createProgress, type Progress } from "../support/progress.ts";
import type { MigrateImagesOptions } from "./options.ts";

/** Watches a run: with a progress bar, and with a report if `--report` is given. */
export interface Observer extends Disposable {
  readonly callbacks: Required<Pick<ImportOptions, "onStart" | "onProduct">>;
  /** Ends the line of the progress bar. */
  end(): void;
  /** Milliseconds since the first product was started. */
  ms(): number;
}

/** Opens the report. The progress bar starts once the number of products is known. */
export async function observe({ report: path }: MigrateImagesOptions): Promise<Observer> {
  const report = path === undefined ? undefined : await openReport(path);
  let progress: Progress | undefined;
  let started = performance.now();
  let products = 0;
  const end = () => {
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
    end,
    ms: () => performance.now() - started,
    [Symbol.dispose]: () => {
      end();
      report?.[Symbol.dispose]();
    },
  };
}
