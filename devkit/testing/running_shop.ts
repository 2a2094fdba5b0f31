/**
 * Runs a shop on the settings of its world: in this process, or in a process of its own.
 * @module
 */
import { type AppOptions, openApp } from "../../src/app.ts";
import { secretsOf } from "../../src/config.ts";
import { openLog } from "../../src/log.ts";
import { type LogLine, openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import { testConfig } from "./config.ts";
import { openSharedRenderer } from "./shared_renderer.ts";
import { collectLog, keepLines, keepSecrets } from "./log_files.ts";

/** A shop that runs. */
export interface RunningShop {
  /** Absent if it runs in this process. */
  readonly process?: ShopProcess;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Where a shop in this process writes its log and SQL, and how it calls others. */
export interface PartsOptions extends Pick<AppOptions, "b2" | "limits"> {
  readonly log: LogLine[];
  readonly statements: string[];
}

/** Starts the shop in this process. */
export async function startParts(
  environment: Readonly<Record<string, string>>,
  { log, statements, ...others }: PartsOptions,
): Promise<RunningShop> {
  await using stack = new AsyncDisposableStack();
  stack.use(await openSharedLog(log));
  const config = testConfig(environment);
  const { databaseUrl, telegram } = config;
  if (databaseUrl === undefined || telegram === undefined || config.b2 === undefined) {
    throw new TypeError("The world has no settings for the shop");
  }
  keepSecrets(secretsOf(config));
  const outside = { databaseUrl, telegram, b2: config.b2 };
  const onStatement = (sql: string) => void statements.push(sql);
  const renderer = config.imageEngine === "sharp" ? stack.use(openSharedRenderer()) : undefined;
  const options = { onStatement, renderer, ...others };
  stack.use(await openApp(config, outside, new AbortController().signal, options));
  const parts = stack.move();
  const kill = () => Promise.reject(new TypeError("Only a process can be killed"));
  return { stop: () => parts.disposeAsync(), kill };
}

const open: LogLine[][] = [];
let sharedLog: AsyncDisposable | undefined;

/** All shops of this process share one log. The shop that opened last gets the lines; all are kept for the scan. */
async function openSharedLog(log: LogLine[]): Promise<AsyncDisposable> {
  open.push(log);
  const write = (line: string) => {
    keepLines(line);
    open.at(-1)?.push(JSON.parse(line) as LogLine);
  };
  sharedLog ??= await openLog({ level: "trace", format: "json", write });
  return {
    [Symbol.asyncDispose]: async () => {
      open.splice(open.lastIndexOf(log), 1);
      if (open.length > 0) return;
      await sharedLog?.[Symbol.asyncDispose]();
      sharedLog = undefined;
      await collectLog();
    },
  };
}

/** Starts main.ts. Its log is added to `log` when it has ended. */
export async function startProcess(
  environment: Readonly<Record<string, string>>,
  log: LogLine[],
  by: readonly string[] = [],
): Promise<RunningShop> {
  const process = await openShopProcess({ environment, by });
  const keep = () => void log.push(...process.log);
  return {
    process,
    stop: async () => {
      const code = await process.stop();
      keep();
      if (code !== 0) throw new Error(`The shop failed at its stop: it exited with ${code}`);
    },
    kill: async () => {
      await process.kill();
      keep();
    },
  };
}
