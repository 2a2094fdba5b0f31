import { DENO_RUN } from "../../../src/std/mod.ts";
import { denoEnvironment } from "../../world/shop_process.ts";
import { cpuMsOf } from "../cpu.ts";
import { BOT } from "./bot_api.ts";
import type { Target } from "./load.ts";
import type { PlainOptions } from "./plain_bot.ts";

const SECRET = "a-secret-of-the-benchmark";
const PATH = "/telegram/webhook";

/** A bot in its own process. */
export interface BotProcess extends Target, AsyncDisposable {
  readonly pid: number;
  /** CPU time so far, in milliseconds; not a number if the system does not tell. */
  cpuMs(): Promise<number>;
}

/** Starts one of the controls: as grammY's documentation does, or with the V8 flags of the shop. */
export async function openPlainBot(
  options: PlainOptions,
  flags: "none" | "production" = "none",
): Promise<BotProcess> {
  const program = new URL("./plain_bot.ts", import.meta.url).pathname;
  const given = flags === "none" ? [] : await productionFlags();
  return await open(given, [program, JSON.stringify(options)], {}, /^(http:\S+)$/m, "");
}

/** What the shop needs of others. */
export interface ShopOptions {
  readonly apiRoot: string;
  readonly databaseUrl: string;
  readonly b2Endpoint: string;
}

/** The public URL of the shop's pictures: the columns must be built for it. */
export const PUBLIC_URL = "https://cdn.example/pictures";

/** Starts the shop with the V8 flags of production, and waits until it takes updates, or only until it answers HTTP. */
export async function openShop(
  { apiRoot, databaseUrl, b2Endpoint }: ShopOptions,
  until: "open_for_business" | "http_listening" = "open_for_business",
): Promise<BotProcess> {
  const main = new URL("../../../main.ts", import.meta.url).pathname;
  const environment = {
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_BOT_TOKEN: BOT.token,
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:1${PATH}`,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    DATABASE_URL: databaseUrl,
    B2_ENDPOINT: b2Endpoint,
    B2_REGION: "us-east-1",
    B2_BUCKET: "bench",
    B2_KEY_ID: "bench",
    B2_APPLICATION_KEY: "bench-application-key",
    B2_PUBLIC_URL: PUBLIC_URL,
    PORT: "0",
  };
  const isReady = new RegExp(`"${until}".*\\n`);
  return await open(await productionFlags(), [main], environment, isReady, PATH);
}

/** The task `production` is the one place that names them, besides the image. */
export async function productionFlags(): Promise<readonly string[]> {
  const config = await Deno.readTextFile(new URL("../../../deno.json", import.meta.url));
  return /--v8-flags=\S+/.exec(JSON.parse(config).tasks.production.command) ?? [];
}

async function open(
  flags: readonly string[],
  args: readonly string[],
  env: Record<string, string>,
  isReady: RegExp,
  path: string,
): Promise<BotProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...DENO_RUN, ...flags, "-P=start", ...args],
    clearEnv: true,
    env: { ...denoEnvironment(), ...env },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const text = await readUntil([child.stdout, child.stderr], isReady);
  const port = /127\.0\.0\.1:(\d+)$/m.exec(text)?.[1] ?? /"port":(\d+)/.exec(text)?.[1];
  return {
    pid: child.pid,
    cpuMs: () => cpuMsOf(child.pid),
    webhook: `http://127.0.0.1:${port}${path}`,
    secret: SECRET,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.stdin.close().catch(() => {});
      await child.status;
    },
  };
}

/** Reads what a process says until it is ready, and goes on reading: a full pipe would stop the process. */
function readUntil(streams: ReadableStream<Uint8Array>[], isReady: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  let isOpen = false;
  const decoder = new TextDecoder();
  const readings = streams.map(async (stream) => {
    for await (const piece of stream) {
      if (isOpen) continue;
      text += decoder.decode(piece);
      isOpen = isReady.test(text);
      if (isOpen) resolve(text);
    }
  });
  Promise.all(readings).then(
    () => reject(new Error(`A bot did not start: ${text.slice(-2000)}`)),
    reject,
  );
  return promise;
}
