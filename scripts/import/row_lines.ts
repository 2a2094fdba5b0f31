import type { RowReport } from "../../src/product_import/mod.ts";
import { visible } from "../../src/std/mod.ts";
import { redact } from "../../src/log.ts";
import { count, printLines } from "../support/lines.ts";
import { describeReport } from "./describe.ts";

/** More lines of one kind are only counted on the terminal. */
const MOST_SHOWN = 20;

const KINDS: Readonly<Record<RowReport["about"], readonly [one: string, more: string]>> = {
  problem: ["problem", "problems"],
  note: ["note", "notes"],
  difference: ["difference", "differences"],
  taken: ["row with an id that is taken", "rows with ids that are taken"],
  vanished: ["product that is not in the source", "products that are not in the source"],
};

/** The lines about rows: the first ones on the terminal, all of them in a file. */
export interface RowLines extends Disposable {
  add(report: RowReport): void;
  /** How many more there are of each kind, and where they are. */
  rest(): string[];
}

/** Where all lines are, beside the report of the pictures: `out.html` has `out-rows.txt`. */
export function rowsFileOf(report: string): string {
  return report.replace(/\.\w+$/, "-rows.txt");
}

/**
 * Opens the lines. `report` is the option `--report`; without it, there is no file.
 *
 * @throws {Deno.errors.NotFound | Deno.errors.PermissionDenied} when the file cannot be made.
 */
export function openRowLines(report: string | undefined): RowLines {
  const path = report && rowsFileOf(report);
  const file = path === undefined
    ? undefined
    : Deno.openSync(path, { write: true, create: true, truncate: true });
  const counts = new Map<RowReport["about"], number>();
  return {
    add: (row) => {
      const line = describeReport(row);
      file && writeAll(file, `${visible(redact(line))}\n`);
      const number = (counts.get(row.about) ?? 0) + 1;
      counts.set(row.about, number);
      if (number <= MOST_SHOWN) printLines([line]);
    },
    rest: () => {
      const more = [...counts].filter(([, number]) => number > MOST_SHOWN)
        .map(([about, number]) =>
          `… and ${
            count(number - MOST_SHOWN, `more ${KINDS[about][0]}`, `more ${KINDS[about][1]}`)
          }`
        );
      if (more.length === 0) return [];
      return [
        ...more,
        path === undefined ? "--report FILE lists all of them." : `All of them: ${path}`,
      ];
    },
    [Symbol.dispose]: () => file?.close(),
  };
}

function writeAll(file: Deno.FsFile, text: string): void {
  for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
    bytes = bytes.subarray(file.writeSync(bytes));
  }
}
