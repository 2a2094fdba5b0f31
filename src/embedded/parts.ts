import type { LocalTelegram, PageAdditions } from "@vitrine/local-telegram";
import type { TelegramSettings } from "../config.ts";
import type { B2Settings } from "../storage/mod.ts";
import { lastingPort } from "./port.ts";
import type { WatchS3 } from "./s3.ts";

/** The bucket of the embedded S3 server. */
export const BUCKET = "vitrine-pictures";
/** The user name of the bot on the local Telegram. */
export const BOT_USERNAME = "vitrine_bot";
const BOT_NAME = "Vitrine";

/** Arguments to open a part. */
export interface Opening {
  /** Owns the opened part. */
  readonly stack: AsyncDisposableStack;
  /** Folder of all parts. */
  readonly dataDir: string;
  /** Takes a line that tells which part runs embedded. */
  readonly say: (line: string) => void;
  /** Sees the requests to the S3 server. */
  readonly watchS3?: WatchS3 | undefined;
  /** What the chat page shows besides the chats. */
  readonly page?: PageAdditions | undefined;
  /** Takes the local Telegram when it is open. */
  readonly onTelegram?: ((telegram: LocalTelegram) => void) | undefined;
}

/** Opens PostgreSQL and returns its connection URL. Several processes may share it. */
export async function openPostgres({ stack, dataDir, say }: Opening): Promise<string> {
  const { openEmbeddedPostgres } = await import("./postgres.ts");
  const dir = `${dataDir}/postgres`;
  const server = stack.use(await openEmbeddedPostgres({ dir }));
  say(`PostgreSQL: embedded, ${server.address}, data in ${dir} (DATABASE_URL not set)`);
  return server.url;
}

/**
 * Opens the S3 server. The caller must hold the folder's lock. The server sends `runId` with each answer. Its address is in
 * the columns of the products, so it keeps its port.
 */
export async function openS3(
  { stack, dataDir, say, watchS3: watch }: Opening,
  runId: string,
): Promise<B2Settings> {
  const { openEmbeddedS3 } = await import("./s3.ts");
  const dir = `${dataDir}/s3`;
  const port = await lastingPort(`${dataDir}/s3.port`);
  const server = stack.use(await openEmbeddedS3({ dir, port, bucket: BUCKET, runId, watch }));
  say(`B2: embedded, ${server.endpoint}, data in ${dir} (B2_* not set)`);
  const { endpoint, region, bucket, keyId, applicationKey } = server;
  return { endpoint, region, bucket, keyId, applicationKey };
}

/** Opens the local Telegram, on a free port when `port` is taken. The caller must hold the folder's lock. */
export async function openTelegram(
  { stack, dataDir, say, page = {}, onTelegram }: Opening,
  port: number,
): Promise<TelegramSettings> {
  const { openLocalTelegram } = await import("@vitrine/local-telegram");
  const dir = `${dataDir}/telegram`;
  const server = stack.use(
    await openLocalTelegram({
      dataDir: dir,
      port: freeOrAny(port),
      botUsername: BOT_USERNAME,
      page,
      botName: BOT_NAME,
    }),
  );
  onTelegram?.(server);
  say(`Telegram: local, data in ${dir} (TELEGRAM_BOT_TOKEN not set)`);
  return { token: server.token, apiRoot: server.url };
}

function freeOrAny(port: number): number {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return port;
  } catch {
    return 0;
  }
}
