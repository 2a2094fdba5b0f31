import { type RawBuilder, sql } from "kysely";
import type { LoggedEvent } from "../domain/mod.ts";
import { ExplainedError } from "../errors.ts";
import { type Database, isUnavailable } from "../postgres/mod.ts";
import { retry } from "../std/mod.ts";
import {
  type FollowOptions,
  followSteps,
  PATIENCE,
  type Progress,
  restored,
  type Resume,
} from "./follow.ts";

/** The name of a checkpoint is in use for other events. */
export class CheckpointTaken extends ExplainedError {
  /** Stored and logged. */
  readonly code = "checkpoint_taken";
}

interface Checkpoint {
  readonly server: string;
  readonly isSame: boolean;
  readonly progress: Progress;
  readonly lastPosition: number;
}

/**
 * As `followLog`, and remembers how far it has come under a name: a later run goes on there. It is saved when the next page
 * is asked for, so each event comes at least once: after a kill the last page comes again.
 *
 * @throws {CheckpointTaken} when the name was used for other events.
 */
export async function* followFromCheckpoint(
  db: Database,
  name: string,
  options: FollowOptions,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const { from, productId, types, actor, since, signal } = options;
  const selection = JSON.stringify({ from, productId, types, actor, since });
  const server = await serverOf(db);
  const resume = await findResume(db, name, selection, server);
  for await (const { page, progress } of followSteps(db, options, resume)) {
    yield page;
    const isCatchingUp = resume !== undefined && "except" in resume && "position" in progress.done;
    // On another server, what was handled on the first one is known only by the old progress.
    if (isCatchingUp) continue;
    // Whoever is told to stop still saves, but does not wait for PostgreSQL.
    const isTransient = (error: unknown) => isUnavailable(error) && !signal.aborted;
    const saved = { name, selection, server, progress };
    await retry(() => save(db, saved), PATIENCE, { isTransient });
  }
}

async function findResume(
  db: Database,
  name: string,
  selection: string,
  server: string,
): Promise<Resume | undefined> {
  const { rows: [saved] } = await sql<Checkpoint>`
    select server, progress, last_position as "lastPosition",
      selection = ${selection}::jsonb as "isSame"
    from log_checkpoints where name = ${name}`.execute(db);
  if (saved === undefined) return undefined;
  if (!saved.isSame) {
    throw new CheckpointTaken(
      `The checkpoint ${name} was made for other events`,
      ["Use the same --product, --type, --actor, --since and --from, or another name"],
    );
  }
  if (saved.server === server) return saved.progress;
  return { except: sql`(position <= ${saved.lastPosition} and ${handled(saved.progress)})` };
}

/** SQL: the events that a follower had handled, by the transaction ids that they have kept. */
function handled({ start, done }: Progress): RawBuilder<unknown> {
  if ("transaction" in done) {
    return sql`(transaction_id < ${done.transaction} or ${restored(start)})`;
  }
  return sql`((transaction_id < ${start.transaction} or ${restored(start)})
    and position <= ${done.position})`;
}

async function save(
  db: Database,
  { name, selection, server, progress }: {
    readonly name: string;
    readonly selection: string;
    readonly server: string;
    readonly progress: Progress;
  },
): Promise<void> {
  await sql`
    insert into log_checkpoints (name, server, selection, progress, last_position)
    select ${name}, ${server}, ${selection}::jsonb, ${JSON.stringify(progress)}::jsonb,
      (select coalesce(max(position), 0) from image_events)
    on conflict (name) do update set server = excluded.server, progress = excluded.progress,
      last_position = excluded.last_position, saved_at = now()`.execute(db);
}

/** Drawn when the server was made. Transaction ids mean something only on their own server. */
async function serverOf(db: Database): Promise<string> {
  const { rows } = await sql<{ server: string }>`
    select system_identifier::text as server from pg_control_system()`.execute(db);
  return rows[0]!.server;
}
