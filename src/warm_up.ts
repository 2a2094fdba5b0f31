/**
 * The wiring of the warm-up: what brings the pictures to a new bot.
 * @module
 */
import type { Api } from "grammy";
import type { Config, TelegramSettings } from "./config.ts";
import { createWarmUpJob, enqueueWarmUp, type JobQueue } from "./jobs/mod.ts";
import { logger, named } from "./log.ts";
import { type BringPicture, isWarmUpDue, type PictureParts } from "./pictures/mod.ts";
import type { Database } from "./postgres/mod.ts";
import { createQuickApi, createWarmUpSender } from "./telegram/mod.ts";

/** What {@link createWarmUp} needs. */
export interface WarmUpOptions {
  readonly config: Pick<Config, "warmUp" | "adminIds">;
  readonly telegram: TelegramSettings;
  readonly parts: Pick<PictureParts, "db" | "botId" | "bucketUrls">;
  /** A database without a limit for statements. */
  readonly long: Database;
  readonly api: Api;
  /** Watches the Api that uploads. */
  readonly watch: (api: Api) => void;
  readonly bring: BringPicture;
}

/** The warm-up of a process. */
export interface WarmUp {
  /** None if the settings turn it off, or name no chat. */
  readonly jobs: readonly ReturnType<typeof createWarmUpJob>[];
  /** Begins a warm-up if one is due. */
  begin(queue: JobQueue): Promise<void>;
}

/** Makes it. */
export function createWarmUp(options: WarmUpOptions): WarmUp {
  const { config, telegram, parts, long, api, watch, bring } = options;
  const { db, botId, bucketUrls } = parts;
  const { perMinute, chatId } = config.warmUp;
  const chatIds = chatId === undefined ? config.adminIds : [chatId];
  if (perMinute === 0) return { jobs: [], begin: () => Promise.resolve() };
  if (chatIds.length === 0) return { jobs: [], begin: () => tellNowhere(db) };
  // The Api of the shop would wait when Telegram asks for it, and a buyer of the same picture with it.
  const quick = createQuickApi(telegram);
  watch(quick);
  const job = createWarmUpJob({
    ...{ botId, long, perMinute, parts: { db, bucketUrls, bring } },
    createSender: createWarmUpSender({ api, quick }, chatIds),
  });
  return { jobs: [job], begin: (queue) => enqueueWarmUp(queue, db, botId) };
}

async function tellNowhere(db: Database): Promise<void> {
  if (!await isWarmUpDue(db)) return;
  const message = "Warm-up: no chat for it, so the first view of each picture uploads it. " +
    "Set ADMIN_IDS or WARM_UP_CHAT_ID";
  logger("start").warn(message, named("warm_up_nowhere", {}));
}
