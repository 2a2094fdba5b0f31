import { within } from "../../../src/std/mod.ts";
import type { BotApi } from "./bot_api.ts";

/** A kind of view. */
export type View = "open" | "turn" | "browse";

/** Where a bot takes updates. */
export interface Target {
  readonly webhook: string;
  readonly secret: string;
}

/** Views of many users, each of whom waits for nobody else. */
export interface Load {
  /** Sends so many views a second, for so long. Returns how long each took, from the update to its picture call, in ms. */
  steady(view: View, perSecond: number, seconds: number): Promise<number[]>;
  /** Sends as many as the bot can answer, for so long. */
  saturate(
    view: View,
    seconds: number,
  ): Promise<{ readonly views: number; readonly perSecond: number }>;
}

/** So many views are under way at the same time. */
const AT_ONCE = 32;

/** A bot that shows no picture so long after the last update has lost one: the benchmark fails instead of waiting. */
const LATEST_MS = 60_000;

let lastUpdate = 1000;

/** Makes the load for a bot. Its products are `TBF-0000000` and so on. */
export function createLoad(api: BotApi, target: Target, products: number): Load {
  const waiting = new Map<number, (atMs: number) => void>();
  api.onPicture = ({ chatId, atMs }) => {
    waiting.get(chatId)?.(atMs);
    waiting.delete(chatId);
  };

  async function one(view: View): Promise<number> {
    const id = ++lastUpdate;
    const chatId = 1_000_000 + id;
    const product = `TBF-${String(id * 7919 % products).padStart(7, "0")}`;
    const { promise, resolve } = Promise.withResolvers<number>();
    waiting.set(chatId, resolve);
    const body = JSON.stringify(updateOf(view, id, chatId, product));
    const startedMs = performance.now();
    const response = await fetch(target.webhook, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-telegram-bot-api-secret-token": target.secret,
      },
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${target.webhook} answered ${view} with ${response.status}`);
    return await promise - startedMs;
  }

  return {
    async steady(view, perSecond, seconds) {
      const count = Math.round(perSecond * seconds);
      const startedMs = performance.now();
      const views: Promise<number>[] = [];
      for (let n = 0; n < count; n++) {
        const waitMs = startedMs + n * 1000 / perSecond - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        views.push(one(view));
      }
      return await within(LATEST_MS, () => Promise.all(views));
    },
    async saturate(view, seconds) {
      const startedMs = performance.now();
      const endMs = startedMs + seconds * 1000;
      let views = 0;
      const viewers = Array.from({ length: AT_ONCE }, async () => {
        while (performance.now() < endMs) {
          await one(view);
          views++;
        }
      });
      await within(seconds * 1000 + LATEST_MS, () => Promise.all(viewers));
      return { views, perSecond: views / (performance.now() - startedMs) * 1000 };
    },
  };
}

/** An update of a user who has not been seen before. */
export function updateOf(view: View, update_id: number, chatId: number, product: string): object {
  const from = {
    id: chatId,
    is_bot: false,
    first_name: "Ann",
    language_code: "en",
    username: `ann${chatId}`,
  };
  const chat = { id: chatId, type: "private", first_name: "Ann" };
  const head = { message_id: 5, date: 1_760_000_000, chat };
  if (view !== "turn") {
    const [command, rest] = view === "open" ? ["/start", ` ${product}`] : ["/browse", ""];
    const entities = [{ type: "bot_command", offset: 0, length: command!.length }];
    return { update_id, message: { ...head, from, text: `${command}${rest}`, entities } };
  }
  const message = { ...head, photo: [], caption: "Lamp" };
  const callback = {
    id: String(update_id),
    from,
    message,
    chat_instance: "1",
    data: `b:n:${product}`,
  };
  return { update_id, callback_query: callback };
}
