import { botIdOf, type TelegramSettings } from "../config.ts";
import { pause } from "../std/mod.ts";
import type { B2Settings } from "../storage/mod.ts";
import { BUCKET, openS3, openTelegram } from "./parts.ts";
import { embeddedS3Settings } from "./s3.ts";
import {
  announce,
  DataFolderBusy,
  findServing,
  joinGuests,
  lockFolder,
  type Serving,
  untilGuestsLeft,
} from "./serving.ts";

/** Arguments of {@link openPartsOfCommand}. */
export interface PartsOfCommandOptions {
  /** Folder of all parts. */
  readonly dataDir: string;
  /** Whether the command needs the local Telegram. */
  readonly telegram: boolean;
  /** Takes a line for each part that is used. */
  readonly say: (line: string) => void;
  /** How long to wait until the process that holds the folder tells its addresses. 30,000 if absent. */
  readonly patienceMs?: number;
}

/** The embedded parts of a command, besides PostgreSQL. */
export interface PartsOfCommand {
  readonly b2: B2Settings;
  /** Present if the command needs it. */
  readonly telegram?: TelegramSettings;
  /** The bot of the local Telegram. Always present. */
  readonly localBotId: number;
  /** Whether another process runs the parts: a shop or another command. */
  readonly shared: boolean;
}

/** The running shop has a setting that this command does not have. */
export interface PartRefusal {
  readonly refused: "database_is_configured" | "b2_is_configured" | "telegram_is_configured";
}

/** The first start of a shop creates a database, which takes seconds. So does a stop. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/**
 * Opens the embedded parts of a folder for a command. If another process runs them, the command uses those. Otherwise
 * it runs its own; at the end, it waits for other commands that use them.
 *
 * @throws {DataFolderBusy} when a process holds the folder and does not tell its addresses in time.
 */
export async function openPartsOfCommand(
  options: PartsOfCommandOptions,
): Promise<(PartsOfCommand & AsyncDisposable) | PartRefusal> {
  const { dataDir, say, patienceMs = PATIENCE_MS } = options;
  let waiting = false;
  const deadline = performance.now() + patienceMs;
  do {
    const lock = await lockFolder(dataDir);
    if (lock !== undefined) return await openOwn(lock, options);
    const shared = await openShared(options);
    if (shared !== undefined) return shared;
    if (!waiting) say(`Waiting for the process that uses the folder ${dataDir}`);
    waiting = true;
    await pause(PAUSE_MS);
  } while (performance.now() < deadline);
  throw new DataFolderBusy(
    `Another process uses the folder ${dataDir} and does not share it yet: try again later, or stop that process`,
  );
}

async function openOwn(
  lock: Disposable,
  { dataDir, say, ...asked }: PartsOfCommandOptions,
): Promise<PartsOfCommand & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(lock);
  const runId = crypto.randomUUID();
  const opening = { stack, dataDir, say };
  const b2 = await openS3(opening, runId);
  const telegram = asked.telegram ? await openTelegram(opening, 0) : undefined;
  const waits = () => say("Waiting for another command that uses these parts");
  stack.defer(() => untilGuestsLeft(dataDir, waits));
  const listening = { s3: b2.endpoint, ...(telegram && { telegram: telegram.apiRoot }) };
  const serving = { runId, by: "command", postgres: "embedded", ...listening } as const;
  stack.use(await announce(dataDir, serving));
  const localBotId = botIdOf(await localToken());
  const parts = stack.move();
  return {
    b2,
    ...(telegram && { telegram }),
    localBotId,
    shared: false,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Undefined while nobody answers. Also while a command runs the parts without Telegram: it ends soon. */
async function openShared(
  options: PartsOfCommandOptions,
): Promise<(PartsOfCommand & AsyncDisposable) | PartRefusal | undefined> {
  await using stack = new AsyncDisposableStack();
  const guest = await joinGuests(options.dataDir);
  if (guest === undefined) return;
  stack.use(guest);
  const serving = await findServing(options.dataDir);
  if (serving === undefined) return;
  if (options.telegram && serving.telegram === undefined && serving.by === "command") return;
  const parts = await shareOf(serving, options);
  if ("refused" in parts) return parts;
  const held = stack.move();
  return { ...parts, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

async function shareOf(
  { by, postgres, s3, telegram: apiRoot }: Serving,
  { telegram, say }: PartsOfCommandOptions,
): Promise<PartsOfCommand | PartRefusal> {
  if (postgres === "configured") return { refused: "database_is_configured" };
  if (s3 === undefined) return { refused: "b2_is_configured" };
  if (telegram && apiRoot === undefined) return { refused: "telegram_is_configured" };
  say(`B2: embedded, ${s3}, of the running ${by} (B2_* not set)`);
  const b2 = embeddedS3Settings(s3, BUCKET);
  const token = await localToken();
  const known = { b2, localBotId: botIdOf(token), shared: true };
  if (!telegram || apiRoot === undefined) return known;
  say(`Telegram: local, ${apiRoot}, of the running ${by} (TELEGRAM_BOT_TOKEN not set)`);
  return { ...known, telegram: { token, apiRoot } };
}

async function localToken(): Promise<string> {
  const { LOCAL_TOKEN } = await import("@vitrine/local-telegram");
  return LOCAL_TOKEN;
}
