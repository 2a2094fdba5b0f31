/**
 * The stage of a shop that has no bot token: the chat page with its panels, and the shop in a process of its own. The
 * parts stay open while the shop is killed and started again.
 * @module
 */
import type { LocalTelegram } from "@vitrine/local-telegram";
import type { Config, OutsideParts } from "../../config.ts";
import { openDatabase } from "../../postgres/mod.ts";
import { openMissingParts, type Say } from "../missing_parts.ts";
import { type Breakable, breakingActions } from "./breaking.ts";
import { sampleAction } from "./samples.ts";
import { type LogLine, ShopRunner } from "./shop_runner.ts";
import { WORDS } from "./words.ts";
import { Xray, XRAY_PANELS } from "./xray.ts";

/** What the page's buttons need, as soon as it is open. */
interface Held {
  parts?: Breakable;
  telegram?: LocalTelegram;
  xray?: Xray;
}

/** Opens the parts and runs the shop until it is told to stop, or ends by itself. Returns its exit code. */
export async function runOnStage(
  config: Config,
  say: Say,
  stopped: AbortSignal,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const b2 = { isDown: false };
  const held: Held = {};
  const open = () => held.parts;
  const actions = [sampleAction(open), ...breakingActions(open)];
  const outside = stack.use(
    await openMissingParts(config, say, {
      page: {
        sides: [WORDS.seller, WORDS.buyer],
        panels: [{ id: "stage", title: WORDS.stage, actions }, ...XRAY_PANELS],
      },
      onTelegram: (opened) => held.telegram = opened,
      watchS3: (method, path) => {
        if (!b2.isDown) held.xray?.request(method, path);
        return !b2.isDown;
      },
    }),
  );
  const db = stack.use(openDatabase({ url: outside.databaseUrl, maxConnections: 2 }));
  const telegram = held.telegram!;
  const xray = held.xray = new Xray(telegram.panels, db);
  const shop = stack.use(new ShopRunner(settingsOf(config, outside), (line) => onLine(line)));
  const lastShown = () => xray.lastShown;
  held.parts = { shop, telegram, db, cacheDir: config.cache.dir, b2, lastShown };
  const closing = new AbortController();
  let following: Promise<void> | undefined;
  stack.defer(async () => {
    closing.abort();
    await following;
  });
  const onLine = (line: LogLine) => {
    // The tables exist when the shop is open.
    if (line.event === "open_for_business") following ??= xray.follow(closing.signal);
    void xray.line(line).catch(() => {});
  };
  shop.start();
  stopped.addEventListener("abort", () => shop.stop(), { once: true });
  return await shop.ended;
}

/** The settings by which the shop's process finds the parts that run here. It inherits all others. */
function settingsOf(config: Config, { databaseUrl, telegram, b2 }: OutsideParts) {
  return {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    ...(config.databaseUrl === undefined && { DATABASE_URL: databaseUrl }),
    ...(config.b2 === undefined && {
      B2_ENDPOINT: b2.endpoint,
      B2_REGION: b2.region,
      B2_BUCKET: b2.bucket,
      B2_KEY_ID: b2.keyId,
      B2_APPLICATION_KEY: b2.applicationKey,
    }),
  };
}
