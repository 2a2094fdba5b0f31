import { sql } from "kysely";
import { DEADLINES } from "../deadlines.ts";
import type { ImageType } from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import { withinOr } from "../std/mod.ts";
import { latencyClassOf } from "./latency.ts";
import type { Deliver, Delivered } from "./show.ts";

/** Counts what this process shows, in memory, and adds it to `shown_pictures` once a minute. */
export interface ShownCounts extends AsyncDisposable {
  /** Counts one picture. It asks nobody. */
  count(imageType: ImageType, shown: Delivered): void;
  /** Adds what was counted to the table. It never throws: what cannot be added waits for the next time. */
  flush(): Promise<void>;
}

/** What was counted of one kind: a size, a rung and a class of latency. */
interface Counted {
  readonly image_type: ImageType;
  readonly rung: string;
  readonly latency_class: number;
  pictures: number;
  bytes_to_telegram: number;
  bytes_from_b2: number;
}

const EVERY_MS = 60_000;

/** Starts to count. Disposal adds the rest, within {@link DEADLINES}. */
export function openShownCounts(db: Database): ShownCounts {
  let counted = new Map<string, Counted>();
  let last: Promise<void> = Promise.resolve();
  const add = (more: Counted) => {
    const key = `${more.image_type} ${more.rung} ${more.latency_class}`;
    const sum = counted.get(key);
    if (sum === undefined) return void counted.set(key, more);
    sum.pictures += more.pictures;
    sum.bytes_to_telegram += more.bytes_to_telegram;
    sum.bytes_from_b2 += more.bytes_from_b2;
  };
  const addToTable = async () => {
    const taken = [...counted.values()];
    if (taken.length === 0) return;
    counted = new Map();
    try {
      await addCounts(db, taken);
    } catch (error) {
      taken.forEach(add);
      const about = { error: describeError(error) };
      logger("delivery").warn("The counts of shown pictures wait: {error}", about);
    }
  };
  const flush = () => last = last.then(addToTable);
  const timer = setInterval(flush, EVERY_MS);
  return {
    count: (imageType, { rung, ms, bytesToTelegram, bytesFromB2 }) =>
      add({
        ...{ image_type: imageType, rung, latency_class: latencyClassOf(ms), pictures: 1 },
        ...{ bytes_to_telegram: bytesToTelegram, bytes_from_b2: bytesFromB2 },
      }),
    flush,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await withinOr(DEADLINES.lastCounts.ms, flush(), undefined);
    },
  };
}

/** Counts each picture that is shown. */
export function countDeliver(deliver: Deliver, counts: Pick<ShownCounts, "count">): Deliver {
  return async (request) => {
    const delivered = await deliver(request);
    counts.count(request.imageType, delivered);
    return delivered;
  };
}

/** In the order of the key, so that two processes never wait for each other in a circle. */
async function addCounts(db: Database, counted: readonly Counted[]): Promise<void> {
  await sql`
    insert into shown_pictures as kept
    select date_bin('1 minute', now(), 'epoch'), 1, image_type, rung, latency_class, pictures,
      bytes_to_telegram, bytes_from_b2
    from jsonb_to_recordset(${JSON.stringify(counted)}::jsonb) as counted
      (image_type text, rung text, latency_class integer, pictures bigint,
       bytes_to_telegram bigint, bytes_from_b2 bigint)
    order by image_type, rung, latency_class
    ${ADDED}`.execute(db);
}

/** A row that is there already gets the sum. */
const ADDED = sql`on conflict (starts_at, minutes, image_type, rung, latency_class) do update set
  pictures = kept.pictures + excluded.pictures,
  bytes_to_telegram = kept.bytes_to_telegram + excluded.bytes_to_telegram,
  bytes_from_b2 = kept.bytes_from_b2 + excluded.bytes_from_b2`;

/** Rows of minutes become rows of hours, and these become rows of days. The plots of the last hour and day have what they need. */
const THINNED = [
  { minutes: 1, into: 60, afterHours: 6 },
  { minutes: 60, into: 1440, afterHours: 72 },
] as const;

/** Rows of days are kept for so long, in days: two years and some. */
export const SHOWN_KEPT_DAYS = 800;

/** Adds old rows together, and removes the oldest. A kill in between loses nothing: each statement is whole. */
export async function thinShownCounts(db: Database): Promise<void> {
  for (const { minutes, into, afterHours } of THINNED) {
    await sql`
      with old as (
        delete from shown_pictures
        where minutes = ${minutes} and starts_at < now() - ${afterHours} * interval '1 hour'
        returning *
      )
      insert into shown_pictures as kept
      select date_bin(make_interval(mins => ${into}), starts_at, 'epoch') as bin, ${into}::integer,
        image_type, rung, latency_class, sum(pictures)::bigint, sum(bytes_to_telegram)::bigint,
        sum(bytes_from_b2)::bigint
      from old group by bin, image_type, rung, latency_class
      order by bin, image_type, rung, latency_class
      ${ADDED}`.execute(db);
  }
  await sql`delete from shown_pictures
    where starts_at < now() - ${SHOWN_KEPT_DAYS} * interval '24 hours'`.execute(db);
}
