import { describeError, fullMessageOf } from "../log.ts";
import { type DatabaseTransaction, inSavepoint, isUnavailable } from "../postgres/mod.ts";
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
 * @throws when PostgreSQL cannot be reached.
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
    if (isUnavailable(error)) throw error;
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
  obstacle: Obstacle,
  otherwise: Partial<Obstacle> = {},
): Promise<boolean> {
  for (const each of [obstacle, { ...obstacle, ...otherwise }]) {
    if (each.helps === undefined || await attempt(tx, each.helps) !== undefined) continue;
    obstacles.push(each);
    return true;
  }
  obstacles.push(obstacle);
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
