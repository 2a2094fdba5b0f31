import type { LocalTelegram, PageAction } from "@vitrine/local-telegram";
import type { Database } from "../../postgres/mod.ts";
import { getProduct } from "../../shop/mod.ts";
import { clearCacheFolder } from "../../storage/mod.ts";
import { BOT_USERNAME } from "../parts.ts";
import type { ShopRunner } from "./shop_runner.ts";

/** What the buttons break. */
export interface Breakable {
  readonly shop: ShopRunner;
  readonly telegram: LocalTelegram;
  readonly db: Database;
  /** The folder of the disk cache. */
  readonly cacheDir: string;
  /** Whether B2 is down. */
  readonly b2: { isDown: boolean };
  /** The product that was shown last. */
  lastShown(): string | undefined;
}

/** The buttons that break a part of the shop, and what they tell. */
export function breakingActions(parts: () => Breakable): PageAction[] {
  return [
    {
      id: "plug",
      label: "Pull the plug",
      hint: "Kills the shop with SIGKILL, deletes its disk cache, starts it again.",
      run: () => pullThePlug(parts()),
    },
    {
      id: "file-id",
      label: "Kill a file_id",
      hint: "Telegram refuses the file ids of the product that was shown last.",
      run: () => killFileIds(parts()),
    },
    {
      id: "b2",
      label: "Take B2 down, bring it back",
      hint: "B2 answers every request with 503, until you press again.",
      run: () => Promise.resolve(switchB2(parts())),
    },
    {
      id: "token",
      label: "New token",
      hint: "Telegram ends the bot's token. The shop starts again with a new one.",
      run: () => changeToken(parts()),
    },
  ];
}

async function pullThePlug({ shop, cacheDir }: Breakable): Promise<string> {
  const started = performance.now();
  await shop.killAndStart(() => clearCacheFolder(cacheDir));
  return `The shop was killed, its disk cache deleted, and it is open again after ${
    seconds(started)
  }. Look at a product: its picture is there, and what you sent meanwhile is answered.`;
}

async function killFileIds({ telegram, db, lastShown }: Breakable): Promise<string> {
  const productId = lastShown();
  const product = productId === undefined ? undefined : await getProduct(db, productId);
  const fileIds = Object.values(product?.images ?? {}).flatMap(({ fileId }) => fileId ?? []);
  if (product === undefined || fileIds.length === 0) {
    return "No file id is known yet. Look at a product first.";
  }
  for (const fileId of new Set(fileIds)) await telegram.control.killFileId(fileId, "dead");
  return `Telegram refuses the file ids of "${product.title}" now. Look at it again: the shop notices, and heals it.`;
}

function switchB2({ b2, telegram }: Breakable): string {
  b2.isDown = !b2.isDown;
  telegram.panels.show("stage", {
    title: b2.isDown ? "B2 is down" : "B2 is up",
    tone: b2.isDown ? "bad" : "good",
    key: "b2",
  });
  return b2.isDown
    ? "B2 is down. Look at products and sell one: all of it works. Press again to bring B2 back."
    : "B2 is back. A picture that waited is stored now.";
}

async function changeToken({ shop, telegram }: Breakable): Promise<string> {
  const started = performance.now();
  const [botId] = telegram.token.split(":");
  const token = `${botId}:${crypto.randomUUID()}`;
  const change = async () => {
    await telegram.control.addBot({ token, username: BOT_USERNAME });
  };
  await shop.killAndStart(change, { TELEGRAM_BOT_TOKEN: token });
  return `The old token is refused. The shop is open with a new one after ${
    seconds(started)
  }. It is the same bot, so its file ids live on, and nothing is uploaded again.`;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
