import { type MigrateOptions, openReport } from "../../src/legacy_import/mod.ts";
import { createProgress, type Progress } from "../support/progress.ts";
import type { MigrateImagesOptions } from "./options.ts";

/** What watches a run: a bar, and a report where one is asked for. */
export interface Observer extends Disposable {
  /** For the run. */
  readonly callbacks: Required<Pick<MigrateOptions, "onStart" | "onProduct">>;
  /** Ends the bar's line. */
  end(): void;
  /** Since the first product was begun. */
  ms(): number;
}

/** Opens the report, and makes the bar once the number of products is known. */
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
