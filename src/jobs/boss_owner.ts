import { sql } from "kysely";
import { ExplainedError } from "../errors.ts";
import type { Database } from "../postgres/mod.ts";
import { QUEUE_SCHEMA } from "./boss_tables.ts";
import { STORE_IMAGE } from "./store_image.ts";

/** The version of the tables of pg-boss 12.30.0. */
export const BOSS_VERSION = 40;

/** What is in the way of our queues, and what helps. */
export interface QueueObstacle {
  readonly object: string;
  readonly forbids: string;
  /** A setting that helps. */
  readonly setting: string;
  /** SQL that helps. */
  readonly helps?: string;
}

/** The queues cannot be opened in their schema. */
export class QueueTaken extends ExplainedError {
  /** Stored and logged. */
  readonly code = "queue_taken";

  /** Takes what is in the way. */
  constructor({ object, forbids, setting, helps }: QueueObstacle) {
    super(`${object}: ${forbids}`, [
      ...helps === undefined ? [] : [`This helps: ${helps};`],
      `This setting helps: ${setting}`,
    ]);
  }
}

/** The schema of our queues. */
export interface QueuePlace {
  /** Whether the schema is there. Without the right to make schemas, pg-boss must not try. */
  readonly exists: boolean;
  readonly obstacle?: QueueObstacle;
}

/** Asks PostgreSQL one question. */
type Ask = (text: string) => Promise<{ readonly rows: readonly unknown[] }>;

interface Found {
  readonly role: string;
  readonly exists: boolean;
  /** Whether the role may use the schema, and make its tables if they are not there; or make the schema. */
  readonly may: boolean;
  /** Whether it holds these tables of pg-boss. */
  readonly version: boolean;
  readonly queue: boolean;
}

/**
 * Looks at the schema of our queues. It may hold the pg-boss of another program. Of the same version, both can share it.
 * pg-boss would change the tables of an older one, and cannot use those of a newer one.
 */
export async function inspectQueue(ask: Ask, schema = QUEUE_SCHEMA): Promise<QueuePlace> {
  const found = (await ask(`
    select quote_ident(current_user) as role, place.oid is not null as exists,
      case when place.oid is null then has_database_privilege(current_database(), 'create')
        else has_schema_privilege(place.oid, 'usage') and (has_schema_privilege(place.oid, 'create')
          or exists (select from pg_class where relnamespace = place.oid and relname = 'version')) end as may,
      exists (select from pg_class where relnamespace = place.oid and relname = 'version') as version,
      exists (select from pg_class where relnamespace = place.oid and relname = 'queue') as queue
    from (select (select oid from pg_namespace where nspname = '${schema}') as oid) place`))
    .rows[0] as Found;
  const { exists } = found;
  const setting = "QUEUE_SCHEMA=vitrine_jobs";
  if (!found.may) {
    return { exists, obstacle: { ...withoutRight(found, schema), setting } };
  }
  if (!found.version) return { exists };
  const forbids = await whoseQueue(ask, schema, found);
  if (forbids === undefined) return { exists };
  return { exists, obstacle: { object: `The schema ${schema}`, forbids, setting } };
}

/** What is in the way of our queues; undefined if nothing is. */
export async function findQueueObstacle(
  db: Database,
  schema?: string,
): Promise<QueueObstacle | undefined> {
  return (await inspectQueue((text) => sql.raw(text).execute(db), schema)).obstacle;
}

function withoutRight({ role, exists }: Found, schema: string) {
  const object = `The role ${role}`;
  return exists
    ? {
      object,
      forbids: `it may not use the schema ${schema} of the queues`,
      helps: `grant usage, create on schema ${schema} to ${role}`,
    }
    : {
      object,
      forbids: `it may not make the schema ${schema} of the queues`,
      helps: `create schema ${schema} authorization ${role}`,
    };
}

async function whoseQueue(
  ask: Ask,
  schema: string,
  { queue }: Found,
): Promise<string | undefined> {
  const isOurs = queue
    ? `exists (select from "${schema}".queue where name = '${STORE_IMAGE.name}')`
    : "false";
  const [held] = (await ask(`select version, ${isOurs} as ours from "${schema}".version`))
    .rows as readonly { readonly version: number; readonly ours: boolean }[];
  if (held === undefined || held.ours || held.version === BOSS_VERSION) return undefined;
  return `it holds the pg-boss of another program with tables of version ${held.version}, ` +
    `and the shop needs version ${BOSS_VERSION}`;
}
