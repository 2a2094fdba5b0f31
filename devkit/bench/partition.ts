import { getOffer } from "../../src/shop/mod.ts";
import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { appendNext, CALLERS, rateOf, type Stream, streamsOf } from "./append_streams.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { addProducts, copyHistory, writeHistory } from "./history.ts";
import { partitionLog } from "./partitioned_log.ts";
import { measureReplay, measureSingles } from "./projection.ts";
import { median, medianOfRounds, secondsOf } from "./rounds.ts";

const PARTITIONS = 16;
/** Products that are appended to, and looked at. */
const PRODUCTS = 5000;
const VIEWS = 2000;

interface Log {
  readonly db: Database;
  readonly streams: readonly Stream[];
  readonly copySeconds: number;
}

/** The log in one table, and in partitions by product. Nothing of it is in the shop. */
export const partition: Bench = {
  about: `the log in ${PARTITIONS} hash partitions by product, beside the log in one table`,
  async measure(context) {
    const events = context.events ?? (context.quick ? 20_000 : 1_000_000);
    context.note(`${events.toLocaleString("en")} events. No goals: the shop has one table`);
    await using whole = await context.openDatabase(CALLERS);
    await using parted = await context.openDatabase(CALLERS);
    await partitionLog(parted.db, PARTITIONS);
    context.say(`Making ${events.toLocaleString("en")} events`);
    await writeHistory(whole.db, events, whole.file);
    await addProducts(parted.db, events);
    context.say("COPY into one table");
    const one = await load(whole.db, whole.file);
    context.say("COPY into partitions");
    const many = await load(parted.db, whole.file);
    const figures = await medianOfRounds(context.rounds, async (round) => {
      context.say(`round ${round} of ${context.rounds}: one table`);
      const ofOne = await measureLog(one, context);
      context.say(`round ${round} of ${context.rounds}: partitions`);
      return { ...named("one", ofOne), ...named("many", await measureLog(many, context)) };
    });
    return linesOf(figures, one, many);
  },
};

async function load(db: Database, file: string): Promise<Log> {
  await sql`checkpoint`.execute(db);
  const copySeconds = await secondsOf(() => copyHistory(db, file));
  await sql`vacuum analyze image_events`.execute(db);
  return { db, copySeconds, streams: await streamsOf(db, PRODUCTS) };
}

async function measureLog({ db, streams }: Log, { quick }: BenchContext) {
  const { replaySeconds, nothingSeconds } = await measureReplay(db);
  const oneProductMs = await measureSingles(db);
  // The first appends of a connection are planned.
  await rateOf(1, streams, (stream) => appendNext(db, stream));
  await sql`checkpoint`.execute(db);
  const appends = await rateOf(quick ? 1 : 8, streams, (stream) => appendNext(db, stream));
  const views: number[] = [];
  for (let n = 0; n < VIEWS; n++) {
    const { productId } = streams[n * 7919 % streams.length]!;
    views.push(await secondsOf(() => getOffer(db, productId)) * 1000);
  }
  return { replaySeconds, nothingSeconds, oneProductMs, appends, viewMs: median(views) };
}

type Figures = Awaited<ReturnType<typeof measureLog>>;
type Which = "one" | "many";
type Name<Of extends Which> = `${Of} ${keyof Figures}`;

function named<Of extends Which>(which: Of, figures: Figures): Record<Name<Of>, number> {
  const entries = Object.entries(figures).map(([name, value]) => [`${which} ${name}`, value]);
  return Object.fromEntries(entries);
}

function linesOf(figures: Record<Name<Which>, number>, one: Log, many: Log): Measurement[] {
  const compared = (what: string, unit: string, ours: number, value: number): Measurement => ({
    ...{ what, unit, ours },
    control: { what: "the same in one table", value },
  });
  const line = (what: string, unit: string, name: keyof Figures) =>
    compared(what, unit, figures[`many ${name}`], figures[`one ${name}`]);
  return [
    compared("COPY", "s", many.copySeconds, one.copySeconds),
    line(`append and project, ${CALLERS} callers`, "appends/s", "appends"),
    line("replay, every row changes", "s", "replaySeconds"),
    line("replay, nothing changes", "s", "nothingSeconds"),
    line("replay of one product, median", "ms", "oneProductMs"),
    line("the product of a view, median", "ms", "viewMs"),
  ];
}
