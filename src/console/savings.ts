import { meanPictureBytes } from "../event_log/mod.ts";
import { readShownDays, SHOWN_KEPT_DAYS, type ShownDay } from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { priceOfReads } from "../storage/mod.ts";
import type { ImageType } from "../domain/mod.ts";

/** The times that savings are summed over, in days. Today is one of them. */
export const SAVINGS_DAYS = { month: 30, all: SHOWN_KEPT_DAYS } as const;

/** One of {@link SAVINGS_DAYS}. */
export type SavingsTime = keyof typeof SAVINGS_DAYS;

/** What showing pictures has used. */
export interface Used {
  /** To Telegram. */
  readonly uploads: number;
  readonly uploadedBytes: number;
  /** Calls of GetObject to B2. */
  readonly downloads: number;
  readonly downloadedBytes: number;
  /** What these calls and bytes cost at B2, in dollars. */
  readonly dollars: number;
  /** The same without what is free each day. */
  readonly dollarsBeyondFree: number;
}

/** A day, with the uploads that were made, and those that were not. */
export interface SavingsDay {
  readonly day: Date;
  readonly uploads: number;
  readonly avoided: number;
}

/** What was used, and what the older way would have used: it downloads and uploads the picture at each view. */
export interface Savings {
  /** Pictures of the bucket that were shown. */
  readonly shown: number;
  /** The first day with a picture of the bucket; undefined without one. */
  readonly since: Date | undefined;
  readonly ours: Used;
  readonly older: Used;
  /** The last {@link DRAWN_DAYS} with a picture. */
  readonly days: readonly SavingsDay[];
  /** Sizes of which no stored picture is known. They count as 0 bytes in the older way. */
  readonly unknown: readonly ImageType[];
}

/** More bars than these are too thin, and a table of all days too long. */
const DRAWN_DAYS = 60;

/** Mean bytes of a stored picture. */
type MeanBytes = Readonly<Partial<Record<ImageType, number>>>;

/** Reads what was saved in a time, by all processes together. */
export async function readSavings(db: Database, time: SavingsTime): Promise<Savings> {
  const [shown, means] = await Promise.all([
    readShownDays(db, SAVINGS_DAYS[time]),
    meanPictureBytes(db),
  ]);
  return savingsOf(shown, means);
}

/**
 * Compares. A picture that is not in the bucket, such as a placeholder or that of another host, costs the same in both ways and is
 * left out. The older way has no warm-up: what ours uploads is used, and shows nothing. What was free is reckoned day by day.
 */
export function savingsOf(shown: readonly ShownDay[], means: MeanBytes): Savings {
  const ofBucket = shown.filter(({ rung }) => ["file_id", "disk", "b2"].includes(rung));
  const days = [...Map.groupBy(ofBucket, ({ day }) => day.getTime())].map(([time, rows]) => ({
    ...{ day: new Date(time), shown: sumOf(rows, ({ pictures }) => pictures) },
    ...{ ours: ofOurs(rows), older: ofOlder(rows, means) },
  }));
  return {
    shown: sumOf(days, (day) => day.shown),
    since: days[0]?.day,
    ours: totalOf(days.map(({ ours }) => ours)),
    older: totalOf(days.map(({ older }) => older)),
    days: days.slice(-DRAWN_DAYS).map(({ day, shown, ours: { uploads } }) => ({
      // On a day of a warm-up, more may be uploaded than shown.
      ...{ day, uploads, avoided: Math.max(0, shown - uploads) },
    })),
    unknown: [...new Set(ofBucket.map(({ imageType }) => imageType))]
      .filter((imageType) => means[imageType] === undefined),
  };
}

/** Each upload of a picture of the bucket had its bytes from the disk or from B2. */
function ofOurs(rows: readonly ShownDay[]): Used {
  const from = (...rungs: string[]) => rows.filter(({ rung }) => rungs.includes(rung));
  return priced({
    uploads: sumOf(from("disk", "b2"), ({ pictures, brought }) => pictures + brought),
    uploadedBytes: sumOf(rows, ({ bytesToTelegram }) => bytesToTelegram),
    downloads: sumOf(from("b2"), ({ pictures, brought }) => pictures + brought),
    downloadedBytes: sumOf(rows, ({ bytesFromB2 }) => bytesFromB2),
  });
}

function ofOlder(rows: readonly ShownDay[], means: MeanBytes): Used {
  const pictures = sumOf(rows, (row) => row.pictures);
  const bytes = sumOf(rows, (row) => row.pictures * (means[row.imageType] ?? 0));
  return priced({
    ...{ uploads: pictures, uploadedBytes: bytes },
    ...{ downloads: pictures, downloadedBytes: bytes },
  });
}

/** Of one day. */
function priced(used: Omit<Used, "dollars" | "dollarsBeyondFree">): Used {
  const reads = { calls: used.downloads, bytes: used.downloadedBytes };
  return { ...used, dollars: priceOfReads(reads, 0), dollarsBeyondFree: priceOfReads(reads, 1) };
}

function totalOf(days: readonly Used[]): Used {
  return {
    uploads: sumOf(days, ({ uploads }) => uploads),
    uploadedBytes: sumOf(days, ({ uploadedBytes }) => uploadedBytes),
    downloads: sumOf(days, ({ downloads }) => downloads),
    downloadedBytes: sumOf(days, ({ downloadedBytes }) => downloadedBytes),
    dollars: sumOf(days, ({ dollars }) => dollars),
    dollarsBeyondFree: sumOf(days, ({ dollarsBeyondFree }) => dollarsBeyondFree),
  };
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
