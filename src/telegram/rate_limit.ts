/** How many updates of one user are handled: so many at once, and so many a second from then on. */
export interface Allowance {
  /** Updates at once. */
  readonly burst: number;
  /** Updates that come back each second. */
  readonly perSecond: number;
}

/** Leafing as fast as a thumb can stays below it, for Telegram itself slows a chat down before. */
export const ALLOWANCE: Allowance = { burst: 40, perSecond: 2 };

/** For a Bot API server of a developer's or a test's, whose users are scripts. */
export const UNLIMITED: Allowance = { burst: Infinity, perSecond: 0 };

/** What becomes of an update. Only the first that is refused is answered. */
export type Verdict = "allowed" | "first_refused" | "refused";

/** An update, as much of it as counts. */
export interface CountedUpdate {
  /** Whose it is. */
  readonly userId: number;
  /** Counts up; the same again when it is tried again. */
  readonly updateId: number;
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
  /** Was refused, and is until some tokens are back: else every second refusal would be a first one. */
  closed: boolean;
  /** The latest update that was let in. */
  lastAllowed: number;
  lastAlbum: string | undefined;
  lastAlbumVerdict: Verdict;
}

/**
 * Makes a token bucket for each user. An update that was let in once is let in again, for it may be tried again while
 * a database is away; the pictures of an album count as one. Who is not remembered has a full bucket: those who have
 * been silent for longest are forgotten first, and theirs are full in all likelihood.
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
    lastAllowed: -1,
    lastAlbum: undefined,
    lastAlbumVerdict: "allowed",
  };
}

function judge(
  bucket: Bucket,
  { updateId, albumId }: CountedUpdate,
  { burst, perSecond }: Allowance,
  nowMs: number,
): Verdict {
  if (updateId <= bucket.lastAllowed) return "allowed";
  const ofSameAlbum = albumId !== undefined && albumId === bucket.lastAlbum;
  const verdict = ofSameAlbum
    ? silently(bucket.lastAlbumVerdict)
    : spend(bucket, burst, perSecond, nowMs);
  bucket.lastAlbum = albumId;
  bucket.lastAlbumVerdict = verdict;
  if (verdict === "allowed") bucket.lastAllowed = updateId;
  return verdict;
}

function silently(verdict: Verdict): Verdict {
  return verdict === "allowed" ? "allowed" : "refused";
}

function spend(bucket: Bucket, burst: number, perSecond: number, nowMs: number): Verdict {
  const cameBack = (nowMs - bucket.countedAtMs) / 1000 * perSecond;
  bucket.tokens = Math.min(burst, bucket.tokens + cameBack);
  bucket.countedAtMs = nowMs;
  if (bucket.tokens >= (bucket.closed ? burst / 5 : 1)) {
    bucket.tokens -= 1;
    bucket.closed = false;
    return "allowed";
  }
  const verdict = bucket.closed ? "refused" : "first_refused";
  bucket.closed = true;
  return verdict;
}
