/**
 * What stands in for what is not configured: PostgreSQL, an S3 server, a local Telegram, all on the loopback
 * interface, with their data in one folder. Loaded only when something is missing; production has none of it.
 * @module
 */
import type { Config, TelegramSettings } from "../config.ts";
import { VitrineError } from "../errors.ts";
import type { B2Settings } from "../storage/mod.ts";

/** The parts of the outside world, each configured or embedded. */
export interface OutsideParts {
  /** PostgreSQL's connection URL. */
  readonly databaseUrl: string;
  /** How Telegram is reached. */
  readonly telegram: TelegramSettings;
  /** The bucket. */
  readonly b2: B2Settings;
}

/** Another process holds the folder of the embedded parts. */
export class DataFolderBusy extends VitrineError {
  /** Stored and logged. */
  readonly code = "data_folder_busy";
}

const BUCKET = "vitrine-pictures";

/** Starts what is missing and says so, one line each; what is configured stays as it is, working or not. */
export async function openMissingParts(
  config: Config,
  say: (line: string) => void,
): Promise<OutsideParts & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(await lockFolder(config.dataDir));
  const databaseUrl = config.databaseUrl ?? await openPostgres(stack, config, say);
  const b2 = config.b2 ?? await openS3(stack, config, say);
  const telegram = config.telegram ?? await openTelegram(stack, config, say);
  const parts = stack.move();
  return { databaseUrl, b2, telegram, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** The S3 server keeps its index in memory: a second process on the folder would not see what the first put. */
async function lockFolder(dir: string): Promise<Disposable> {
  await Deno.mkdir(dir, { recursive: true });
  const file = await Deno.open(`${dir}/vitrine.lock`, { create: true, write: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new DataFolderBusy(
    `Another Vitrine runs on the folder ${dir}: stop it, or set VITRINE_DATA_DIR to another`,
  );
}

async function openPostgres(
  stack: AsyncDisposableStack,
  config: Config,
  say: (line: string) => void,
): Promise<string> {
  const { openEmbeddedPostgres } = await import("./postgres.ts");
  const dir = `${config.dataDir}/postgres`;
  const server = stack.use(await openEmbeddedPostgres({ dir }));
  say(`PostgreSQL: embedded, ${server.address}, data in ${dir} (DATABASE_URL is not set)`);
  return server.url;
}

async function openS3(
  stack: AsyncDisposableStack,
  config: Config,
  say: (line: string) => void,
): Promise<B2Settings> {
  const { openEmbeddedS3 } = await import("./s3.ts");
  const dir = `${config.dataDir}/s3`;
  const server = stack.use(await openEmbeddedS3({ dir, bucket: BUCKET }));
  say(`B2: embedded S3 server, ${server.endpoint}, data in ${dir} (B2_* are not set)`);
  const { endpoint, region, bucket, keyId, applicationKey } = server;
  return { endpoint, region, bucket, keyId, applicationKey };
}

async function openTelegram(
  stack: AsyncDisposableStack,
  config: Config,
  say: (line: string) => void,
): Promise<TelegramSettings> {
  const { openLocalTelegram } = await import("./telegram/mod.ts");
  const dataDir = `${config.dataDir}/telegram`;
  const port = freePort(config.port === 0 ? 0 : config.port + 1);
  const server = stack.use(await openLocalTelegram({ dataDir, port }));
  say(`Telegram: local, data in ${dataDir} (TELEGRAM_BOT_TOKEN is not set)`);
  say(`Open ${server.url}/ to chat with the bot as a seller or a buyer`);
  return { token: server.token, apiRoot: server.url };
}

/** The port, or any when it is taken. */
function freePort(port: number): number {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return port;
  } catch {
    return 0;
  }
}
