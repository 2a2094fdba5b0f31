/** How many updates of one user are handled: so many at once, and so many a second from then on. */
export interface Allowance {
  /** Updates at once. */
  readonly burst: number;
  /** Updates that come back each second. */
  readonly perSecond: number;
  /** Updates that may wait for one another, however few have come. */
  readonly waiting: number;
}

/** Leafing as fast as a thumb can stays below it, for Telegram itself slows a chat down before. */
export const ALLOWANCE: Allowance = { burst: 40, perSecond: 2, waiting: 20 };

/** For a Bot API server of a developer's or a test's, whose users are scripts. */
export const UNLIMITED: Allowance = { burst: Infinity, perSecond: 0, waiting: Infinity };

/** What becomes of an update. Only the first that is refused is answered. */
export type Verdict = "allowed" | "first_refused" | "refused";

/** An update, as much of it as counts. */
export interface CountedUpdate {
  /** Whose it is. */
  readonly userId: number;
  /** Updates of this user that are being handled or wait for that. */
  readonly waiting: number;
  /** The album that it is of. */
  readonly albumId?: string | undefined;
}

/** Judges each update of each user. */
export interface RateLimit {
  /** Counts an update and says what becomes of it. */
  judge(update: CountedUpdate): Verdict;
}

/** How a {@link RateLimit} is made. */
export interface RateLimitOptions extends Allowance {
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
  /** Users that are remembered; 10,000 if absent. */
  readonly mostUsers?: number;
}

/** What is remembered of a user. */
interface Bucket {
  /** Updates that may come now. */
  tokens: number;
  countedAtMs: number;
  /** Was refused, and is until there is some room again: else every second refusal would be a first one. */
  closed: boolean;
  lastAlbum: string | undefined;
  lastAlbumVerdict: Verdict;
}

/**
 * Makes a token bucket for each user. The pictures of an album count as one. Who is not remembered has a full bucket:
 * those who have been silent for longest are forgotten first, and theirs are full in all likelihood.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { burst, now, mostUsers = 10_000 } = options;
  const buckets = new Map<number, Bucket>();

  function bucketOf(userId: number): Bucket {
    const bucket = buckets.get(userId) ?? fullBucket(burst, now());
    // The order of a map is that of its insertions: the last is whom we have just heard of.
    buckets.delete(userId);
    buckets.set(userId, bucket);
    const [silent] = buckets.keys();
    if (buckets.size > mostUsers && silent !== undefined) buckets.delete(silent);
    return bucket;
  }

  return { judge: (update) => judge(bucketOf(update.userId), update, options, now()) };
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
