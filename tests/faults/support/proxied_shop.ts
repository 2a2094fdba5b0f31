import { sql } from "kysely";
import { type Database, openDatabase } from "../../../src/postgres/mod.ts";
import { openPostgresProxy, type PostgresProxy } from "../../support/postgres_proxy.ts";
import { HANG_MS } from "../../support/until.ts";
import { type FaultShop, type FaultShopOptions, openFaultShop } from "./shop.ts";

/** A shop that reaches its database by way of a proxy; `db` goes past it. */
export interface ProxiedShop extends FaultShop {
  /** The way that can be cut. */
  readonly proxy: PostgresProxy;
  /** May write whatever the database's settings are. */
  readonly admin: Database;
}

/** What the shop's sessions are called, and no others. */
const SHOP = "by-proxy";

/** Opens a shop behind a proxy. */
export async function openProxiedShop(
  options: FaultShopOptions = {},
): Promise<ProxiedShop> {
  await using stack = new AsyncDisposableStack();
  // The proxy is opened later than the shop and closed later: the shop says goodbye by way of it.
  const proxies = stack.use(new AsyncDisposableStack());
  const shop = stack.use(await openFaultShop({ ...options, closed: true }));
  const url = shop.environment.DATABASE_URL!;
  const proxy = proxies.use(await openPostgresProxy(url));
  // Of what a client asks for at its start PostgreSQL thinks more than of a database's settings.
  const asks = encodeURIComponent(
    "-c default_transaction_read_only=off -c statement_timeout=0 -c synchronous_commit=on",
  );
  const admin = stack.use(
    openDatabase({ url: `${url}?options=${asks}`, maxConnections: 3, connectTimeoutMs: HANG_MS }),
  );
  Object.assign(shop.environment, { DATABASE_URL: `${proxy.url}?application_name=${SHOP}` });
  const proxied = { ...shop, proxy, admin };
  if (options.closed !== true) await shop.start();
  const parts = stack.move();
  return { ...proxied, [Symbol.asyncDispose]: () => parts.disposeAsync() };
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
      and application_name = ${SHOP}`.execute(admin);
}

/** Holds what a statement locks, in a session of its own, until it is let go. */
export async function holdLock(
  { admin }: ProxiedShop,
  statement: string,
): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = admin.transaction().execute(async (tx) => {
    await sql.raw(statement).execute(tx);
    held.resolve();
    await released.promise;
  });
  await Promise.race([held.promise, holding]);
  return {
    release: async () => {
      released.resolve();
      await holding;
    },
  };
}
