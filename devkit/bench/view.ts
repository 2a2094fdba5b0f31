import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { medianOfRounds, percentile } from "./rounds.ts";
import type { BotApi } from "./view/bot_api.ts";
import { createLoad, type View } from "./view/load.ts";
import { type BotProcess, openPlainBot, openShop } from "./view/processes.ts";
import { openWorld, PRODUCTS } from "./view/world.ts";

const VIEWS: readonly View[] = ["open", "turn", "browse"];
const RATES = [20, 50];

interface Bots {
  readonly shop: BotProcess;
  readonly known: BotProcess;
  readonly asking: BotProcess;
}

/** Views by webhook, each bot in a process of its own. */
export const view: Bench = {
  about: "a view of a product, beside bots of grammY alone",
  async measure(context) {
    context.note(
      `${PRODUCTS} products; the Bot API is a server that keeps nothing: the local Telegram is slower`,
    );
    return [...await near(context), ...await far(context)];
  },
};

async function near(context: BenchContext): Promise<Measurement[]> {
  const { quick, rounds, say } = context;
  await using world = await openWorld(context);
  const { api } = world;
  await using shop = await openShop({ ...world, apiRoot: api.url });
  const plain = { ...world, apiRoot: api.url };
  await using known = await openPlainBot({ ...plain, way: "known" });
  await using asking = await openPlainBot({ ...plain, way: "asking" });
  const bots: Bots = { shop, known, asking };
  // The p99 of fewer views is decided by one or two of them.
  const seconds = quick ? 2 : 15;
  say("Warming up");
  for (const bot of Object.values(bots)) await warmUp(api, bot, quick ? 0.5 : 1.5);
  const figures = await medianOfRounds(rounds, async (round) => {
    say(`near, round ${round} of ${rounds}`);
    return { ...await steady(api, bots, seconds), ...await saturated(api, bots, quick ? 1 : 3) };
  });
  return [...gapLines(figures), ...saturationLines(figures)];
}

async function warmUp(api: BotApi, bot: BotProcess, seconds: number): Promise<void> {
  const load = createLoad(api, bot, PRODUCTS);
  for (const view of VIEWS) await load.saturate(view, seconds);
}

async function steady(api: BotApi, { shop, known }: Bots, seconds: number) {
  const figures: Record<string, number> = {};
  for (const view of ["open", "turn"] as const) {
    for (const rate of RATES) {
      for (const [name, bot] of Object.entries({ shop, known })) {
        // Fewer seconds still give more views than at the lower rate.
        const lasts = rate > 20 ? seconds / 2 : seconds;
        const times = await createLoad(api, bot, PRODUCTS).steady(view, rate, lasts);
        figures[`${name} ${view} ${rate} p50`] = percentile(times, 0.5);
        figures[`${name} ${view} ${rate} p99`] = percentile(times, 0.99);
      }
    }
  }
  return figures;
}

async function saturated(api: BotApi, bots: Bots, seconds: number) {
  const figures: Record<string, number> = {};
  for (const view of VIEWS) {
    for (const [name, bot] of Object.entries(bots)) {
      const cpuMs = await bot.cpuMs();
      const { views, perSecond } = await createLoad(api, bot, PRODUCTS).saturate(view, seconds);
      figures[`${name} ${view}`] = perSecond;
      figures[`${name} ${view} cpu`] = (await bot.cpuMs() - cpuMs) / views;
    }
  }
  return figures;
}

function gapLines(figures: Readonly<Record<string, number>>): Measurement[] {
  return (["open", "turn"] as const).flatMap((view) =>
    RATES.flatMap((rate) =>
      ["p50", "p99"].map((share): Measurement => ({
        what: `${view}, ${rate}/s, ${share}`,
        ours: figures[`shop ${view} ${rate} ${share}`]!,
        control: {
          what: "a bot that knows the file id",
          value: figures[`known ${view} ${rate} ${share}`]!,
        },
        unit: "ms",
        goal: { by: "gap", atMost: share === "p99" ? 8 : view === "open" ? 1.5 : 2 },
      }))
    )
  );
}

function saturationLines(figures: Readonly<Record<string, number>>): Measurement[] {
  return VIEWS.flatMap((view): Measurement[] => {
    const what = `${view}, as many as possible`;
    const ours = figures[`shop ${view}`]!;
    return [
      {
        ...{ what, ours, unit: "views/s" },
        control: { what: "a bot that asks PostgreSQL once", value: figures[`asking ${view}`]! },
        goal: { by: "ratio", atLeast: 0.8 },
      },
      {
        ...{ what, ours, unit: "views/s" },
        control: { what: "a bot that knows the file id", value: figures[`known ${view}`]! },
      },
      {
        ...{ what: `${view}, CPU of the bot`, ours: figures[`shop ${view} cpu`]!, unit: "ms" },
        control: { what: "a bot that asks PostgreSQL once", value: figures[`asking ${view} cpu`]! },
      },
    ];
  });
}

/** Telegram and B2 far away. The one way to Telegram, which every call goes, is not counted. */
async function far(context: BenchContext): Promise<Measurement[]> {
  const { network, quick, rounds, say } = context;
  await using world = await openWorld(context);
  const { telegramRoundTripMs, b2RoundTripMs } = network;
  await using telegram = await network.open({
    target: world.api.url,
    roundTripMs: telegramRoundTripMs,
  });
  await using b2 = await network.open({ target: world.b2Endpoint, roundTripMs: b2RoundTripMs });
  const parts = { ...world, apiRoot: telegram.url, picture: `${b2.url}/bench/cover.jpg` };
  await using shop = await openShop({ ...parts, b2Endpoint: b2.url });
  await using older = await openPlainBot({ ...parts, way: "older" });
  const views = ["open", "turn"] as const;
  const figures = await medianOfRounds(rounds, async (at) => {
    say(`far, round ${at} of ${rounds}`);
    const round: Record<string, number> = {};
    for (const view of views) {
      for (const [name, bot] of Object.entries({ shop, older })) {
        const times = await createLoad(world.api, bot, PRODUCTS).steady(view, 10, quick ? 2 : 4);
        round[`${name} ${view}`] = percentile(times, 0.5) - telegramRoundTripMs / 2;
      }
    }
    return round;
  });
  return views.map((view) => ({
    what: `${view}, Telegram and B2 far away, until the picture call`,
    ours: figures[`shop ${view}`]!,
    control: { what: "the older way: download and upload", value: figures[`older ${view}`]! },
    unit: "ms",
    goal: { by: "times", atLeast: 30 },
  }));
}
