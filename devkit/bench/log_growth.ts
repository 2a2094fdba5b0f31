import { sql } from "kysely";
import type { BenchContext, Measurement } from "./bench.ts";
import type { BenchDatabase } from "./database.ts";
import { copyHistory, writeHistory } from "./history.ts";
import { measureReplay } from "./projection.ts";
import { medianOfRounds } from "./rounds.ts";

/** Time per event in two logs, in the same rounds. Each log is loaded once. */
export async function measureGrowth(
  context: BenchContext,
  [small, large]: readonly [number, number],
): Promise<Measurement[]> {
  const { rounds, say } = context;
  await using smallBench = await context.openDatabase(1);
  await using largeBench = await context.openDatabase(1);
  await load(context, smallBench, small);
  await load(context, largeBench, large);
  const figures = await medianOfRounds(rounds, async (round) => {
    say(`round ${round} of ${rounds}: replays of both`);
    const [before, after] = [
      await measureReplay(smallBench.db),
      await measureReplay(largeBench.db),
    ];
    return {
      allSmall: before.replaySeconds / small,
      allLarge: after.replaySeconds / large,
      noneSmall: before.nothingSeconds / small,
      noneLarge: after.nothingSeconds / large,
    };
  });
  const line = (what: string, ours: number, control: number): Measurement => ({
    what: `replay, ${what}: a million of ${large.toLocaleString("en")} events`,
    ...{ ours: ours * 1e6, unit: "s", goal: { by: "ratio", atMost: 1.1 } },
    control: { what: `the same, of ${small.toLocaleString("en")}`, value: control * 1e6 },
  });
  return [
    line("every row changes", figures.allLarge, figures.allSmall),
    line("nothing changes", figures.noneLarge, figures.noneSmall),
  ];
}

async function load({ say }: BenchContext, { db, file }: BenchDatabase, events: number) {
  say(`Making ${events.toLocaleString("en")} events`);
  await writeHistory(db, events, file);
  say("COPY");
  await copyHistory(db, file);
  // Its pages are all visible to the index, as after autovacuum.
  await sql`vacuum analyze image_events`.execute(db);
}
