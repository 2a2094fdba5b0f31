import { sql } from "kysely";
import { createKeepHouseJob, openJobQueue } from "../../src/jobs/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { pause } from "../../src/std/mod.ts";
import { fillCatalogue, nthProduct } from "../testing/big_catalogue.ts";
import {
  aimColumns,
  type AskConsole,
  CONSOLE_PAGES,
  fillLog,
  openConsolePages,
} from "../testing/console_pages.ts";
import { addJobs } from "../testing/job_rows.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { median, medianOfRounds } from "./rounds.ts";

const SIZE = 1_000_000;
const QUICK_SIZE = 20_000;
/** Runs of a page in a round. */
const RUNS = 5;
const MOST_MS = 300;
const ACTIONS = 10_000;
const DONE_JOBS = 20_000;
const FAILED_JOBS = 500;
/** Products whose columns are wrong. */
const DRIFTED = 60;
const LOOK_AGAIN_MS = 500;

/** Each page of the console, from the request to the last byte, on a big catalogue with as many events. */
export const consolePages: Bench = {
  about: "each page of the console of a million products and 10⁶ events",
  async measure(context) {
    await using stack = new AsyncDisposableStack();
    const size = context.events ?? (context.quick ? QUICK_SIZE : SIZE);
    const { db, url } = stack.use(await context.openDatabase(4));
    await fill(context, db, url, size);
    const long = stack.use(openDatabase({ url, maxConnections: 2 }));
    const { ask } = stack.use(await openConsolePages(db, long));
    const products = size.toLocaleString("en");
    context.note(`${products} products, ${products} events, ${DONE_JOBS} jobs that are done`);
    context.say("The first look, while the comparison with the log begins");
    const first = await msOf(ask, "/console");
    context.say("Waiting for the comparison");
    const comparedMs = await untilCompared(ask);
    const figures = await medianOfRounds(context.rounds, async (round) => {
      context.say(`Round ${round}: every page`);
      return await measurePages(ask, size);
    });
    const goal = { by: "ours", atMost: MOST_MS } as const;
    return [
      { what: "overview, the first look", unit: "ms", ours: first, goal },
      { what: "the comparison with the log, behind it", unit: "s", ours: comparedMs / 1000 },
      ...Object.keys(CONSOLE_PAGES).map((what): Measurement => ({
        ...{ what, unit: "ms", ours: figures[what]!, goal },
        control: { what: "the slowest run", value: figures[slowestOf(what)]! },
      })),
    ];
  },
};

async function fill(context: BenchContext, db: Database, url: string, size: number) {
  context.say(`Making ${size.toLocaleString("en")} products`);
  await aimColumns(db);
  await fillCatalogue(db, size);
  context.say("Making as many events");
  await fillLog(db, size);
  context.say("Making counts, jobs and the history of operators");
  await fillCounts(db);
  await (await openJobQueue({ databaseUrl: url, jobs: [createKeepHouseJob(db)] }))
    [Symbol.asyncDispose]();
  const jobs = (state: "completed" | "failed", count: number) =>
    addJobs(db, Array.from({ length: count }, () => ({ queue: "keep-house", state })));
  for (let n = 0; n < DONE_JOBS; n += 5000) await jobs("completed", 5000);
  await jobs("failed", FAILED_JOBS);
  await sql`insert into operator_actions (session_id, action, target, outcome)
    select 'session', 'replay', ${nthProduct(size / 2)}, 'done'
    from generate_series(1, ${ACTIONS}::integer)`.execute(db);
  await sql`update products set telegram_cover_file_id = 'by hand'
    where product_id <= ${nthProduct(DRIFTED)} and deleted_for_good_at is null`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

/** As many rows as there are just before the hourly clean-up of a busy shop. */
export async function fillCounts(db: Database): Promise<void> {
  await sql`
    insert into shown_pictures
    select date_bin(make_interval(mins => minutes), now(), 'epoch')
        - n * make_interval(mins => minutes),
      minutes, image_type, rung, latency_class, 10, 1000, 1000
    from (values (1, 180), (60, 73), (1440, 797)) level (minutes, steps)
    cross join lateral generate_series(0, steps - 1) n
    cross join (values ('cover'), ('thumb')) size (image_type)
    cross join (values ('file_id'), ('disk'), ('b2')) source (rung)
    cross join generate_series(12, 30, 6) latency_class`.execute(db);
}

/** The page loads again by itself while the comparison runs. Returns how long that was. */
async function untilCompared(ask: AskConsole): Promise<number> {
  const started = performance.now();
  const isRunning = async () => (await ask("/console")).text.includes('http-equiv="refresh"');
  while (await isRunning()) await pause(LOOK_AGAIN_MS);
  return performance.now() - started;
}

async function measurePages(ask: AskConsole, size: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [name, pathOf] of Object.entries(CONSOLE_PAGES)) {
    const path = await pathOf(size, ask);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await msOf(ask, path));
    figures[name] = median(times);
    figures[slowestOf(name)] = Math.max(...times);
  }
  return figures;
}

function slowestOf(page: string): string {
  return `${page}, slowest`;
}

async function msOf(ask: AskConsole, path: string): Promise<number> {
  const started = performance.now();
  const { status } = await ask(path);
  if (status !== 200) throw new Error(`GET ${path} got ${status}`);
  return performance.now() - started;
}
