import { sql } from "kysely";
import { ExplainedError } from "../errors.ts";
import type { Database } from "../postgres/mod.ts";
import { QUEUE_SCHEMA } from "./boss_tables.ts";
import { STORE_IMAGE } from "./store_image.ts";

/** The version of the tables of pg-boss 12.30.0. */
export const BOSS_VERSION = 40;

/** Another program has its queues where ours should be. */
export class QueueTaken extends ExplainedError {
  /** Stored and logged. */
  readonly code = "queue_taken";

  constructor({ object, forbids, setting }: Taken) {
    super(`${object}: ${forbids}`, [`This setting helps: ${setting}`]);
  }
}

/** What is in the way of our queues. */
interface Taken {
  readonly object: string;
  readonly forbids: string;
  /** The setting that helps. */
  readonly setting: string;
}

/** What a schema holds of pg-boss. */
interface Held {
  /** Null without pg-boss's tables. */
  readonly version: number | null;
  readonly ours: boolean;
}

/**
 * Finds another program's pg-boss in the schema of our queues. Of the same version, both can share it. pg-boss would
 * change the tables of an older one, and cannot use those of a newer one.
 */
export async function findQueueTaken(
  db: Database,
  schema: string = QUEUE_SCHEMA,
): Promise<Taken | undefined> {
  const [tables] = (await sql<Record<"version" | "queue", boolean>>`${sql.raw(TABLES(schema))}`
    .execute(db)).rows;
  if (!tables!.version) return undefined;
  const [held] = (await sql<Held>`${sql.raw(HELD(schema, tables!.queue))}`.execute(db)).rows;
  return judge(schema, held);
}

/**
 * As {@link findQueueTaken}, on a pool.
 *
 * @throws {QueueTaken} when another program has its queues there.
 */
export async function assertOwnQueue(
  pool: { query(text: string): Promise<unknown> },
  schema: string,
): Promise<void> {
  const ask = async <T>(text: string) =>
    (await pool.query(text) as { readonly rows: readonly T[] }).rows[0];
  const tables = await ask<Record<"version" | "queue", boolean>>(TABLES(schema));
  if (!tables!.version) return;
  const taken = judge(schema, await ask<Held>(HELD(schema, tables!.queue)));
  if (taken !== undefined) throw new QueueTaken(taken);
}

const TABLES = (schema: string) => `
  select to_regclass('"${schema}".version') is not null as version,
    to_regclass('"${schema}".queue') is not null as queue`;

const HELD = (schema: string, hasQueues: boolean) => `
  select version, ${
  hasQueues ? `exists (select from "${schema}".queue where name = '${STORE_IMAGE.name}')` : "false"
} as ours from "${schema}".version`;

function judge(schema: string, held: Held | undefined): Taken | undefined {
  if (held === undefined || held.ours || held.version === BOSS_VERSION) return undefined;
  return {
    object: `The schema ${schema}`,
    forbids:
      `it holds the pg-boss of another program, version ${held.version}, and the shop needs version ${BOSS_VERSION}`,
    setting: "QUEUE_SCHEMA=vitrine_jobs",
  };
}
