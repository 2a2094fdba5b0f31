import { ExplainedError } from "../errors.ts";

/** Something in the database that forbids a sale, and what helps. */
export interface Obstacle {
  /** What it is, with its name, such as `Foreign key products_seller_id_fkey of products`. */
  readonly object: string;
  /** What does not work because of it. */
  readonly forbids: string;
  /** What PostgreSQL said. */
  readonly said?: string;
  /** SQL that helps. */
  readonly helps?: string;
  /** A setting that helps, such as `DATABASE_SCHEMA=vitrine`. */
  readonly setting?: string;
  /** Advice in words. */
  readonly advice?: string;
}

/** The table cannot be adopted as it is. Nothing was changed. */
export class AdoptionRefused extends ExplainedError {
  /** Stored and logged. */
  readonly code = "adoption_refused";
  /** At least one. */
  readonly obstacles: readonly Obstacle[];

  /** Takes all obstacles that were found. */
  constructor(obstacles: readonly Obstacle[], options?: ErrorOptions) {
    const count = obstacles.length === 1 ? "1 obstacle" : `${obstacles.length} obstacles`;
    super(`The shop cannot sell with this database: ${count}. Nothing was changed.`, [
      ...obstacles.flatMap(linesOf),
      "Run the statements, then migrate again. deno task migrate --check changes nothing.",
    ], options);
    this.obstacles = obstacles;
  }
}

/** An obstacle for people: what it is, and below it what PostgreSQL said and what helps. */
export function linesOf(obstacle: Obstacle, index: number): string[] {
  const { object, forbids, said, helps, setting, advice } = obstacle;
  return [
    `${index + 1}. ${object}: ${forbids}`,
    ...(said === undefined ? [] : [`   PostgreSQL says: ${said}`]),
    ...(helps === undefined ? [] : [`   This helps: ${helps};`]),
    ...(setting === undefined ? [] : [`   This setting helps: ${setting}`]),
    ...(advice === undefined ? [] : [`   ${advice}`]),
  ];
}
