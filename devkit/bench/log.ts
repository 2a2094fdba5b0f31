import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { type EventOrder, EVENTS_A_PRODUCT } from "./history.ts";
import { measureBeside } from "./log_beside.ts";
import { measureProjection } from "./projection.ts";
import { medianOfRounds } from "./rounds.ts";

const COPY = "COPY of the same events into the same table";

/** Replay and verify, in the order of a shop and scattered, in a growing log, and beside appends. */
export const log: Bench = {
  about: "replay and verify, beside a COPY of the same events, and appends beside a replay",
  async measure(context) {
    const most = context.quick ? 10_000 : 1_000_000;
    context.note(`${most.toLocaleString("en")} events, ${EVENTS_A_PRODUCT} of each product`);
    return [
      ...await measureSize(context, "shop", most),
      ...await measureSize(context, "scattered", most),
      ...await measureGrowth(context, most),
      ...await measureBeside(context),
    ];
  },
};

function figuresOf({ openDatabase, say }: BenchContext, order: EventOrder, events: number) {
  return async () => {
    await using bench = await openDatabase(2);
    const { drift, oneProductMs, ...rest } = await measureProjection(
      bench.db,
      events,
      bench.file,
      order,
      say,
    );
    return { ...rest, driftSeconds: drift.seconds, oneProductMs: oneProductMs[0] };
  };
}

async function measureSize(
  context: BenchContext,
  order: EventOrder,
  events: number,
): Promise<Measurement[]> {
  // The scattered order is only shown: one round is enough.
  const rounds = order === "shop" ? context.rounds : 1;
  const figures = await medianOfRounds(rounds, figuresOf(context, order, events));
  const control = { what: COPY, value: figures.copySeconds };
  const line = (what: string, ours: number, atMost: number): Measurement => {
    const measured = { what: `${what}; order: ${order}`, ours, unit: "s", control };
    return order === "shop" ? { ...measured, goal: { by: "ratio", atMost } } : measured;
  };
  const lines = [
    line("replay, every row changes", figures.replaySeconds, 0.2),
    line("replay, nothing changes", figures.nothingSeconds, 0.08),
    line("verify", figures.verifySeconds, 0.05),
  ];
  if (order === "scattered") return lines;
  return [
    ...lines,
    { what: "verify, every row drifts", unit: "s", control, ours: figures.driftSeconds },
    {
      ...{ what: "replay of one product, median", unit: "ms" },
      ...{ ours: figures.oneProductMs, goal: { by: "ours", atMost: 5 } },
    },
    {
      ...{ what: "client's memory, growth by replay and verify", unit: "MiB" },
      ...{ ours: figures.clientBytes / 2 ** 20, goal: { by: "ours", atMost: 64 } },
    },
  ];
}

/** Time per event in a log that is thirty times as large: 100,000 and 3,000,000 events. */
async function measureGrowth(context: BenchContext, most: number): Promise<Measurement[]> {
  const [small, large] = [most / 10, most * 3];
  const at = async (events: number) => {
    const { replaySeconds, nothingSeconds } = await figuresOf(context, "shop", events)();
    return [replaySeconds, nothingSeconds].map((seconds) => seconds / events * 1e6) as [
      number,
      number,
    ];
  };
  const [before, after] = [await at(small), await at(large)];
  return ["every row changes", "nothing changes"].map((what, n) => ({
    what: `replay, ${what}: a million of ${large.toLocaleString("en")} events`,
    ...{ ours: after[n]!, unit: "s", goal: { by: "ratio", atMost: 1.1 } },
    control: { what: `the same, of ${small.toLocaleString("en")}`, value: before[n]! },
  }));
}
