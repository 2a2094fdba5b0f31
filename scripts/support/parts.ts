import { readSettings, WrongSettings } from "../../src/command.ts";
import { botIdOf, type Config, secretsOf } from "../../src/config.ts";
import type { PartRefusal } from "../../src/embedded/mod.ts";
import { lastBucket } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { B2Settings } from "../../src/storage/mod.ts";

/** What a command needs beside the database, each with why, in words. */
export interface PartsNeeded {
  /** Why the bucket. */
  readonly b2: string;
  /** Why Telegram; it is not needed if absent. */
  readonly telegram?: string | undefined;
}

/** The settings of a command, with the bucket, and with Telegram where that is needed. */
export type CommandConfig = Config & {
  readonly b2: B2Settings;
  /** The texts of the settings that must never be logged; embedded parts have none. */
  readonly secrets: readonly string[];
  /** Present when B2 is embedded. */
  readonly embedded?: {
    /** The bot that the shop is on the local Telegram. */
    readonly localBotId: number;
    /** Whether the bucket is that of a running process, not of this one. */
    readonly shared: boolean;
  };
};

const REFUSALS: Readonly<Record<PartRefusal["refused"], string>> = {
  database_is_configured: "DATABASE_URL is missing",
  b2_is_configured: "B2_ENDPOINT, B2_BUCKET, … are missing",
  telegram_is_configured: "TELEGRAM_BOT_TOKEN is missing",
};

/**
 * Runs a command on the parts that are configured, else on the embedded ones of `deno task start`, whether that runs
 * or not, and says so on standard error. Returns the exit code.
 *
 * @throws {WrongSettings} also when it lacks settings with which the shop runs.
 */
export async function withParts(
  needed: PartsNeeded,
  work: (config: CommandConfig) => Promise<number>,
): Promise<number> {
  const config = readSettings();
  const problems = isEmbedded(config) ? [] : missingOf(config, needed);
  if (problems.length > 0) throw new WrongSettings(problems);
  await using stack = new AsyncDisposableStack();
  return await work(await completed(stack, config, needed));
}

/**
 * Sees to it that embedded parts are not taken for those that the shop ran with: they would seem to have lost every
 * picture.
 *
 * @throws {WrongSettings} when the log speaks of another bucket, or of another bot than the local Telegram's.
 */
export async function assertPartsOfShop(db: Database, config: CommandConfig): Promise<void> {
  const { embedded, telegram, b2 } = config;
  if (embedded === undefined) return;
  if (!embedded.shared) {
    const bucket = await lastBucket(db);
    if (bucket !== undefined && bucket !== b2.bucket) {
      throw new WrongSettings([
        `B2_ENDPOINT, B2_BUCKET, … are missing: the last picture was put to the bucket ${bucket}`,
      ]);
    }
  }
  if (telegram === undefined || botIdOf(telegram.token) !== embedded.localBotId) return;
  const target = await db.selectFrom("image_projection_target").select("bot_id")
    .executeTakeFirst();
  if (target === undefined || target.bot_id === embedded.localBotId) return;
  throw new WrongSettings([
    `TELEGRAM_BOT_TOKEN is missing: the shop was the bot ${target.bot_id}`,
  ]);
}

/** With a database of one's own, a bucket that is not set was forgotten: its pictures are not in the embedded one. */
function isEmbedded({ databaseUrl, b2 }: Config): boolean {
  return databaseUrl === undefined && b2 === undefined;
}

function missingOf({ b2, telegram }: Config, needed: PartsNeeded): string[] {
  const problems: string[] = [];
  if (b2 === undefined) problems.push(`B2_ENDPOINT, B2_BUCKET, … are missing: ${needed.b2}`);
  if (needed.telegram !== undefined && telegram === undefined) {
    problems.push(`TELEGRAM_BOT_TOKEN is missing: ${needed.telegram}`);
  }
  return problems;
}

async function completed(
  stack: AsyncDisposableStack,
  config: Config,
  needed: PartsNeeded,
): Promise<CommandConfig> {
  const { b2, dataDir } = config;
  const secrets = secretsOf(config);
  if (b2 !== undefined) return { ...config, b2, secrets };
  const { openPartsOfCommand } = await import("../../src/embedded/mod.ts");
  const telegram = needed.telegram !== undefined && config.telegram === undefined;
  const say = (line: string) => console.error(line);
  const opened = await openPartsOfCommand({ dataDir, telegram, say });
  if ("refused" in opened) {
    throw new WrongSettings([
      `${REFUSALS[opened.refused]}: the shop that runs on ${dataDir} has one of its own`,
    ]);
  }
  const { localBotId, shared, [Symbol.asyncDispose]: _dispose, ...parts } = stack.use(opened);
  return { ...config, ...parts, secrets, embedded: { localBotId, shared } };
}
