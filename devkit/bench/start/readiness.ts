import type { BenchContext, Measurement } from "../bench.ts";
import { medianOfRounds } from "../rounds.ts";
import { openBotApi } from "../view/bot_api.ts";
import { openPlainBot, openShop } from "../view/processes.ts";
import { openWorld, withEvents } from "./world.ts";

const FEW = 10;
/** Each look costs CPU time of the start. */
const LOOK_AGAIN_MS = 10;

/** From the start of the process until `/readyz` answers 200, for a shop with few products and with many. */
export async function measureStart(context: BenchContext): Promise<Measurement[]> {
  const { quick, rounds } = context;
  const many = quick ? 1_000 : 100_000;
  await using api = openBotApi();
  context.say(`Making the events of ${many.toLocaleString("en")} products`);
  await using small = await openWorld(context, FEW, withEvents);
  await using large = await openWorld(context, many, withEvents);
  const parts = [small, large].map(({ database: { url: databaseUrl }, b2Endpoint }) => ({
    ...{ databaseUrl, b2Endpoint, apiRoot: api.url, picture: "" },
  }));
  // The first start makes the queue's tables, and builds the columns for this bot.
  for (const each of parts) await timeShop(each);
  context.say("starts");
  const figures = await medianOfRounds(rounds, async () => ({
    small: await timeShop(parts[0]!),
    large: await timeShop(parts[1]!),
    plain: await timePlain(parts[0]!),
  }));
  const control = { what: "a bot of grammY alone", value: figures.plain };
  const line = (products: number, ours: number): Measurement => ({
    what: `start until /readyz 200, ${products.toLocaleString("en")} products`,
    ...{ ours, control, unit: "ms", goal: { by: "gap", atMost: 600 } },
  });
  return [line(FEW, figures.small), line(many, figures.large)];
}

type Parts = Parameters<typeof openShop>[0] & { readonly picture: string };

/** A host asks from the moment on at which the port is open. The commands menu is published after that. */
async function timeShop(parts: Parts): Promise<number> {
  const startedMs = performance.now();
  await using shop = await openShop(parts, "http_listening");
  const readyz = new URL("/readyz", shop.webhook);
  while (!await answersWell(readyz)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return performance.now() - startedMs;
}

/** It listens when it knows who it is. */
async function timePlain(parts: Parts): Promise<number> {
  const startedMs = performance.now();
  await using _bot = await openPlainBot({ ...parts, way: "known" });
  return performance.now() - startedMs;
}

async function answersWell(url: URL): Promise<boolean> {
  const { ok, body } = await fetch(url);
  await body?.cancel();
  return ok;
}
