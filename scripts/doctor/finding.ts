/**
 * What `doctor` finds, and how it is checked and shown.
 * @module
 */
import { DEADLINES } from "../../src/deadlines.ts";
import { describeError, fullMessageOf } from "../../src/log.ts";
import { remedyOf } from "../../src/postgres/mod.ts";
import { visible, within, wrap } from "../../src/std/mod.ts";

/** `warn`: the shop works, and something costs or may surprise. `fail`: the shop does not work, or the check cannot run. */
export type Level = "ok" | "warn" | "fail";

/** One line of the report. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  /** What is so. */
  readonly says: string;
  /** What to do. Absent if all is well, or if `says` tells it. */
  readonly remedy?: string;
}

/** What a check finds: a finding without the name of the check. */
export type Found = Omit<Finding, "check">;

/** All is well. */
export const ok = (says: string): Found => ({ level: "ok", says });
/** The shop works, and something costs or may surprise. */
export const warn = (says: string, remedy: string): Found => ({ level: "warn", says, remedy });
/** The shop does not work. */
export const fail = (says: string, remedy: string): Found => ({ level: "fail", says, remedy });

/** Runs a check. One that throws or takes too long has failed: it must never read as if all was well. */
export async function examine(
  check: string,
  work: (signal: AbortSignal) => Promise<Found | readonly Found[]>,
  limitMs: number = DEADLINES.doctor.ms,
): Promise<Finding[]> {
  try {
    return [await within(limitMs, work)].flat().map((found) => ({ check, ...found }));
  } catch (error) {
    const says = fullMessageOf(describeError(error));
    const remedy = remedyOf(error) ?? "Run the command again. If it stays so, look at this part";
    return [{ check, level: "fail", says, remedy }];
  }
}

/** The widest name of a check. */
const CHECK_COLUMNS = 12;
const LEVEL_COLUMNS = 5;

/** The lines of the report. What does not fit into the columns goes on below its beginning. */
export function describeFindings(
  findings: readonly Finding[],
  columns: number = Infinity,
): string[] {
  const below = " ".repeat(LEVEL_COLUMNS + CHECK_COLUMNS + 2);
  return findings.flatMap(({ check, level, says, remedy }) => [
    ...wrap(
      visible(`${level.padEnd(LEVEL_COLUMNS)} ${check.padEnd(CHECK_COLUMNS)} ${says}`),
      columns,
      below,
    ),
    ...(remedy === undefined ? [] : wrap(visible(`      → ${remedy}`), columns, "        ")),
  ]);
}
