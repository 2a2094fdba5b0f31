import { join } from "node:path";
import { openBlobs } from "./blobs.ts";
import { BotApi } from "./bot_api.ts";
import { putBot } from "./bots.ts";
import { CallLog } from "./call_log.ts";
import { createClock } from "./clock.ts";
import type { LocalTelegram, LocalTelegramOptions } from "./control.ts";
import { ControlHttp } from "./control_http.ts";
import { Faults } from "./faults.ts";
import { FloodModel } from "./flood.ts";
import { openJournal } from "./journal.ts";
import { createLocalControl } from "./local_control.ts";
import { createMethods } from "./methods/mod.ts";
import type { Platform } from "./platform.ts";
import { createState } from "./records.ts";
import { createRouter } from "./router.ts";
import { Signal } from "./signal.ts";
import { UpdateQueue } from "./update_queue.ts";
import { openWebServer } from "./web_server.ts";
import { WebhookDelivery } from "./webhooks.ts";

/** The token of the bot that is there when none is named; no secret, for the server is this machine's alone. */
export const LOCAL_TOKEN = "7000000001:local-telegram-needs-no-secret-token";
const DEFAULT_USERNAME = "vitrine_bot";

/**
 * Opens a Telegram of its own on 127.0.0.1: the Bot API under `/bot<token>/`, the control under `/control/`, the
 * chat page at `/`. With `dataDir`, all but the call log and the faults survives a kill of the process.
 * Throws `ListenFailed` when the port is taken.
 */
export async function openLocalTelegram(
  options: LocalTelegramOptions = {},
): Promise<LocalTelegram & AsyncDisposable> {
  const { dataDir, token = LOCAL_TOKEN, botUsername = DEFAULT_USERNAME } = options;
  await using opening = new AsyncDisposableStack();
  const journal = opening.use(await openJournal(dataDir));
  const state = createState(journal);
  const clock = createClock(options.now ?? Date.now);
  const platform: Platform = {
    state,
    blobs: await openBlobs(dataDir === undefined ? undefined : join(dataDir, "files")),
    clock,
    signal: new Signal(),
    updates: new UpdateQueue(state),
    calls: new CallLog(),
    faults: new Faults(clock),
    flood: new FloodModel(),
    firstBotId: putBot(state, { token, username: botUsername }).id,
  };
  const control = createLocalControl(platform);
  const port = await serve(opening, platform, control, options.port ?? 0);
  const parts = opening.move();
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    control,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function serve(
  parts: AsyncDisposableStack,
  platform: Platform,
  control: LocalTelegram["control"],
  port: number,
): Promise<number> {
  const methods = createMethods({ polls: new Map(), pump: (botId) => webhooks.pump(botId) });
  const botApi = new BotApi(platform, methods);
  const webhooks = parts.use(
    new WebhookDelivery(platform, (bot, method, params) => botApi.execute(bot, method, params)),
  );
  const router = createRouter({ platform, botApi, control: new ControlHttp(platform, control) });
  const server = parts.use(await openWebServer(port, router));
  platform.faults.onDrop = server.closeIdle;
  // Disposed first: whoever waits is told, and held calls go on, before their connections close.
  parts.defer(() => {
    platform.signal.close(new Error("The local Telegram is closing"));
    platform.faults.clear();
  });
  for (const bot of platform.state.bots.values()) webhooks.pump(bot.id);
  return server.port;
}
