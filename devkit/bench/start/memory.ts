import { residentBytes } from "../../world/memory.ts";
import type { BenchContext, Measurement } from "../bench.ts";
import { medianOfRounds } from "../rounds.ts";
import { openBotApi } from "../view/bot_api.ts";
import { createLoad } from "../view/load.ts";
import { type BotProcess, openPlainBot, openShop } from "../view/processes.ts";
import { onSale, openWorld } from "./world.ts";

const PRODUCTS = 1000;

/** The memory of a process after many views. */
export async function measureMemory(context: BenchContext): Promise<Measurement[]> {
  const views = context.quick ? 1_000 : 10_000;
  await using world = await openWorld(context, PRODUCTS, onSale);
  await using api = openBotApi();
  const parts = {
    ...{ databaseUrl: world.database.url, b2Endpoint: world.b2Endpoint },
    ...{ apiRoot: api.url, picture: "" },
  };
  const resident = async (bot: BotProcess) => {
    const load = createLoad(api, bot, PRODUCTS);
    for (let seen = 0; seen < views;) seen += (await load.saturate("open", 1)).views;
    return await residentBytes(bot.pid) / 2 ** 20;
  };
  const figures = await medianOfRounds(context.rounds, async () => {
    await using shop = await openShop(parts);
    await using plain = await openPlainBot({ ...parts, way: "asking" });
    await using flagged = await openPlainBot({ ...parts, way: "asking" }, "production");
    const each = { ours: await resident(shop), plain: await resident(plain) };
    return { ...each, flagged: await resident(flagged) };
  });
  const control = "a bot of grammY that asks PostgreSQL once";
  const what = `memory after ${views.toLocaleString("en")} views`;
  const { ours, plain, flagged } = figures;
  return [
    {
      ...{ what, ours, unit: "MiB", goal: { by: "ratio", atMost: 1.15 } },
      control: { what: `${control}, as its documentation starts it`, value: plain },
    },
    // It shows how much of the first ratio the flags make. A goal for it would reward a shop without flags.
    {
      what,
      ours,
      unit: "MiB",
      control: { what: `${control}, with the shop's V8 flags`, value: flagged },
    },
  ];
}
