import * as v from "valibot";
import { loadProjectionTarget } from "../event_log/mod.ts";
import { logger, named } from "../log.ts";
import {
  endWarmUp,
  ForeignBotJob,
  isWarmUpDue,
  listColdProducts,
  nextColdProducts,
  type PictureSender,
  type WarmingParts,
  warmProduct,
} from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { pause } from "../std/mod.ts";
import {
  type GoesOn,
  HEARTBEAT_REFRESH_SECONDS,
  type Job,
  type JobKind,
  PERSISTENT,
} from "./job.ts";
import type { JobInfo } from "./job_info.ts";
import type { JobQueue } from "./queue.ts";

/** A warm-up, and how far it has come. */
export interface WarmUpJob {
  /** The bot that the list of products is for. */
  readonly botId: number;
  /** How many products the list has; absent: it is not made yet. */
  readonly products?: number | undefined;
  /** The place in the list of the last product that is done. */
  readonly done?: number | undefined;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Brings the pictures to Telegram that another bot could send. */
const WARM_UP: JobKind<WarmUpJob> = {
  name: "warm-up",
  schema: v.object({ botId: count, products: v.optional(count), done: v.optional(count) }),
};

/** What the job needs. */
export interface WarmUpDeps {
  /** The bot of this process. */
  readonly botId: number;
  readonly parts: WarmingParts;
  /** A database without a limit for statements: the list is made of the whole catalogue. */
  readonly long: Database;
  /** Uploads to a chat that nobody reads. The signal ends it. */
  readonly createSender: (signal: AbortSignal) => PictureSender;
  /** How many pictures are uploaded in a minute. */
  readonly perMinute: number;
}

/** A part of the list ends after so many products, or so much time, so that its progress is seen. */
const MOST_PRODUCTS = 1000;
const PART_MS = 60_000;
/** A part takes a minute, or as long as the pictures of one product. The list is made of a whole catalogue. */
const LONGEST_SECONDS = 3600;
/** As after a failed attempt. The former attempt is settled by then. */
const BETWEEN_PARTS_SECONDS = 5;

/**
 * Makes the job. There is never more than one, whatever the number of replicas. It works for about a minute, then stores how far
 * it has come and goes on later, in any process.
 */
export function createWarmUpJob(deps: WarmUpDeps): Job<WarmUpJob> {
  return {
    ...WARM_UP,
    policy: {
      queue: { ...PERSISTENT, expireInSeconds: LONGEST_SECONDS },
      work: { heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS },
      isOne: true,
    },
    waits: { event: "warm_up_waits", message: "The warm-up waits: {error}" },
    run: async (job, { signal }) => {
      const { botId } = await loadProjectionTarget(deps.parts.db);
      if (botId !== deps.botId) {
        throw new ForeignBotJob(`Cannot upload pictures for the bot ${botId} as another one`);
      }
      if (job.botId === botId && job.products !== undefined) return await goOn(deps, job, signal);
      const products = await listColdProducts(deps.long, botId);
      const about = named("warm_up_began", { botId, products });
      logger("jobs").info("Warm-up: the bot is new to the pictures of {products} products", about);
      return { goesOn: { botId, products, done: 0 }, inSeconds: BETWEEN_PARTS_SECONDS };
    },
  };
}

/** How far a warm-up has come, such as `12 of 300 products`; undefined for any other job. */
export function describeProgress(job: Pick<JobInfo, "queue" | "data">): string | undefined {
  const read = v.safeParse(WARM_UP.schema, job.data);
  if (job.queue !== WARM_UP.name || !read.success) return undefined;
  const { done = 0, products } = read.output;
  return products === undefined ? "not begun" : `${done} of ${products} products`;
}

/** Enqueues the job if the columns have a bot that may not have all pictures yet. One that waits or runs is enough. */
export async function enqueueWarmUp(
  queue: Pick<JobQueue, "enqueue">,
  db: Database,
  botId: number,
): Promise<void> {
  if (!await isWarmUpDue(db)) return;
  await db.transaction().execute((tx) => queue.enqueue(tx, WARM_UP, { botId }));
}

async function goOn(
  deps: WarmUpDeps,
  { botId, products = 0, done = 0 }: WarmUpJob,
  signal: AbortSignal,
): Promise<GoesOn<WarmUpJob> | undefined> {
  const part = await warmSome(deps, done, signal);
  const about = { botId, products, ...part };
  const log = logger("jobs");
  if (part.isLast) {
    await endWarmUp(deps.parts.db, botId);
    log.info("Warm-up: done, {products} products", named("warm_up_ended", about));
    return undefined;
  }
  const message = "Warm-up: {done} of {products} products, {uploaded} pictures uploaded just now";
  log.info(message, named("warm_up_goes_on", about));
  return { goesOn: { botId, products, done: part.done }, inSeconds: BETWEEN_PARTS_SECONDS };
}

/** Brings the next products, until a minute or its uploads are over. */
async function warmSome(
  { parts, createSender, perMinute }: WarmUpDeps,
  from: number,
  signal: AbortSignal,
) {
  const sender = createSender(signal);
  const until = performance.now() + PART_MS;
  let [done, uploaded, unavailable] = [from, 0, 0];
  const onUpload = async () => {
    uploaded++;
    await pause(60_000 / perMinute, signal);
    signal.throwIfAborted();
  };
  const next = await nextColdProducts(parts.db, from, MOST_PRODUCTS);
  for (const { place, productId } of next) {
    signal.throwIfAborted();
    if (uploaded >= perMinute || performance.now() >= until) break;
    unavailable += await warmProduct(parts, productId, sender, onUpload);
    done = place;
  }
  const isLast = next.length < MOST_PRODUCTS && done === (next.at(-1)?.place ?? from);
  return { done, uploaded, unavailable, isLast };
}
