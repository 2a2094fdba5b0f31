import type { Bench, BenchContext, Measurement } from "./bench.ts";
import type { BenchDatabase } from "./database.ts";
import { type EventOrder, EVENTS_A_PRODUCT, writeHistory } from "./history.ts";
import { measureBeside } from "./log_beside.ts";
import { measureGrowth } from "./log_growth.ts";
import { measureDrift, measureProjection, measureSingles } from "./projection.ts";
import { medianOfRounds } from "./rounds.ts";

/** Appends that wait beside a replay have connections of their own. */
const CONNECTIONS = 12;

/** Replay and verify, in the order of a shop and scattered, in a growing log, and beside appends. */
export const log: Bench = {
  about: "replay and verify, beside a COPY of the same events, and appends beside a replay",
  async measure(context) {
    const most = context.quick ? 10_000 : 1_000_000;
    context.note(`${most.toLocaleString("en")} events, ${EVENTS_A_PRODUCT} of each product`);
    return [
      ...await measureShop(context, most),
      ...await measureScattered(context, most),
      ...await measureGrowth(context, [most / 10, most * 3]),
    ];
  },
};

/** What has no control of its own is measured once, on the log of the last round. */
async function measureShop(context: BenchContext, events: number): Promise<Measurement[]> {
  await using bench = await context.openDatabase(CONNECTIONS);
  const { db } = bench;
  const figures = await measureOrder(context, bench, "shop", events);
  context.say("Replay of one product");
  const oneProductMs = await measureSingles(db);
  context.say("Verify, every row drifts");
  const drifting = await measureDrift(db);
  return [
    ...linesOf(figures, "shop"),
    {
      ...{ what: "verify, every row drifts", unit: "s", ours: drifting },
      control: copyOf(figures),
    },
    {
      ...{ what: "replay of one product, median", unit: "ms", ours: oneProductMs },
      goal: { by: "ours", atMost: 5 },
    },
    {
      ...{ what: "client's memory, growth by replay and verify", unit: "MiB" },
      ...{ ours: figures.clientBytes / 2 ** 20, goal: { by: "ours", atMost: 64 } },
    },
    ...await measureBeside(context, db),
  ];
}

/** This order is only shown: one round is enough. */
async function measureScattered(context: BenchContext, events: number): Promise<Measurement[]> {
  await using bench = await context.openDatabase(1);
  const figures = await measureOrder({ ...context, rounds: 1 }, bench, "scattered", events);
  return linesOf(figures, "scattered").map(({ goal: _, ...line }) => line);
}

type Figures = Awaited<ReturnType<typeof measureProjection>>;

/** The events are made once. Each round copies them into an empty log. */
async function measureOrder(
  { rounds, say }: BenchContext,
  { db, file }: BenchDatabase,
  order: EventOrder,
  events: number,
): Promise<Figures> {
  say(`Making ${events.toLocaleString("en")} events, order: ${order}`);
  await writeHistory(db, events, file, order);
  return await medianOfRounds(
    rounds,
    (round) => measureProjection(db, file, (line) => say(`round ${round} of ${rounds}: ${line}`)),
  );
}

function linesOf(figures: Figures, order: EventOrder): Measurement[] {
  const line = (what: string, ours: number, atMost: number): Measurement => ({
    ...{ what: `${what}; order: ${order}`, ours, unit: "s" },
    ...{ control: copyOf(figures), goal: { by: "ratio", atMost } },
  });
  return [
    line("replay, every row changes", figures.replaySeconds, 0.2),
    line("replay, nothing changes", figures.nothingSeconds, 0.08),
    line("verify", figures.verifySeconds, 0.05),
  ];
}

function copyOf({ copySeconds }: Figures) {
  return { what: "COPY of the same events into the same table", value: copySeconds };
}
