import { sql } from "kysely";
import {
  type LoggedEvent,
  type ProjectionTarget,
  type ReadStream,
  readStream,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { selectEvents } from "./logged_event.ts";
import { loadProjectionTarget } from "./snapshot.ts";

/** All that happened to a product's pictures. */
export interface Timeline {
  /** By version. */
  readonly events: readonly LoggedEvent[];
  /** The same events, each with what the columns must hold after it. */
  readonly stream: ReadStream;
  readonly target: ProjectionTarget;
}

/** Reads all events of a product, and what each made of its columns. */
export async function loadTimeline(db: Database, productId: string): Promise<Timeline> {
  const target = await loadProjectionTarget(db);
  const events = await selectEvents(db, sql`product_id = ${productId}`, sql`version`);
  return { events, stream: readStream(events, target), target };
}

/** The version of a product's last event; 0 if it has none. */
export async function latestVersion(db: Database, productId: string): Promise<number> {
  return (await latestVersions(db, [productId])).get(productId)!;
}

/** The same of several products, in one statement. It reads one event of each. */
export async function latestVersions(
  db: Database,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; version: number }>`
    select id, coalesce(
      (select max(version) from image_events where product_id = id), 0) as version
    from unnest(${productIds}::text[]) id`.execute(db);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The last events of the log, the newest first. */
export async function latestEvents(db: Database, limit: number): Promise<LoggedEvent[]> {
  return await selectEvents(db, sql`true`, sql`position desc`, limit);
}

/** How far from an event others of the same cause are looked for. They are appended together, or soon after each other. */
const AROUND = 500;

/** The events of the same correlation, among the {@link AROUND} before and after a position. */
export async function eventsAround(
  db: Database,
  position: number,
  correlationId: string,
): Promise<LoggedEvent[]> {
  const near = sql`position between ${position - AROUND} and ${position + AROUND}`;
  const same = sql`metadata ->> 'correlationId' = ${correlationId}`;
  return await selectEvents(db, sql`${near} and ${same}`, sql`position`);
}

/** A picture that was given up, and that nothing has replaced since. */
export interface LostPictureEvent {
  readonly position: number;
  readonly productId: string;
  /** Such as `cover`, or `cover.2` of picture 2. */
  readonly image: string;
  readonly reason: string;
  readonly recordedAt: Date;
}

/** The pictures that were given up and not replaced since, the latest first. Reads only entries of lost pictures. */
export async function listLostPictures(
  db: Database,
  limit: number,
): Promise<readonly LostPictureEvent[]> {
  const { rows } = await sql<LostPictureEvent>`
    select position, product_id as "productId", image_type as image, data ->> 'reason' as reason,
      recorded_at as "recordedAt"
    from image_events lost
    where type = 'ImageLost' and not exists (
      select from image_events later
      where later.product_id = lost.product_id and later.image_type = lost.image_type
        and later.slot in ('uploaded', 'image_invalidated') and later.position > lost.position
    )
    order by position desc limit ${limit}`.execute(db);
  return rows;
}
