import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { childrenOf, residentBytes } from "../../devkit/world/memory.ts";
import type { Person } from "@vitrine/local-telegram";
import { pause } from "../../src/std/mod.ts";
import { en } from "../../src/telegram/locales/en.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { until, untilCounted } from "../../devkit/testing/until.ts";
import { fillQueue } from "../../devkit/testing/backlog.ts";
import type { JobState } from "../../src/jobs/job_info.ts";
import { countJobsByState, STORING } from "../../devkit/testing/job_rows.ts";

const PRODUCTS = 50;
const JOBS = sized({ all: 10_000, sample: 500 });
/** What one process works on at once: `CONCURRENCY` of src/jobs/store_image.ts. */
const AT_ONCE = 2;
/** Cards that somebody looks at while the jobs wait. */
const TURNS = sized({ all: 20, sample: 8 });
/** How much of the backlog is waited for: each product's turn has come several times then. */
const WORKED_OFF = sized({ all: 1000, sample: 100 });
/** 10,000 originals take 1 GB at least, if they are kept. */
const ORIGINAL_BYTES = 100_000;
/** The allowed growth of the process: a sixth of what the originals alone would need. */
const MAY_GROW_MB = 150;
const SELDOM = { everyMs: 100 };
const LOOK_AGAIN_MS = 50;

interface Fault {
  readonly name: string;
  /** Makes the work hang. Returns a function that ends that. */
  hang(shop: ProcessShop): Promise<() => Promise<void>>;
}

const FAULTS: readonly Fault[] = [
  { name: "B2 is silent", hang: silenceB2 },
  { name: "the renderer hangs", hang: stopRenderer },
];

for (const { name, hang } of FAULTS) {
  longTest(`while ${name}, ${JOBS} jobs wait in PostgreSQL and people browse`, async () => {
    await using shop = await openShop({ as: "process" });
    const { seller, buyer, process: { pid } } = shop;
    const photo = await photoJpeg({ widthPx: 1280, heightPx: 960, seed: 7 });
    assert.ok(photo.length >= ORIGINAL_BYTES, `an original of ${photo.length} bytes`);
    const first = await sell(seller, { photo });
    await shop.process.line(logged("image_stored"));
    const alone = await leaf(buyer, TURNS);
    const release = await hang(shop);
    const downloads = await countDownloads(shop);
    const before = await residentMb(pid);
    const ids = await fillQueue(shop, first, { products: PRODUCTS, jobsEach: JOBS / PRODUCTS });
    const count = async (state: JobState) => (await countJobsByState(shop.db, STORING))[state] ?? 0;
    await until("jobs at work", async () => await count("active") === AT_ONCE, SELDOM);

    const meanwhile = await leaf(buyer, TURNS);
    assert.equal((await buyer.say(`/start ${first}`)).kind, "photo");
    const during = await residentMb(pid);
    // All were answered while every job waited.
    const jobs = await countJobsByState(shop.db, STORING);
    const { completed = 0, active = 0, created = 0, retry = 0 } = jobs;
    assert.deepEqual([completed, active + created + retry], [1, JOBS]);
    assert.ok(active <= AT_ONCE, `${active} jobs at work at once`);
    // A job that took too long goes back to the queue, and another begins.
    const begun = AT_ONCE + shop.process.log.filter(logged("image_waits")).length;
    const downloaded = await countDownloads(shop) - downloads;
    assert.ok(downloaded <= begun, `${downloaded} originals were downloaded`);

    await release();
    await untilCounted("jobs done", WORKED_OFF, () => count("completed"));
    const after = await residentMb(pid);
    for (const id of ids) {
      const row = await shop.db.selectFrom("products").select("thumbnail_url")
        .where("product_id", "=", id).executeTakeFirstOrThrow();
      assert.ok(row.thumbnail_url, `the picture of ${id} is stored`);
    }
    console.log(
      `a press: ${describe(alone)} before, ${describe(meanwhile)} while the jobs wait: ` +
        `${(medianOf(meanwhile) / medianOf(alone)).toFixed(1)} times as long`,
    );
    console.log(`${before} MB before, ${during} MB with ${JOBS} jobs waiting, ${after} MB after`);
    assert.ok(during - before < MAY_GROW_MB && after - before < MAY_GROW_MB, "memory stays flat");
  });
}

/** Views products of the catalogue one after another. Returns the milliseconds of each view. */
async function leaf(buyer: Person, turns: number): Promise<number[]> {
  let card = await buyer.say("/browse");
  const durations: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const pressedAt = performance.now();
    assert.equal(card.kind, "photo");
    const next = card.keyboard.flat().some(({ text }) => text === en.button.next);
    card = next ? await buyer.press(card, en.button.next) : await buyer.say("/browse");
    durations.push(performance.now() - pressedAt);
  }
  return durations;
}

function describe(durations: readonly number[]): string {
  return `${medianOf(durations).toFixed(0)} ms (longest ${Math.max(...durations).toFixed(0)} ms)`;
}

function medianOf(durations: readonly number[]): number {
  return durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)]!;
}

function silenceB2({ b2 }: ProcessShop) {
  b2.fail({ method: "PUT", effect: "silence" });
  return Promise.resolve(async () => {
    b2.heal();
    // A waiting request notices the end of its connection.
    await b2.down();
    await b2.up();
  });
}

/** Stops the render process with SIGSTOP, and also its successor after the deadline. */
async function stopRenderer({ process }: ProcessShop) {
  const released = new AbortController();
  const stopAll = async (signal: Deno.Signal) => {
    const renderers = await childrenOf(process.pid);
    for (const renderer of renderers) sendSignal(renderer, signal);
    return renderers.length;
  };
  assert.equal(await stopAll("SIGSTOP"), 1, "the render process");
  const stopping = (async () => {
    while (!released.signal.aborted) {
      await pause(LOOK_AGAIN_MS, released.signal);
      if (!released.signal.aborted) await stopAll("SIGSTOP");
    }
  })();
  return async () => {
    released.abort();
    await stopping;
    await stopAll("SIGCONT");
  };
}

/** A process that is just ending accepts no signal. */
function sendSignal(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function residentMb(pid: number): Promise<number> {
  return Math.round(await residentBytes(pid) / 1_048_576);
}

async function countDownloads({ telegram }: ProcessShop): Promise<number> {
  return (await telegram.control.calls({ method: "getFile" })).length;
}
