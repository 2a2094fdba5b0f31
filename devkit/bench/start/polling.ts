import { openShopProcess } from "../../world/shop_process.ts";
import type { BenchContext, Measurement } from "../bench.ts";
import { medianOfRounds, percentile } from "../rounds.ts";
import { openBotApi } from "../view/bot_api.ts";
import { createLoad, updateOf } from "../view/load.ts";
import { openShop, productionFlags } from "../view/processes.ts";
import { Updates } from "./updates.ts";
import { onSale, openWorld } from "./world.ts";

const PRODUCTS = 1000;
const PER_SECOND = 20;

/** Views with Telegram far away, by polling and by webhook: from the update at Telegram to the picture call there. */
export async function measurePolling(context: BenchContext): Promise<Measurement[]> {
  const { network, quick, rounds } = context;
  const roundTripMs = network.telegramRoundTripMs;
  const seconds = quick ? 2 : 5;
  await using world = await openWorld(context, PRODUCTS, onSale);
  const { database: { url: databaseUrl }, b2Endpoint, environment } = world;
  const flags = await productionFlags();
  const webhook = async () => {
    await using api = openBotApi();
    await using telegram = await network.open({ target: api.url, roundTripMs });
    await using shop = await openShop({ databaseUrl, b2Endpoint, apiRoot: telegram.url });
    const { origin, pathname } = new URL(shop.webhook);
    await using way = await network.open({ target: origin, roundTripMs });
    const target = { ...shop, webhook: `${way.url}${pathname}` };
    return await createLoad(api, target, PRODUCTS).steady("open", PER_SECOND, seconds);
  };
  const polling = async () => {
    await using api = new Updates();
    await using telegram = await network.open({ target: api.url, roundTripMs });
    await using _shop = await openShopProcess({
      flags,
      environment: { ...environment, TELEGRAM_API_ROOT: telegram.url },
    });
    return await api.steady(
      (id, chatId) => {
        const product = `TBF-${String(id * 7919 % PRODUCTS).padStart(7, "0")}`;
        return updateOf("open", id, chatId, product);
      },
      PER_SECOND,
      seconds,
    );
  };
  const figures = await medianOfRounds(rounds, async () => ({
    ours: percentile(await polling(), 0.5),
    webhook: percentile(await webhook(), 0.5),
  }));
  return [{
    what: `open, far, ${PER_SECOND}/s, by polling, p50`,
    ours: figures.ours,
    control: { what: "the same by webhook", value: figures.webhook },
    ...{ unit: "ms", goal: { by: "gap", atMost: 5 } },
  }];
}
