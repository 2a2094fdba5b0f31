import { sql } from "kysely";
import { IMAGE_TYPES, type ImageType } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { percentileMs } from "./latency.ts";
import type { Rung } from "./rung.ts";

/** How far back one looks, and in which steps. The last step is the one that now lies in. */
export const SHOWN_SPANS = {
  hour: { minutes: 2, steps: 30 },
  day: { minutes: 60, steps: 24 },
  month: { minutes: 1440, steps: 30 },
  year: { minutes: 7 * 1440, steps: 52 },
} as const satisfies Readonly<Record<string, { readonly minutes: number; readonly steps: number }>>;

/** One of {@link SHOWN_SPANS}. */
export type ShownSpan = keyof typeof SHOWN_SPANS;

/** What was shown in a step, by all processes together. */
export interface ShownStep {
  /** When it began. */
  readonly at: Date;
  readonly shown: Readonly<Partial<Record<Rung, number>>>;
  /** Undefined if nothing was shown. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** A Monday: weeks begin with it, and hours and days in UTC. */
const ORIGIN = sql`timestamptz '1970-01-05 00:00+00'`;

/** Reads what was shown, step by step, the latest step last. Steps without a view are there too. */
export async function readShown(db: Database, span: ShownSpan): Promise<ShownStep[]> {
  const { minutes, steps } = SHOWN_SPANS[span];
  const step = sql`make_interval(mins => ${minutes})`;
  const { rows } = await sql<{
    last: Date;
    at: Date | null;
    rung: Rung;
    latencyClass: number;
    pictures: number;
  }>`
    select last, at, rung, "latencyClass", pictures
    from (select date_bin(${step}, now(), ${ORIGIN}) as last) bound
    left join lateral (
      select date_bin(${step}, starts_at, ${ORIGIN}) as at, rung,
        latency_class as "latencyClass", sum(pictures)::bigint as pictures
      from shown_pictures where starts_at >= last - ${steps - 1}::integer * ${step}
      group by 1, 2, 3
    ) counted on true`.execute(db);
  const byTime = Map.groupBy(rows, ({ at }) => at?.getTime());
  const last = rows[0]!.last.getTime();
  return Array.from({ length: steps }, (_, n) => {
    const at = last - (steps - 1 - n) * minutes * 60_000;
    return stepOf(new Date(at), byTime.get(at) ?? []);
  });
}

function stepOf(
  at: Date,
  rows: readonly { rung: Rung; latencyClass: number; pictures: number }[],
): ShownStep {
  const shown: Partial<Record<Rung, number>> = {};
  const classes = new Map<number, number>();
  for (const { rung, latencyClass, pictures } of rows) {
    shown[rung] = (shown[rung] ?? 0) + pictures;
    classes.set(latencyClass, (classes.get(latencyClass) ?? 0) + pictures);
  }
  return { at, shown, p50Ms: percentileMs(classes, 0.5), p99Ms: percentileMs(classes, 0.99) };
}

/** What was shown and uploaded on a day in UTC, of one size and by one rung. */
export interface ShownDay {
  readonly day: Date;
  readonly imageType: ImageType;
  readonly rung: Rung;
  /** Pictures that were shown. */
  readonly pictures: number;
  /** Further ones, which the warm-up has uploaded. */
  readonly brought: number;
  readonly bytesToTelegram: number;
  readonly bytesFromB2: number;
}

/** Reads what was counted on the last days, today included, the earliest day first. A day without a picture has no row. */
export async function readShownDays(db: Database, days: number): Promise<ShownDay[]> {
  const { rows } = await sql<ShownDay>`
    select date_bin('24 hours', starts_at, ${ORIGIN}) as day, image_type as "imageType", rung,
      sum(pictures)::bigint as pictures, sum(brought)::bigint as brought,
      sum(bytes_to_telegram)::bigint as "bytesToTelegram",
      sum(bytes_from_b2)::bigint as "bytesFromB2"
    from shown_pictures
    where starts_at >= date_bin('24 hours', now(), ${ORIGIN}) - ${days - 1} * interval '24 hours'
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  // A later release may have shown other sizes.
  return rows.filter(({ imageType }) => IMAGE_TYPES.includes(imageType));
}
