/**
 * Parts for commands that need the bucket: those of the settings, or the embedded ones of `deno task start`.
 * @module
 */
import { WrongSettings } from "../../src/command.ts";
import { readSettings } from "../../src/settings.ts";
import { botIdOf, type Config, secretsOf } from "../../src/config.ts";
import type { PartRefusal } from "../../src/embedded/mod.ts";
import { lastBucket } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { B2Settings } from "../../src/storage/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "./database.ts";
import { printNote } from "./lines.ts";

/** The parts that a command needs besides the database. Each text tells the operator why. */
export interface PartsNeeded {
  readonly b2: string;
  /** Absent when the command does not need Telegram. */
  readonly telegram?: string | undefined;
}

/** The settings of a command. They include the bucket, and Telegram if the command needs it. */
export type CommandConfig = Config & {
  readonly b2: B2Settings;
  /** Values that the log must never show. Embedded parts have none. */
  readonly secrets: readonly string[];
  /** Present when B2 is embedded. */
  readonly embedded?: {
    /** The bot of the local Telegram. */
    readonly localBotId: number;
    /** Whether another process runs the bucket. */
    readonly shared: boolean;
  };
};

const REFUSALS: Readonly<Record<PartRefusal["refused"], string>> = {
  database_is_configured: "DATABASE_URL is missing",
  b2_is_configured: "B2_ENDPOINT, B2_BUCKET, … are missing",
  telegram_is_configured: "TELEGRAM_BOT_TOKEN is missing",
};

/**
 * Runs a command on the configured parts. If the settings name neither a database nor a bucket, it runs on the embedded
 * parts and says so on standard error. Returns the exit code.
 *
 * @throws {WrongSettings} when settings are missing that the command or the running shop has.
 */
export async function withParts(
  needed: PartsNeeded,
  work: (config: CommandConfig) => Promise<number>,
): Promise<number> {
  const config = readSettings();
  const problems = isEmbedded(config) ? [] : missingSettings(config, needed);
  if (problems.length > 0) throw new WrongSettings(problems);
  await using stack = new AsyncDisposableStack();
  return await work(await withBucket(stack, config, needed));
}

/**
 * Opens the database. Its schema must be up to date, and it must belong to the same shop as the other parts.
 *
 * @throws {Error} see {@link assertMigrated} and {@link assertPartsOfShop}.
 */
export async function openDatabaseOfShop(
  stack: AsyncDisposableStack,
  config: CommandConfig,
  options?: { readonly maxConnections: number },
): Promise<Database> {
  const db = stack.use(await openConfiguredDatabase(config, options));
  await assertMigrated(db);
  await assertPartsOfShop(db, config);
  return db;
}

/**
 * Checks that embedded parts are those of the shop. With other parts, every picture would seem lost.
 *
 * @throws {WrongSettings} when the log names another bucket, or another bot than the local Telegram's.
 */
export async function assertPartsOfShop(db: Database, config: CommandConfig): Promise<void> {
  const { embedded, telegram, b2 } = config;
  if (embedded === undefined) return;
  if (!embedded.shared) {
    const bucket = await lastBucket(db);
    if (bucket !== undefined && bucket !== b2.bucket) {
      throw new WrongSettings([
        `B2_ENDPOINT, B2_BUCKET, … are missing: the shop's pictures are in the bucket ${bucket}`,
      ]);
    }
  }
  if (telegram === undefined || botIdOf(telegram.token) !== embedded.localBotId) return;
  const target = await db.selectFrom("image_projection_target").select("bot_id")
    .executeTakeFirst();
  if (target === undefined || target.bot_id === embedded.localBotId) return;
  throw new WrongSettings([
    `TELEGRAM_BOT_TOKEN is missing: the shop runs as the bot ${target.bot_id}`,
  ]);
}

/** With a database of the operator's own, a missing bucket is a mistake: the embedded bucket has none of its pictures. */
function isEmbedded({ databaseUrl, b2 }: Config): boolean {
  return databaseUrl === undefined && b2 === undefined;
}

function missingSettings({ b2, telegram }: Config, needed: PartsNeeded): string[] {
  const problems: string[] = [];
  if (b2 === undefined) problems.push(`B2_ENDPOINT, B2_BUCKET, … are missing: ${needed.b2}`);
  if (needed.telegram !== undefined && telegram === undefined) {
    problems.push(`TELEGRAM_BOT_TOKEN is missing: ${needed.telegram}`);
  }
  return problems;
}

async function withBucket(
  stack: AsyncDisposableStack,
  config: Config,
  needed: PartsNeeded,
): Promise<CommandConfig> {
  const { b2, dataDir } = config;
  const secrets = secretsOf(config);
  if (b2 !== undefined) return { ...config, b2, secrets };
  const { openPartsOfCommand } = await import("../../src/embedded/mod.ts");
  const telegram = needed.telegram !== undefined && config.telegram === undefined;
  const opened = await openPartsOfCommand({ dataDir, telegram, say: printNote });
  if ("refused" in opened) {
    throw new WrongSettings([
      `${
        REFUSALS[opened.refused]
      }: the shop that runs on ${dataDir} has it, this command needs the same`,
    ]);
  }
  const { localBotId, shared, [Symbol.asyncDispose]: _dispose, ...parts } = stack.use(opened);
  return { ...config, ...parts, secrets, embedded: { localBotId, shared } };
}
