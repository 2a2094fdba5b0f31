import type { Config, OutsideParts } from "../config.ts";
import { named } from "../log.ts";
import { type Opening, openPostgres, openS3, openTelegram } from "./parts.ts";
import { announce, DataFolderBusy, lockFolder } from "./serving.ts";

/** Tells the operator a line. `about` holds the properties of the line, for machines. */
export type Say = (line: string, about?: Readonly<Record<string, unknown>>) => void;

/** What a caller adds to the parts. */
export type PartExtras = Pick<Opening, "onTelegram" | "page" | "watchS3">;

/**
 * Opens a part for each missing setting, and says so with one line for each. Configured parts are not checked. Commands
 * in other processes can use the parts that are opened here.
 *
 * @throws {DataFolderBusy} when another process uses the data folder.
 */
export async function openMissingParts(
  config: Config,
  say: Say,
  extras: PartExtras = {},
): Promise<OutsideParts & AsyncDisposable> {
  const { dataDir } = config;
  await using stack = new AsyncDisposableStack();
  const lock = await lockFolder(dataDir);
  if (lock === undefined) {
    throw new DataFolderBusy(
      `Another shop or one of its commands uses the folder ${dataDir}: stop it, or set VITRINE_DATA_DIR to another folder`,
    );
  }
  stack.use(lock);
  const runId = crypto.randomUUID();
  const opening = { stack, dataDir, say, ...extras };
  const databaseUrl = config.databaseUrl ?? await openPostgres(opening);
  const b2 = config.b2 ?? await openS3(opening, runId);
  const chatPort = config.port === 0 ? 0 : config.port + 1;
  const telegram = config.telegram ?? await openTelegram(opening, chatPort);
  if (config.telegram === undefined) {
    const url = `${telegram.apiRoot}/`;
    const open = named("chat_page_open", { url });
    say(`Open ${url} to chat with the bot as a seller or a buyer`, open);
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
