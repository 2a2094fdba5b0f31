import { join } from "node:path";
import { putBot } from "./acts/bots.ts";
import { createLocalControl } from "./acts/local_control.ts";
import type { LocalTelegram, LocalTelegramOptions } from "./control/control.ts";
import { createMethods } from "./methods/mod.ts";
import { PanelFeed } from "./page/panel_feed.ts";
import { BotApi } from "./server/bot_api.ts";
import { ControlHttp } from "./server/control_http.ts";
import { createRouter } from "./server/router.ts";
import { openWebServer } from "./server/web_server.ts";
import { WebhookDelivery } from "./server/webhooks.ts";
import { openBlobs } from "./state/blobs.ts";
import { CallLog } from "./state/call_log.ts";
import { createClock } from "./state/clock.ts";
import { Faults } from "./state/faults.ts";
import { FloodModel } from "./state/flood.ts";
import { openJournal } from "./state/journal.ts";
import type { Platform } from "./state/platform.ts";
import { createState } from "./state/records.ts";
import { Signal } from "./state/signal.ts";
import { UpdateQueue } from "./state/update_queue.ts";

/** The token of the first bot when none is given. It is not a secret: only this machine can reach the server. */
export const LOCAL_TOKEN = "7000000001:local-telegram-needs-no-secret-token";
const DEFAULT_USERNAME = "local_bot";

/**
 * Opens a local Telegram on 127.0.0.1: the Bot API below `/bot<token>/`, the control below `/control/`, the chat page
 * at `/`. With `dataDir`, everything survives a kill of the process, except the call log and the faults.
 *
 * Throws a `LocalTelegramError` with the code `listen_failed` when the port is taken.
 */
export async function openLocalTelegram(
  options: LocalTelegramOptions = {},
): Promise<LocalTelegram & AsyncDisposable> {
  const { dataDir, token = LOCAL_TOKEN, botUsername = DEFAULT_USERNAME } = options;
  const { botName = botUsername } = options;
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
    firstBotId: putBot(state, { token, username: botUsername, firstName: botName }).id,
  };
  const control = createLocalControl(platform);
  const panels = new PanelFeed(options.page ?? {}, platform.signal, clock.now);
  const port = await serve(opening, platform, { control, panels }, options.port ?? 0);
  const parts = opening.move();
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    control,
    panels,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function serve(
  parts: AsyncDisposableStack,
  platform: Platform,
  { control, panels }: { control: LocalTelegram["control"]; panels: PanelFeed },
  port: number,
): Promise<number> {
  const methods = createMethods({ polls: new Map(), pump: (botId) => webhooks.pump(botId) });
  const botApi = new BotApi(platform, methods);
  const webhooks = parts.use(
    new WebhookDelivery(platform, (bot, method, params) => botApi.execute(bot, method, params)),
  );
  const router = createRouter({
    platform,
    botApi,
    panels,
    control: new ControlHttp(platform, control),
  });
  const server = parts.use(await openWebServer(port, router));
  platform.faults.onDrop = server.closeIdle;
  // This is disposed first: waits fail and held calls continue before their connections close.
  parts.defer(() => {
    platform.signal.close(new Error("The local Telegram is closing"));
    platform.faults.clear();
  });
  for (const bot of platform.state.bots.values()) webhooks.pump(bot.id);
  return server.port;
}
