import { sql } from "kysely";
import { type DatabaseTransaction, missingToMigrate } from "../postgres/mod.ts";
import type { Findings } from "./findings.ts";

/** The shop's own tables and views besides `products`. */
export const OWN_TABLES = [
  "image_events",
  "bot_users",
  "dialogues",
  "handled_updates",
  "image_projection_target",
  "image_drift",
  "reconcile_runs",
  "check_runs",
  "check_states",
  "log_checkpoints",
  "redactions",
  "shown_pictures",
  "imported_products",
  "titles_on_sale",
  "update_inbox",
  "operator_actions",
  "product_views",
  "public_urls",
  "queue_pauses",
  "warm_up_products",
];

/** What the role may do, and what the database holds. */
interface Place {
  /** Quoted. */
  readonly role: string;
  /** Quoted. */
  readonly database: string;
  readonly encoding: string;
  /** Where tables are made, quoted; null without such a schema. */
  readonly schema: string | null;
  /** Names of ours that are taken. */
  readonly taken: readonly string[];
}

/** Finds what the shop cannot change by itself: rights, the encoding, and names that another program has taken. */
export async function checkPlace(
  tx: DatabaseTransaction,
  { obstacles }: Findings,
  pending: readonly string[],
): Promise<void> {
  const place = await readPlace(tx);
  const { role, database, encoding } = place;
  for (const { right, statement } of await missingToMigrate(tx)) {
    obstacles.push({
      object: `The role ${role}`,
      forbids: `it may not ${right}`,
      helps: statement,
      advice: "Run it as the owner. A role that has it now may be granted to the new owner.",
    });
  }
  if (!["UTF8", "SQL_ASCII"].includes(encoding)) {
    obstacles.push({
      object: `The encoding ${encoding} of the database ${database}`,
      forbids: "titles with emoji and other scripts cannot be stored",
      helps: `create database shop_utf8 encoding 'UTF8' template template0 locale 'C.UTF-8'`,
      advice:
        `Then copy the data, and set DATABASE_URL to the new database: pg_dump ${database} | psql shop_utf8`,
    });
  }
  if (pending.includes("001_products")) tellTaken(obstacles, place);
}

function tellTaken(obstacles: Findings["obstacles"], { schema, taken }: Place): void {
  for (const name of taken) {
    obstacles.push({
      object: `The table ${schema}.${name}`,
      forbids: "another program has it, and the shop needs this name",
      setting: "DATABASE_SCHEMA=vitrine",
      advice: "Then the shop makes its own tables in a schema of its own.",
    });
  }
}

async function readPlace(tx: DatabaseTransaction): Promise<Place> {
  const { rows } = await sql<Place>`
    select
      quote_ident(current_user) as role,
      quote_ident(current_database()) as database,
      getdatabaseencoding() as encoding,
      quote_ident(current_schema()) as schema,
      array(
        select relname::text from pg_class
        where relnamespace = to_regnamespace(quote_ident(current_schema())) and relname = any (${OWN_TABLES})
        order by relname
      ) as taken`.execute(tx);
  const place = rows[0]!;
  return await isOfOthers(tx) ? { ...place, taken: [...place.taken, "kysely_migration"] } : place;
}

/** Another program may use Kysely too. */
async function isOfOthers(tx: DatabaseTransaction): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(quote_ident(current_schema()) || '.kysely_migration') is not null as found`
    .execute(tx);
  if (!rows[0]!.found) return false;
  const { rows: names } = await sql<{ others: boolean }>`
    select exists (select from kysely_migration)
      and not exists (select from kysely_migration where name = '001_products') as others`.execute(
    tx,
  );
  return names[0]!.others;
}
