import { BoundedMap } from "../../std/mod.ts";

/** How many updates of one user are handled. */
export interface Allowance {
  /** Updates at once. */
  readonly burst: number;
  /** Updates that come back each second. */
  readonly perSecond: number;
  /** Updates that may wait for one another. */
  readonly waiting: number;
}

/** Nobody turns pages faster than this: Telegram itself slows a chat down before. */
export const ALLOWANCE: Allowance = { burst: 40, perSecond: 2, waiting: 20 };

/** For a Bot API server whose users are a developer's or a test's scripts. */
export const UNLIMITED: Allowance = { burst: Infinity, perSecond: 0, waiting: Infinity };

/** What becomes of an update. Only the first refusal is answered in words. */
export type Verdict = "allowed" | "first_refused" | "refused";

/** What counts of an update. */
export interface CountedUpdate {
  readonly userId: number;
  /** Updates of this user that are being handled, or wait for their turn. */
  readonly waiting: number;
  /** The album that it belongs to. */
  readonly albumId?: string | undefined;
}

/** Judges each update of each user. */
export interface RateLimit {
  /** Counts an update, and says what becomes of it. */
  judge(update: CountedUpdate): Verdict;
}

/** Options of {@link createRateLimit}. */
export interface RateLimitOptions extends Allowance {
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
}

/** How many users are remembered. The one who has been silent for longest is forgotten first. */
const REMEMBERED_USERS = 10_000;

interface Bucket {
  /** Updates that may come now. */
  tokens: number;
  countedAtMs: number;
  /** The user was refused, and stays so until there is some room. Otherwise every second refusal would be a first one. */
  closed: boolean;
  lastAlbum: string | undefined;
  lastAlbumVerdict: Verdict;
}

/** Makes a token bucket for each user. The pictures of an album count as one. A user who is not remembered has a full one. */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { burst, now } = options;
  const buckets = new BoundedMap<number, Bucket>(REMEMBERED_USERS);
  return {
    judge: (update) => {
      const bucket = buckets.get(update.userId) ?? fullBucket(burst, now());
      buckets.set(update.userId, bucket);
      return judge(bucket, update, options, now());
    },
  };
}

function fullBucket(burst: number, nowMs: number): Bucket {
  return {
    tokens: burst,
    countedAtMs: nowMs,
    closed: false,
    lastAlbum: undefined,
    lastAlbumVerdict: "allowed",
  };
}

function judge(
  bucket: Bucket,
  { albumId, waiting }: CountedUpdate,
  allowance: Allowance,
  nowMs: number,
): Verdict {
  const ofSameAlbum = albumId !== undefined && albumId === bucket.lastAlbum;
  const verdict = ofSameAlbum
    ? silently(bucket.lastAlbumVerdict)
    : spend(bucket, waiting, allowance, nowMs);
  bucket.lastAlbum = albumId;
  bucket.lastAlbumVerdict = verdict;
  return verdict;
}

function silently(verdict: Verdict): Verdict {
  return verdict === "allowed" ? "allowed" : "refused";
}

function spend(
  bucket: Bucket,
  waiting: number,
  { burst, perSecond, waiting: mostWaiting }: Allowance,
  nowMs: number,
): Verdict {
  const cameBack = (nowMs - bucket.countedAtMs) / 1000 * perSecond;
  bucket.tokens = Math.min(burst, bucket.tokens + cameBack);
  bucket.countedAtMs = nowMs;
  const isOpen = bucket.closed
    ? bucket.tokens >= burst / 5 && waiting <= mostWaiting / 2
    : bucket.tokens >= 1 && waiting < mostWaiting;
  if (isOpen) {
    bucket.tokens -= 1;
    bucket.closed = false;
    return "allowed";
  }
  const verdict = bucket.closed ? "refused" : "first_refused";
  bucket.closed = true;
  return verdict;
}
