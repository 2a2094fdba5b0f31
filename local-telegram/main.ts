/**
 * The command: serves a local Telegram until it gets SIGINT or SIGTERM. The exit code is 0 after a normal stop, 1 when
 * the server cannot open, 2 for a wrong option.
 * @module
 */
import { parseArgs } from "node:util";
import { LocalTelegramError, openLocalTelegram } from "./src/mod.ts";

const HELP = `Serves a Telegram Bot API on 127.0.0.1 for developers and tests.

  --port N    listens on this port (8081 if left out; 0 for a free one)
  --data DIR  keeps chats, files and updates in this folder; without it, they
              are in memory
  --help, -h  prints this text

The permission set "serve" allows DIR inside local-telegram/data/. For another
folder run with --allow-read=DIR --allow-write=DIR.`;

interface Options {
  readonly port: number;
  readonly dataDir?: string;
}

/** A wrong option. */
class UsageError extends Error {}

/** Reads the options; undefined when help is wanted. */
function readOptions(args: readonly string[]): Options | undefined {
  const { port, data, help } = parse(args);
  if (help === true) return undefined;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, but is "${port}"`);
  }
  if (data === "") throw new UsageError("--data must name a folder");
  return { port: Number(port), ...(data === undefined ? {} : { dataDir: data }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "8081" },
        data: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}

async function serve(options: Options): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  await using telegram = await openLocalTelegram(options);
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  console.log(`Bot API root: ${telegram.url}
Bot token:    ${telegram.token}
Chat page:    ${telegram.url}/
Data:         ${options.dataDir ?? "in memory"}
Stop with Ctrl+C.`);
  await stopped;
  for (const signal of signals) Deno.removeSignalListener(signal, stop);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPortTaken = error instanceof LocalTelegramError && error.code === "listen_failed";
  return isPortTaken ? `${error.message}\nChoose another port with --port.` : error.message;
}

async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === undefined) console.log(HELP);
    else await serve(options);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    if (!(error instanceof UsageError)) return 1;
    console.error(`\n${HELP}`);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await run(Deno.args));
