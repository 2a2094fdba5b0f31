/**
 * `deno task soak`: runs a shop under a steady load, and checks its memory, its answers and its pictures.
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

Runs a shop on embedded parts in its own process. ${SELLERS} sellers sell products and
replace pictures. ${BUYERS} buyers use the catalogue, details, deep links and inline
queries. File ids die, and B2 is away for 3 s in every 25. A line every 10 s
shows memory, events, waiting jobs and updates. Each picture carries a number,
so the soak knows which product it belongs to.

  --minutes N  duration, 1 to 9999, default 10

Exits 0 if all of this is true, else 1:
  - Memory is flat: the regression line through the second half rises by at most
    ${FLAT_RISE * 100} % of the mean.
  - No error was unhandled, and every user got an answer.
  - No picture was that of another product, or an old one after a replacement.
  - No confirmed sale or replacement is lost.
Exits 2 for wrong usage.`;

const OPTIONS = { minutes: { type: "string" } } as const;
const SAMPLE_EVERY_MS = 10_000;
const SETTLE_LIMIT_MS = 300_000;

/** The disk cache is small, so it evicts files all the time. */
const SETTINGS = { IMAGE_CACHE_MAX_BYTES: "2097152" };

async function run(values: OptionValues): Promise<number> {
  const minutes = wholeNumber(values, "minutes", { absent: 10, least: 1, most: 9999 });
  await using world = await openWorld();
  await using shop = await openShopProcess({
    environment: { ...world.environment, ...SETTINGS },
  });
  console.log(`Vitrine runs for ${minutes} min on ${world.description}.\n`);
  await using load = await openLoad(world);
  const samples = await sampleFor(minutes * 60, world, shop, load);
  await load.stop();
  const settled = await untilSettled(world);
  if (settled) await load.lookAtAll();
  const losses = settled ? await findLosses(world, load) : ["jobs still wait after 5 min"];
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

/** Waits for the last jobs, which may be delayed because B2 was away. Returns whether they ended in time. */
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
    ["memory, mean of second half", `${mebibytes(memory.meanBytes)} MiB`],
    ["memory, slope", `${mebibytes(memory.bytesPerMinute)} MiB/min`],
    ["memory, rise", `${(memory.rise * 100).toFixed(1)} % of the mean`, memory.flat],
    ["renderers, mean and rise", describeRendering(rendering), rendering.flat],
    ["error lines in the log", String(count(errors))],
    ["unhandled or fatal errors", String(unhandled.length), unhandled.length === 0],
    ["users without an answer", String(load.failures.length), load.failures.length === 0],
    [
      "wrong or old pictures shown",
      `${load.mistaken.length} of ${load.seen}`,
      load.mistaken.length === 0,
    ],
    ["sales or pictures lost", String(losses.length), losses.length === 0],
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
