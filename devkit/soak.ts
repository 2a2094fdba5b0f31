/**
 * `deno task soak`: a shop under a steady load, its memory and its promises watched.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import { openShopProcess, type ShopProcess } from "./world/shop_process.ts";
import { openWorld, type World } from "./world/world.ts";
import { BUYERS, type Load, openLoad, SELLERS } from "./soak/load.ts";
import { FLAT_RISE, judgeMemory, type MemoryVerdict, type Sample } from "./soak/samples.ts";
import { findLosses, judgeLog } from "./soak/verdict.ts";
import { formatCount } from "../scripts/support/lines.ts";
import { residentBytes, residentBytesOfChildren } from "./world/memory.ts";
import { wholeNumber } from "../scripts/support/options.ts";
import { countOpenJobs, STORING } from "./testing/job_rows.ts";

const HELP = `deno task soak [--minutes N]

Runs a shop as a process on the embedded parts. ${SELLERS} people sell and replace pictures, ${BUYERS} look round
(browsing, details, deep links, inline queries), file ids die, and B2 is away for 3 s now and then.
A line every 10 s tells the memory of the process and of its renderers, the events, the jobs that
wait, and the updates. Each picture tells whose it is, and every one that is shown is looked at.

  --minutes N  how long, 1 to 9999; 10 if absent

Exits 0 if memory is flat (over the second half of the time, the line of least squares rises by no
more than ${
  FLAT_RISE * 100
} % of the mean), nothing was unhandled, nobody was left without an answer, no
picture of another product or from before a replacement was shown, and nothing that was promised to
a seller is lost; else 1; 2 for wrong usage.`;

const OPTIONS = { minutes: { type: "string" } } as const;
const SAMPLE_EVERY_MS = 10_000;
const SETTLE_LIMIT_MS = 300_000;

/** A small disk cache: it must throw out what is old for as long as the soak lasts. */
const SETTINGS = { IMAGE_CACHE_MAX_BYTES: "2097152" };

async function run(values: OptionValues): Promise<number> {
  const minutes = wholeNumber(values, "minutes", { absent: 10, least: 1, most: 9999 });
  await using world = await openWorld();
  await using shop = await openShopProcess({
    environment: { ...world.environment, ...SETTINGS },
  });
  console.log(`Vitrine runs on ${world.description}, for ${minutes} min.\n`);
  await using load = await openLoad(world);
  const samples = await sampleFor(minutes * 60, world, shop, load);
  await load.stop();
  const settled = await untilSettled(world);
  if (settled) await load.lookAtAll();
  const losses = settled ? await findLosses(world, load) : ["jobs wait still, after 5 min"];
  return conclude(samples, shop, load, losses);
}

async function sampleFor(
  seconds: number,
  world: World,
  shop: ShopProcess,
  load: Load,
): Promise<Sample[]> {
  const started = performance.now();
  const samples: Sample[] = [];
  let updates = 0;
  console.log("     time   memory MiB   renderers MiB    events   waiting   updates/s");
  while (performance.now() - started < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
    const at = (performance.now() - started) / 1000;
    const updatesPerSecond = (load.updates - updates) / (at - (samples.at(-1)?.seconds ?? 0));
    updates = load.updates;
    const rssBytes = await residentBytes(shop.pid);
    const renderBytes = await residentBytesOfChildren(shop.pid);
    const sample = {
      seconds: at,
      rssBytes,
      renderBytes,
      ...await countWork(world),
      updatesPerSecond,
    };
    samples.push(sample);
    console.log(describe(sample));
  }
  return samples;
}

async function countWork({ db }: World): Promise<{ events: number; waiting: number }> {
  const { events } = await db.selectFrom("image_events")
    .select((row) => row.fn.countAll<number>().as("events")).executeTakeFirstOrThrow();
  return { events, waiting: await countOpenJobs(db, STORING) };
}

function describe(
  { seconds, rssBytes, renderBytes, events, waiting, updatesPerSecond }: Sample,
): string {
  return [
    `${seconds.toFixed(0)} s`.padStart(9),
    mebibytes(rssBytes).padStart(12),
    mebibytes(renderBytes).padStart(15),
    formatCount(events).padStart(9),
    formatCount(waiting).padStart(9),
    updatesPerSecond.toFixed(1).padStart(11),
  ].join(" ");
}

/** What was sold in the last moments is stored still, and what B2's absence held up is tried again. */
async function untilSettled(world: World): Promise<boolean> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  while (performance.now() < deadline) {
    if ((await countWork(world)).waiting === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

function conclude(
  samples: readonly Sample[],
  shop: ShopProcess,
  load: Load,
  losses: readonly string[],
): number {
  const memory = judgeMemory(samples);
  const rendering = judgeMemory(samples.map((each) => ({ ...each, rssBytes: each.renderBytes })));
  const { errors, unhandled } = judgeLog(shop.log);
  const count = (texts: ReadonlyMap<string, number>) =>
    [...texts.values()].reduce((sum, each) => sum + each, 0);
  const rows: [string, string, boolean?][] = [
    ["updates", formatCount(load.updates)],
    ["sales, replacements", `${load.sold.length}, ${load.replaced}`],
    ["memory, mean of the second half", `${mebibytes(memory.meanBytes)} MiB`],
    ["its slope", `${mebibytes(memory.bytesPerMinute)} MiB/min`],
    ["its rise", `${(memory.rise * 100).toFixed(1)} % of the mean`, memory.flat],
    ["renderers, mean and rise", describeRendering(rendering), rendering.flat],
    ["lines of level error", String(count(errors))],
    ["unhandled, fatal", String(unhandled.length), unhandled.length === 0],
    ["left without an answer", String(load.failures.length), load.failures.length === 0],
    [
      "pictures of another, or replaced",
      `${load.mistaken.length} of ${load.seen}`,
      load.mistaken.length === 0,
    ],
    ["lost", String(losses.length), losses.length === 0],
  ];
  console.log();
  for (const [what, value, held] of rows) {
    const mark = held === undefined ? "" : held ? "  ✓" : "  ✗";
    console.log(`  ${what.padEnd(33)} ${value}${mark}`);
  }
  const details = [...errors.keys(), ...unhandled, ...load.failures, ...load.mistaken, ...losses]
    .slice(0, 20);
  for (const text of details) console.log(`    ${text}`);
  return rows.every(([, , held]) => held !== false) ? 0 : 1;
}

function describeRendering({ meanBytes, rise }: MemoryVerdict): string {
  return `${mebibytes(meanBytes)} MiB, ${(rise * 100).toFixed(1)} %`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
