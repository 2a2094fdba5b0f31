import type { TelegramSettings } from "../config.ts";
import type { B2Settings } from "../storage/mod.ts";

/** The bucket of the embedded S3 server. */
export const BUCKET = "vitrine-pictures";
/** The user name of the bot on the local Telegram. */
const BOT_USERNAME = "vitrine_bot";

/** What opening a part needs. */
export interface Opening {
  /** Owns what is opened. */
  readonly stack: AsyncDisposableStack;
  /** The folder of all parts. */
  readonly dataDir: string;
  /** Told what stands in, one line each. */
  readonly say: (line: string) => void;
}

/** Opens PostgreSQL, which several processes may share, and returns its connection URL. */
export async function openPostgres({ stack, dataDir, say }: Opening): Promise<string> {
  const { openEmbeddedPostgres } = await import("./postgres.ts");
  const dir = `${dataDir}/postgres`;
  const server = stack.use(await openEmbeddedPostgres({ dir }));
  say(`PostgreSQL: embedded, ${server.address}, data in ${dir} (DATABASE_URL is not set)`);
  return server.url;
}

/** Opens the S3 server; only for who holds the folder's lock. `runId` is said with each answer. */
export async function openS3(
  { stack, dataDir, say }: Opening,
  runId: string,
): Promise<B2Settings> {
  const { openEmbeddedS3 } = await import("./s3.ts");
  const dir = `${dataDir}/s3`;
  const server = stack.use(await openEmbeddedS3({ dir, bucket: BUCKET, runId }));
  say(`B2: embedded S3 server, ${server.endpoint}, data in ${dir} (B2_* are not set)`);
  const { endpoint, region, bucket, keyId, applicationKey } = server;
  return { endpoint, region, bucket, keyId, applicationKey };
}

/** Opens the local Telegram, on this port or on any when it is taken; only for who holds the folder's lock. */
export async function openTelegram(
  { stack, dataDir, say }: Opening,
  port: number,
): Promise<TelegramSettings> {
  const { openLocalTelegram } = await import("@vitrine/local-telegram");
  const dir = `${dataDir}/telegram`;
  const server = stack.use(
    await openLocalTelegram({ dataDir: dir, port: freePort(port), botUsername: BOT_USERNAME }),
  );
  say(`Telegram: local, data in ${dir} (TELEGRAM_BOT_TOKEN is not set)`);
  return { token: server.token, apiRoot: server.url };
}

function freePort(port: number): number {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return port;
  } catch {
    return 0;
  }
}
