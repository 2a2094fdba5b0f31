import { sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./database.ts";

/** The folder of the numbered SQL files. */
export const MIGRATIONS = new URL("../../migrations/", import.meta.url);

/** Options of {@link migrate}. */
export interface MigrateOptions {
  /** The last migration to apply, such as `004_add_telegram_file_ids`; all if absent. */
  readonly upTo?: string;
}

/**
 * Applies the missing migrations, in the order of their names, under a lock. Returns their names.
 *
 * @throws the error of the migration that failed. That one and those after it are not applied.
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const migrator = createMigrator(db);
  const { error, results = [] } = options.upTo === undefined
    ? await migrator.migrateToLatest()
    : await migrator.migrateTo(options.upTo);
  if (error === undefined) return results.map((result) => result.migrationName);
  const failed = results.find((result) => result.status === "Error")?.migrationName ?? "the schema";
  throw new Error(`Cannot migrate ${failed}: ${messageOf(error)}`, { cause: error });
}

/** The names of the missing migrations. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const migrations = await createMigrator(db).getMigrations();
  return migrations.filter((migration) => migration.executedAt === undefined)
    .map((migration) => migration.name);
}

function createMigrator(db: Database): Migrator {
  return new Migrator({
    db,
    provider: {
      getMigrations: async () => ({ ...await newerMigrations(db), ...await readMigrations() }),
    },
  });
}

/** The migrations of a newer release. An older release ignores them, so that it can be started again. */
async function newerMigrations(db: Database): Promise<Record<string, Migration>> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration where name > ${latest(await readMigrations())}`.execute(db)
    .catch((error) => {
      // 42P01, no such table: no migration was ever applied.
      if (error.code === "42P01") return { rows: [] };
      throw error;
    });
  return Object.fromEntries(rows.map(({ name }) => [name, { up: () => Promise.resolve() }]));
}

function latest(migrations: Record<string, Migration>): string {
  return Object.keys(migrations).sort().at(-1) ?? "";
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {};
  for await (const { name } of Deno.readDir(MIGRATIONS)) {
    const [, key] = /^(\d{3}_\w+)\.sql$/.exec(name) ?? [];
    if (key === undefined) continue;
    const text = await Deno.readTextFile(new URL(name, MIGRATIONS));
    migrations[key] = { up: async (db) => void await sql.raw(text).execute(db) };
  }
  return migrations;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
