import { sql } from "kysely";
import { DEADLINES } from "../deadlines.ts";
import type { ImageType } from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import { withinOr } from "../std/mod.ts";
import { latencyClassOf } from "./latency.ts";
import type { CountedPicture, CountPicture } from "./shown.ts";

/** Counts pictures in memory, and adds them to the tables `shown_pictures` and `product_views` once a minute. */
export interface ShownCounts extends AsyncDisposable {
  readonly count: CountPicture;
  /** Adds what was counted to the tables. It never throws: what cannot be added waits for the next time. */
  flush(): Promise<void>;
}

/** What was counted of one kind: a size, a rung and a class of latency. */
interface Sum {
  readonly image_type: ImageType;
  readonly rung: string;
  readonly latency_class: number;
  pictures: number;
  brought: number;
  bytes_to_telegram: number;
  bytes_from_b2: number;
}

/** What was counted since the last flush. */
class Counted {
  readonly #sums = new Map<string, Sum>();
  /** By product: how often a picture of it was shown. */
  readonly #views = new Map<string, number>();

  count({ productId, imageType, rung, ms, bytesToTelegram, bytesFromB2 }: CountedPicture): void {
    const isView = ms !== undefined;
    this.#addSum({
      ...{ image_type: imageType, rung, latency_class: latencyClassOf(ms ?? 0) },
      ...{ pictures: isView ? 1 : 0, brought: isView ? 0 : 1 },
      ...{ bytes_to_telegram: bytesToTelegram, bytes_from_b2: bytesFromB2 },
    });
    if (isView) this.#addViews(productId, 1);
  }

  /** Adds what another one has counted. */
  add(other: Counted): void {
    for (const sum of other.#sums.values()) this.#addSum(sum);
    for (const [productId, views] of other.#views) this.#addViews(productId, views);
  }

  /**
   * Adds all of it to the tables, or nothing. Rows are locked in one order, so that two processes never wait for each other
   * in a circle.
   */
  async save(db: Database): Promise<void> {
    if (this.#sums.size === 0) return;
    const sums = JSON.stringify([...this.#sums.values()]);
    const [products, views] = [[...this.#views.keys()], [...this.#views.values()]];
    await db.transaction().setIsolationLevel("read committed").execute(async (tx) => {
      // A deletion for good has this lock alone: see migration 034.
      await sql`select pg_advisory_xact_lock_shared(hashtextextended('product_views', 0))`
        .execute(tx);
      await sql`
        insert into shown_pictures as kept (${COLUMNS})
        select date_bin('1 minute', now(), 'epoch'), 1, image_type, rung, latency_class, pictures,
          brought, bytes_to_telegram, bytes_from_b2
        from jsonb_to_recordset(${sums}::jsonb) as counted
          (image_type text, rung text, latency_class integer, pictures bigint, brought bigint,
           bytes_to_telegram bigint, bytes_from_b2 bigint)
        order by image_type, rung, latency_class
        ${ADDED}`.execute(tx);
      await sql`
        insert into product_views as known (product_id, views)
        select p.product_id, counted.views
        from unnest(${products}::text[], ${views}::bigint[]) as counted (product_id, views)
        join products p on p.product_id = counted.product_id and p.deleted_for_good_at is null
        order by p.product_id collate "C"
        on conflict (product_id) do update set views = known.views + excluded.views`.execute(tx);
    });
  }

  #addSum(more: Sum): void {
    const key = `${more.image_type} ${more.rung} ${more.latency_class}`;
    const sum = this.#sums.get(key);
    if (sum === undefined) return void this.#sums.set(key, more);
    sum.pictures += more.pictures;
    sum.brought += more.brought;
    sum.bytes_to_telegram += more.bytes_to_telegram;
    sum.bytes_from_b2 += more.bytes_from_b2;
  }

  #addViews(productId: string, more: number): void {
    this.#views.set(productId, (this.#views.get(productId) ?? 0) + more);
  }
}

const EVERY_MS = 60_000;

/** Starts to count. Disposal adds the rest, within {@link DEADLINES}. */
export function openShownCounts(db: Database): ShownCounts {
  let counted = new Counted();
  let last: Promise<void> = Promise.resolve();
  const save = async () => {
    const taken = counted;
    counted = new Counted();
    try {
      await taken.save(db);
    } catch (error) {
      counted.add(taken);
      const about = { error: describeError(error) };
      logger("delivery").warn("The counts of shown pictures wait: {error}", about);
    }
  };
  const flush = () => last = last.then(save);
  const timer = setInterval(flush, EVERY_MS);
  return {
    count: (picture) => counted.count(picture),
    flush,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await withinOr(DEADLINES.lastCounts.ms, flush(), undefined);
    },
  };
}

const COLUMNS = sql`starts_at, minutes, image_type, rung, latency_class, pictures, brought,
  bytes_to_telegram, bytes_from_b2`;

/** A row that is there already gets the sum. */
const ADDED = sql`on conflict (starts_at, minutes, image_type, rung, latency_class) do update set
  pictures = kept.pictures + excluded.pictures,
  brought = kept.brought + excluded.brought,
  bytes_to_telegram = kept.bytes_to_telegram + excluded.bytes_to_telegram,
  bytes_from_b2 = kept.bytes_from_b2 + excluded.bytes_from_b2`;

/**
 * Rows of minutes become rows of hours, and these become rows of days. The plots of the last hour and day have what they need,
 * and little more: an open page reads these rows each second.
 */
const THINNED = [
  { minutes: 1, into: 60, afterHours: 2 },
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
      insert into shown_pictures as kept (${COLUMNS})
      select date_bin(make_interval(mins => ${into}), starts_at, 'epoch') as bin, ${into}::integer,
        image_type, rung, latency_class, sum(pictures)::bigint, sum(brought)::bigint,
        sum(bytes_to_telegram)::bigint, sum(bytes_from_b2)::bigint
      from old group by bin, image_type, rung, latency_class
      order by bin, image_type, rung, latency_class
      ${ADDED}`.execute(db);
  }
  await sql`delete from shown_pictures
    where starts_at < now() - ${SHOWN_KEPT_DAYS} * interval '24 hours'`.execute(db);
}
