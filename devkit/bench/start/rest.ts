import * as v from "valibot";
import type { Job } from "../../../src/jobs/job.ts";
import { openJobQueue } from "../../../src/jobs/mod.ts";
import type { Database } from "../../../src/postgres/mod.ts";
import type { BenchContext, Measurement } from "../bench.ts";
import { cpuMsOf, cpuMsOfServer } from "../cpu.ts";
import { openBotApi } from "../view/bot_api.ts";
import { openShop } from "../view/processes.ts";
import { onSale, openWorld } from "./world.ts";

const PRODUCTS = 10;
/** Connections of the start are closed by then, and V8 has collected its garbage: up to three times in the first minute. */
const SETTLED_SECONDS = 75;

/** What a shop costs that nobody uses, and how soon it begins a job. */
export async function measureRest(context: BenchContext): Promise<Measurement[]> {
  const [settled, seconds] = context.quick ? [5, 5] : [SETTLED_SECONDS, 30];
  await using world = await openWorld(context, PRODUCTS, onSale);
  const { database: { db, url: databaseUrl }, b2Endpoint } = world;
  await using api = openBotApi();
  await using shop = await openShop({ databaseUrl, b2Endpoint, apiRoot: api.url });
  await sleep(settled * 1000);
  const before = await cpuOf(db, shop.pid);
  await sleep(seconds * 1000);
  const after = await cpuOf(db, shop.pid);
  const line = (what: string, ours: number): Measurement => ({
    ...{ what, ours, unit: "ms/s", goal: { by: "ours", atMost: 5 } },
  });
  return [
    line("at rest, CPU of PostgreSQL", (after.postgres - before.postgres) / seconds),
    line("at rest, CPU of the process", (after.shop - before.shop) / seconds),
    {
      ...{ what: "from enqueueing a job until it runs, slowest of 20", unit: "ms" },
      ours: await slowestJob(db, databaseUrl),
      goal: { by: "ours", atMost: 1000 },
    },
  ];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function cpuOf(db: Database, shop: number) {
  return { postgres: await cpuMsOfServer(db), shop: await cpuMsOf(shop) };
}

async function slowestJob(db: Database, databaseUrl: string): Promise<number> {
  let begun = Promise.withResolvers<number>();
  const job: Job<object> = {
    name: "bench",
    schema: v.object({}),
    policy: { queue: { retryLimit: 0 }, work: {} },
    waits: { event: "image_waits", message: "{error}" },
    run: () => Promise.resolve(begun.resolve(performance.now())),
  };
  await using queue = await openJobQueue({ databaseUrl, jobs: [job] });
  await queue.work();
  let slowestMs = 0;
  for (let n = 0; n < 20; n++) {
    begun = Promise.withResolvers();
    await sleep(37 * n % 500);
    const enqueuedMs = performance.now();
    await db.transaction().execute((tx) => queue.enqueue(tx, job, {}));
    slowestMs = Math.max(slowestMs, await begun.promise - enqueuedMs);
  }
  return slowestMs;
}
