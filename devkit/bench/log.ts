import type { Bench, Measurement } from "./bench.ts";
import { EVENTS_A_PRODUCT } from "./history.ts";
import { measureProjection } from "./projection.ts";
import { medianOfRounds } from "./rounds.ts";

const COPY = "COPY of the same events into the same table";

/** Replay and verify. One client is measured, in a database of its own in each round. */
export const log: Bench = {
  about: "replay and verify, beside a COPY of the same events",
  async measure({ quick, rounds, openDatabase, say, note }) {
    const events = quick ? 10_000 : 1_000_000;
    note(`${events.toLocaleString("en")} events, ${EVENTS_A_PRODUCT} of each product`);
    const figures = await medianOfRounds(rounds, async () => {
      await using bench = await openDatabase(2);
      const { drift, oneProductMs, ...rest } = await measureProjection(
        bench.db,
        events,
        bench.file,
        say,
      );
      return { ...rest, driftSeconds: drift.seconds, oneProductMs: oneProductMs[0] };
    });
    const control = { what: COPY, value: figures.copySeconds };
    const line = (what: string, ours: number, atMost: number): Measurement => ({
      ...{ what, ours, unit: "s", control, goal: { by: "ratio", atMost } },
    });
    return [
      line("replay, every row changes", figures.replaySeconds, 0.2),
      line("verify", figures.verifySeconds, 0.05),
      {
        ...{ what: "verify, every row drifts", unit: "s", control },
        ours: figures.driftSeconds,
      },
      {
        ...{ what: "replay of one product, median", unit: "ms" },
        ...{ ours: figures.oneProductMs, goal: { by: "ours", atMost: 5 } },
      },
      {
        ...{ what: "client's memory, growth by replay and verify", unit: "MiB" },
        ours: figures.clientBytes / 2 ** 20,
        goal: { by: "ours", atMost: 64 },
      },
    ];
  },
};
