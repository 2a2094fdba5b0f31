import { describeError, fullMessageOf } from "../log.ts";
import {
  type DatabaseTransaction,
  inSavepoint,
  isStalePlan,
  isTimedOut,
  isUnavailable,
} from "../postgres/mod.ts";
import type { Obstacle } from "./obstacle.ts";
import { run } from "./run.ts";

/** What was done to the table, and what is in the way. */
export interface Findings {
  /** One line for each change that loses nothing. */
  readonly mended: string[];
  readonly obstacles: Obstacle[];
}

/**
 * Runs statements that may fail. Returns the error, and then nothing was changed.
 *
 * @throws when PostgreSQL cannot be reached, or has ended a statement for its time: that is no fault of the table.
 */
export async function attempt(tx: DatabaseTransaction, statements: string): Promise<unknown> {
  return await attemptWork(tx, () => run(tx, statements));
}

/** As {@link attempt}, for other work than statements. */
export async function attemptWork(
  tx: DatabaseTransaction,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    await inSavepoint(tx, work);
    return undefined;
  } catch (error) {
    // A remedy has changed a type. The connection has learnt it, and makes another plan.
    if (isStalePlan(error)) return await attemptWork(tx, work);
    if (isUnavailable(error) || isTimedOut(error)) throw error;
    return error;
  }
}

/**
 * Adds an obstacle. Its remedy is run, so that the search goes on and finds the next one. The transaction is undone in
 * the end. If the remedy fails, the other one is tried. Returns false if no remedy works.
 */
export async function addObstacle(
  tx: DatabaseTransaction,
  { obstacles }: Findings,
  { helps, ...obstacle }: Obstacle,
  otherwise: Partial<Obstacle> = {},
): Promise<boolean> {
  let failed: unknown;
  for (const { helps: remedy, ...words } of [{ helps }, otherwise]) {
    if (remedy === undefined) continue;
    failed = await attempt(tx, remedy);
    if (failed !== undefined) continue;
    obstacles.push({ ...obstacle, ...words, helps: remedy });
    return true;
  }
  const tried = failed === undefined ? "" : ` This was tried: ${helps} (${sayingOf(failed)})`;
  obstacles.push({ ...obstacle, advice: `No statement is known that helps.${tried}` });
  return false;
}

/** What PostgreSQL said, with its detail and its hint. */
export function sayingOf(error: unknown): string {
  return fullMessageOf(describeError(error));
}

/** `1 row` or `12 rows`. */
export function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
