import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { cpuMsOfServer } from "./cpu.ts";
import { medianOfRounds } from "./rounds.ts";
import { createLoad, type Target, type View } from "./view/load.ts";
import { type BotProcess, openShop } from "./view/processes.ts";
import { openWorld, PRODUCTS, type World } from "./view/world.ts";

const VIEWS: readonly View[] = ["open", "turn", "browse"];
const COUNTS = [1, 2, 4] as const;

/** Views of several processes of one shop. The load goes round, as behind a load balancer. */
export const replicas: Bench = {
  about: "views by webhook with 1, 2 and 4 processes of the shop, beside one process",
  async measure(context) {
    context.note(
      "No goals. All processes, PostgreSQL and the load share this machine: compare the CPU time",
    );
    await using stack = new AsyncDisposableStack();
    const world = stack.use(await openWorld(context));
    const shops: BotProcess[] = [];
    for (let n = 0; n < Math.max(...COUNTS); n++) {
      context.say(`Starting process ${n + 1}`);
      shops.push(stack.use(await openShop({ ...world, apiRoot: world.api.url })));
    }
    for (const shop of shops) await warmUp(context, world, shop);
    const figures = await medianOfRounds(context.rounds, async (round) => {
      const all: Record<string, number> = {};
      for (const count of COUNTS) {
        context.say(`round ${round} of ${context.rounds}: processes: ${count}`);
        Object.assign(all, await measureCount(context, world, shops.slice(0, count)));
      }
      return all;
    });
    return VIEWS.flatMap((view) => COUNTS.flatMap((count) => linesOf(view, count, figures)));
  },
};

async function warmUp({ quick }: BenchContext, { api }: World, shop: BotProcess): Promise<void> {
  for (const view of VIEWS) await createLoad(api, shop, PRODUCTS).saturate(view, quick ? 0.5 : 1.5);
}

async function measureCount(
  { quick }: BenchContext,
  { api, db }: World,
  shops: readonly BotProcess[],
): Promise<Record<string, number>> {
  const cpu = async () => {
    const bots = await Promise.all(shops.map((shop) => shop.cpuMs()));
    return { bots: bots.reduce((sum, ms) => sum + ms), server: await cpuMsOfServer(db) };
  };
  const figures: Record<string, number> = {};
  for (const view of VIEWS) {
    const before = await cpu();
    const load = createLoad(api, inTurn(shops), PRODUCTS);
    const { views, perSecond } = await load.saturate(view, quick ? 1 : 4);
    const after = await cpu();
    const key = keyOf(view, shops.length);
    figures[key] = perSecond;
    figures[`${key} bots`] = (after.bots - before.bots) / views;
    figures[`${key} server`] = (after.server - before.server) / views;
  }
  return figures;
}

/** Each update goes to the next process. All have the same secret. */
function inTurn(shops: readonly BotProcess[]): Target {
  let next = 0;
  return {
    get webhook() {
      return shops[next++ % shops.length]!.webhook;
    },
    secret: shops[0]!.secret,
  };
}

function keyOf(view: View, count: number): string {
  return `${view} ${count}`;
}

function linesOf(view: View, count: number, figures: Record<string, number>): Measurement[] {
  const line = (what: string, unit: string, suffix: string): Measurement => ({
    ...{ what, unit, ours: figures[`${keyOf(view, count)}${suffix}`]! },
    ...(count > 1 && {
      control: { what: "one process", value: figures[`${keyOf(view, 1)}${suffix}`]! },
    }),
  });
  const name = `${view}, processes: ${count}`;
  return [
    line(`${name}, as many as possible`, "views/s", ""),
    line(`${name}, CPU of the bots for each view`, "ms", " bots"),
    line(`${name}, CPU of PostgreSQL for each view`, "ms", " server"),
  ];
}
