import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { type HeldLock, holdLock as hold } from "../testing/locks.ts";
import { openShop, type Proxied, PROXIED_SESSIONS } from "../testing/shop.ts";
import { type FaultShop, type FaultShopOptions, forCells } from "./shop.ts";

/** A shop that reaches its database through a proxy. */
export interface ProxiedShop extends FaultShop, Proxied {}

/** Opens a shop behind a proxy. */
export async function openProxiedShop(options: FaultShopOptions = {}): Promise<ProxiedShop> {
  const shop = await openShop({ ...forCells(options), proxy: true });
  return Object.assign(shop, { accepted: new Map() });
}

/** Gives the database a setting, for sessions to come; null takes it away. */
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

/** Ends the sessions of the shop, those of its queue too, as an administrator does. */
export async function terminateShop({ admin }: ProxiedShop): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and application_name = ${PROXIED_SESSIONS}`.execute(admin);
}

/** Holds what a statement locks, in a session of its own, until it is let go. */
export function holdLock({ admin }: ProxiedShop, statement: string): Promise<HeldLock> {
  return hold(admin, sql.raw(statement));
}
