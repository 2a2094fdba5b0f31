import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { type HeldLock, holdLock as hold } from "../testing/locks.ts";
import { type Proxied, PROXIED_SESSIONS } from "../testing/shop_world.ts";
import type { FaultShop } from "./shop.ts";

/** A shop that `openFaultShop({ proxy: true })` has opened: it connects to PostgreSQL through a proxy. */
export interface ProxiedShop extends FaultShop, Proxied {}

/** Changes a setting of the database for new sessions. Null resets it. */
export async function setForDatabase(
  admin: Database,
  name: string,
  value: string | null,
): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(admin);
  const database = sql.id(rows[0]!.name);
  await (value === null
    ? sql`alter database ${database} reset ${sql.id(name)}`
    : sql`alter database ${database} set ${sql.id(name)} = ${sql.lit(value)}`).execute(admin);
}

/** Ends all sessions of the shop and its queue, as an administrator does. */
export async function terminateShop({ admin }: ProxiedShop): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and application_name = ${PROXIED_SESSIONS}`.execute(admin);
}

/** Runs a statement in another session, and holds its locks until they are released. */
export function holdLock({ admin }: ProxiedShop, statement: string): Promise<HeldLock> {
  return hold(admin, sql.raw(statement));
}
