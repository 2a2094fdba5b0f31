import { sql } from "kysely";
import { findQueueObstacle } from "../jobs/mod.ts";
import {
  type Database,
  type DatabaseTransaction,
  isTimedOut,
  isUnavailable,
  migrate,
  type OnLockWait,
} from "../postgres/mod.ts";
import { attempt, type Findings, sayingOf } from "./findings.ts";
import { AdoptionRefused } from "./obstacle.ts";
import { prepareTable } from "./prepare.ts";
import { checkPlace } from "./rights.ts";
import { lookalikesOf, readTable } from "./table.ts";
import { trySale } from "./trial.ts";

/** Options of {@link migrateShop}. */
export interface MigrateShopOptions {
  /** The schema of pg-boss; `pgboss` if absent. */
  readonly queueSchema?: string | undefined;
  /** The schema for our own tables. It is made if it is not there. The search path must begin with it. */
  readonly schema?: string | undefined;
  /** Tries a sale in any case, and undoes all in the end. */
  readonly check?: boolean;
  /** Takes each session whose lock is waited for. */
  readonly onLockWait?: OnLockWait;
}

/** What was done, or what would be done. */
export interface ShopMigration {
  /** The names of the migrations. */
  readonly applied: readonly string[];
  /** One line for each change of a legacy table. */
  readonly mended: readonly string[];
  /** Tables that somebody may take for the shop's, quoted as in SQL. PostgreSQL does not. Only where there is no `products`. */
  readonly lookalikes: readonly string[];
}

/** Undoes a check in which nothing was wrong. */
class CheckEnds extends Error {}

/**
 * Applies the missing migrations. If they adopt a legacy table, makes room for new sales in it, and tries a sale before
 * all is kept. All is one transaction.
 *
 * @throws {AdoptionRefused} with all obstacles. Nothing was changed then.
 */
export async function migrateShop(
  db: Database,
  options: MigrateShopOptions = {},
): Promise<ShopMigration> {
  const { check = false, onLockWait } = options;
  const findings: Findings = { mended: [], obstacles: [] };
  let adopts = false;
  let lookalikes: readonly string[] = [];
  let applied: readonly string[] = [];
  try {
    await migrate(db, {
      always: check,
      ...(onLockWait && { onLockWait }),
      before: async (tx, pending) => {
        adopts = await prepare(tx, pending, options, findings);
        if (!adopts && pending.includes("001_products")) lookalikes = await lookalikesOf(tx);
      },
      after: async (tx, names) => {
        applied = names;
        if (adopts || check) await trySale(tx, findings);
        if (findings.obstacles.length > 0) throw new AdoptionRefused(findings.obstacles);
        if (check) throw new CheckEnds();
      },
    });
  } catch (error) {
    if (error instanceof CheckEnds) return { applied, mended: findings.mended, lookalikes };
    // What stopped a migration, or a statement of the trial, follows from an obstacle.
    const isOutside = isUnavailable(error) || isTimedOut(error) || error instanceof AdoptionRefused;
    if (isOutside || findings.obstacles.length === 0) throw error;
    throw new AdoptionRefused(findings.obstacles, { cause: error });
  }
  return { applied, mended: findings.mended, lookalikes };
}

/** Returns whether a legacy table is adopted. */
async function prepare(
  tx: DatabaseTransaction,
  pending: readonly string[],
  { schema, queueSchema }: MigrateShopOptions,
  findings: Findings,
): Promise<boolean> {
  // The commit at which deferred constraints are checked never comes for the trial. And PostgreSQL alters no table
  // whose checks wait.
  await sql`set constraints all immediate`.execute(tx);
  if (schema !== undefined) await makeSchema(tx, findings, schema);
  await checkPlace(tx, findings, pending);
  const obstacle = await findQueueObstacle(tx, queueSchema);
  if (obstacle !== undefined) findings.obstacles.push(obstacle);
  // Without rights or names, nothing else can be tried.
  const stops = findings.obstacles.some(({ object }) => !object.startsWith("The encoding"));
  if (stops) throw new AdoptionRefused(findings.obstacles);
  if (!pending.includes("001_products") || await readTable(tx) === undefined) return false;
  await prepareTable(tx, findings);
  return true;
}

/** Without the right to make schemas, PostgreSQL refuses even to make one that is there. */
async function makeSchema(
  tx: DatabaseTransaction,
  { obstacles }: Findings,
  schema: string,
): Promise<void> {
  const { rows } = await sql<{ there: boolean; role: string }>`
    select exists (select from pg_namespace where nspname = ${schema}) as there,
      quote_ident(current_user) as role`.execute(tx);
  const { there, role } = rows[0]!;
  if (there) return;
  const failed = await attempt(tx, `create schema ${schema}`);
  if (failed === undefined) return;
  obstacles.push({
    object: `The role ${role}`,
    forbids: `it may not make the schema ${schema} of DATABASE_SCHEMA`,
    said: sayingOf(failed),
    helps: `create schema ${schema} authorization ${role}`,
  });
}
