import { sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Database, DatabaseTransaction } from "./database.ts";
import { type OnLockWait, watchLocks } from "./lock_watch.ts";
import { inSavepoint } from "./savepoint.ts";

/** The folder of the numbered SQL files. */
export const MIGRATIONS = new URL("../../migrations/", import.meta.url);

/** Options of {@link migrate}. */
export interface MigrateOptions {
  /** The last migration to apply, such as `004_add_telegram_file_ids`; all if absent. */
  readonly upTo?: string;
  /** Runs before the migrations, in their transaction. It gets their names. What it throws undoes all. */
  readonly before?: (tx: DatabaseTransaction, pending: readonly string[]) => Promise<void>;
  /** Runs after the migrations, in their transaction. What it throws undoes all. */
  readonly after?: (tx: DatabaseTransaction, applied: readonly string[]) => Promise<void>;
  /** Runs `before` and `after` although no migration is missing. */
  readonly always?: boolean;
  /** Takes each session whose lock the transaction waits for. */
  readonly onLockWait?: OnLockWait;
}

/** Drawn by chance. One process at a time migrates. The others wait until it has committed. */
const ONE_AT_A_TIME = sql.lit(7_412_906_533);

/**
 * Applies the missing migrations in one transaction, in the order of their names, under a lock. Returns their names.
 *
 * @throws the error of the migration that failed. Then none is applied.
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const { always = false, upTo, before, after, onLockWait } = options;
  if (!always && (await pendingMigrations(db)).length === 0) return [];
  return await db.transaction().execute(async (tx) => {
    using _watch = onLockWait && await watchLocks(db, tx, onLockWait);
    await sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME})`.execute(tx);
    const pending = await pendingMigrations(tx);
    if (!always && pending.length === 0) return [];
    await before?.(tx, pending);
    const applied = pending.length === 0 ? [] : await apply(tx, upTo);
    await after?.(tx, applied);
    return applied;
  });
}

async function apply(tx: DatabaseTransaction, upTo: string | undefined): Promise<string[]> {
  const migrator = await createMigrator(tx);
  const { error, results = [] } = upTo === undefined
    ? await migrator.migrateToLatest()
    : await migrator.migrateTo(upTo);
  if (error === undefined) return results.map((result) => result.migrationName);
  const failed = results.find((result) => result.status === "Error")?.migrationName ?? "the schema";
  throw new Error(`Cannot migrate ${failed}: ${messageOf(error)}`, { cause: error });
}

/**
 * The names of the missing migrations, in their order. `/readyz` asks often, so this reads no file of them, and no catalogue
 * of PostgreSQL as Kysely's Migrator does. Migrations of a newer release do not matter: an older one can be started again.
 */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const [names, applied] = await Promise.all([migrationNames(), appliedMigrations(db)]);
  return names.filter((name) => !applied.has(name));
}

/** Kysely's own tables lie where PostgreSQL creates ours. Another program may have such tables in another schema. */
async function appliedMigrations(db: Database): Promise<Set<string>> {
  const { schema, known } = await findMigrationTable(db);
  if (schema === null || !known) return new Set();
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.id(schema, "kysely_migration")}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

async function findMigrationTable(db: Database) {
  const { rows } = await sql<{ schema: string | null; known: boolean }>`
    select current_schema() as schema,
      to_regclass(quote_ident(current_schema()) || '.kysely_migration') is not null as known
  `.execute(db);
  return rows[0]!;
}

async function createMigrator(db: Database): Promise<Migrator> {
  const { schema, known } = await findMigrationTable(db);
  return new Migrator({
    db,
    ...(schema !== null && { migrationTableSchema: schema }),
    provider: {
      getMigrations: async () => ({
        ...(known && await newerMigrations(db)),
        ...await readMigrations(),
      }),
    },
  });
}

/** The migrations of a newer release. An older release ignores them, so that it can be started again. */
async function newerMigrations(db: Database): Promise<Record<string, Migration>> {
  const latest = (await migrationNames()).at(-1) ?? "";
  const newer = [...await appliedMigrations(db)].filter((name) => name > latest);
  return Object.fromEntries(newer.map((name) => [name, { up: () => Promise.resolve() }]));
}

/** In their order. */
async function migrationNames(): Promise<readonly string[]> {
  const files = await Array.fromAsync(Deno.readDir(MIGRATIONS), ({ name }) => name);
  return files.flatMap((file) => /^(\d{3}_\w+)\.sql$/.exec(file)?.[1] ?? []).sort();
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const migrations = (await migrationNames()).map(async (name) => {
    const text = await Deno.readTextFile(new URL(`${name}.sql`, MIGRATIONS));
    const up: Migration["up"] = (tx) => applyOne(tx as DatabaseTransaction, text);
    return [name, { up }] as const;
  });
  return Object.fromEntries(await Promise.all(migrations));
}

/** In a savepoint: Kysely gives its lock back in the same transaction, also when a migration has failed. */
async function applyOne(tx: DatabaseTransaction, text: string): Promise<void> {
  await inSavepoint(tx, () => sql.raw(text).execute(tx));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
