import { setTimeout as sleep } from "node:timers/promises";
import { botIdOf, type TelegramSettings } from "../config.ts";
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

/** What {@link openPartsOfCommand} needs. */
export interface PartsOfCommandOptions {
  /** The folder of all parts. */
  readonly dataDir: string;
  /** Whether the local Telegram is asked for. */
  readonly telegram: boolean;
  /** Told which parts are used, one line each. */
  readonly say: (line: string) => void;
  /** How long a process that holds the folder may keep silent about where it listens; 30,000 if absent. */
  readonly patienceMs?: number;
}

/** The embedded parts that a command uses beside PostgreSQL. */
export interface PartsOfCommand {
  /** The bucket. */
  readonly b2: B2Settings;
  /** The local Telegram, when it was asked for. */
  readonly telegram?: TelegramSettings;
  /** The bot that the shop is on the local Telegram, whether that was asked for or not. */
  readonly localBotId: number;
  /** Whether a running shop, or another command, serves them; else this process does. */
  readonly shared: boolean;
}

/** A part that whoever serves the folder has configured: the command lacks settings that the shop has. */
export interface PartRefusal {
  /** Which. */
  readonly refused: "database_is_configured" | "b2_is_configured" | "telegram_is_configured";
}

/** A first start makes a database, which takes seconds; a stop ends what runs. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/**
 * Opens the embedded parts of a folder for a command: those of the process that serves them, else its own. Its own
 * stay open at the end until other commands that found them are done.
 *
 * @throws {DataFolderBusy} when a process holds the folder and does not say in time where the parts listen.
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
    if (!waiting) say(`Waiting for the process that holds the folder ${dataDir}`);
    waiting = true;
    await sleep(PAUSE_MS);
  } while (performance.now() < deadline);
  throw new DataFolderBusy(
    `A process holds the folder ${dataDir} and does not share its parts: try again when it is ready, or done`,
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
  const waits = () => say("Another command uses the embedded parts: waiting for it");
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

/** Undefined as long as nobody answers, or a command that does without Telegram: that ends soon. */
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
  { postgres, s3, telegram: apiRoot }: Serving,
  { dataDir, telegram, say }: PartsOfCommandOptions,
): Promise<PartsOfCommand | PartRefusal> {
  if (postgres === "configured") return { refused: "database_is_configured" };
  if (s3 === undefined) return { refused: "b2_is_configured" };
  if (telegram && apiRoot === undefined) return { refused: "telegram_is_configured" };
  const whose = `of the process that runs on ${dataDir}`;
  say(`B2: embedded S3 server, ${s3}, ${whose} (B2_* are not set)`);
  const b2 = embeddedS3Settings(s3, BUCKET);
  const token = await localToken();
  const known = { b2, localBotId: botIdOf(token), shared: true };
  if (!telegram || apiRoot === undefined) return known;
  say(`Telegram: local, ${apiRoot}, ${whose} (TELEGRAM_BOT_TOKEN is not set)`);
  return { ...known, telegram: { token, apiRoot } };
}

async function localToken(): Promise<string> {
  const { LOCAL_TOKEN } = await import("@vitrine/local-telegram");
  return LOCAL_TOKEN;
}
