/**
 * What stands in for what is not configured: PostgreSQL, an S3 server, a local Telegram, all on the loopback
 * interface, with their data in one folder. Loaded only when something is missing; production has none of it.
 * @module
 */
import type { Config, TelegramSettings } from "../config.ts";
import { named } from "../log.ts";
import type { B2Settings } from "../storage/mod.ts";
import { openPostgres, openS3, openTelegram } from "./parts.ts";
import { announce, DataFolderBusy, lockFolder } from "./serving.ts";

export {
  openPartsOfCommand,
  type PartRefusal,
  type PartsOfCommand,
  type PartsOfCommandOptions,
} from "./parts_of_command.ts";
export { DataFolderBusy } from "./serving.ts";

/** Tells an operator something; `about` is for machines. */
export type Say = (line: string, about?: Readonly<Record<string, unknown>>) => void;

/** The parts of the outside world, each configured or embedded. */
export interface OutsideParts {
  /** PostgreSQL's connection URL. */
  readonly databaseUrl: string;
  /** How Telegram is reached. */
  readonly telegram: TelegramSettings;
  /** The bucket. */
  readonly b2: B2Settings;
}

/**
 * Starts what is missing and says so, one line each; what is configured stays as it is, working or not. Commands of
 * other processes find the parts that are started here.
 */
export async function openMissingParts(
  config: Config,
  say: Say,
): Promise<OutsideParts & AsyncDisposable> {
  const { dataDir } = config;
  await using stack = new AsyncDisposableStack();
  const lock = await lockFolder(dataDir);
  if (lock === undefined) {
    throw new DataFolderBusy(
      `Another Vitrine, or one of its commands, runs on the folder ${dataDir}: stop it, or set VITRINE_DATA_DIR to another`,
    );
  }
  stack.use(lock);
  const runId = crypto.randomUUID();
  const opening = { stack, dataDir, say };
  const databaseUrl = config.databaseUrl ?? await openPostgres(opening);
  const b2 = config.b2 ?? await openS3(opening, runId);
  const chatPort = config.port === 0 ? 0 : config.port + 1;
  const telegram = config.telegram ?? await openTelegram(opening, chatPort);
  if (config.telegram === undefined) {
    const url = `${telegram.apiRoot}/`;
    say(
      `Open ${url} to chat with the bot as a seller or a buyer`,
      named("chat_page_open", { url }),
    );
  }
  const serving = {
    runId,
    by: "shop",
    postgres: config.databaseUrl === undefined ? "embedded" : "configured",
    ...(config.b2 === undefined && { s3: b2.endpoint }),
    ...(config.telegram === undefined && { telegram: telegram.apiRoot }),
  } as const;
  stack.use(await announce(dataDir, serving));
  const parts = stack.move();
  return { databaseUrl, b2, telegram, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
