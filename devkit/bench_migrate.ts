/**
 * `deno task bench-migrate`: measures the speed of `migrate-images`, and compares it with rendering alone and with the
 * latency of B2 alone. docs/benchmarks_migrate.md has the results.
 * @module
 */
import { availableParallelism } from "node:os";
import process from "node:process";
import { sql } from "kysely";
import sharp from "sharp";
import { type OptionValues, runCommand, UsageError } from "../src/command.ts";
import { IMAGE_TYPES } from "../src/domain/mod.ts";
import { IMAGE_ENGINES, type ImageRenderer, openImageRenderer } from "../src/imaging/mod.ts";
import { createSemaphore } from "../src/std/semaphore.ts";
import {
  createPutProbe,
  type ImportParts,
  importPictures,
  LegacyFiles,
  type WorkSelection,
} from "../src/legacy_import/mod.ts";
import type { Database } from "../src/postgres/mod.ts";
import { ensureProjection } from "../src/event_log/mod.ts";
import { createBucketUrls, openObjectStore } from "../src/storage/mod.ts";
import { openBenchDatabase } from "./bench/database.ts";
import { openBenchS3 } from "./bench/s3.ts";
import { optionalText, wholeNumber } from "../scripts/support/options.ts";

const HELP = `deno task bench-migrate [--products N] [--width PX] [--engine E] [--latency MS]

Imports products of a legacy shop, 16 at the same time, and compares the speed
with rendering alone and with the latency of B2 alone.

  --products N   number of products, default 60
  --width PX     width of the originals in pixels, 4:3, default 2048
  --engine E     auto, imagescript or sharp, default auto
  --latency MS   delay of each PUT in milliseconds, default 50

Exits 0 if it reaches 80 % of the slower limit, and its memory grows by at most
64 MB between the first and the last of ten samples, else 1. Exits 2 for wrong
usage.`;

const CONCURRENCY = 16;
/** The number of different originals. With more products, some have the same one. */
const ORIGINALS = 60;
/** Samples of the memory. */
const SAMPLES = 10;
const MAY_GROW_MEGABYTES = 64;

async function run(values: OptionValues): Promise<number> {
  const { products, widthPx, engine, latencyMs } = readArguments(values);
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const workers = availableParallelism();
  const renderer = stack.use(
    openImageRenderer({ engine, deadlineMs: 60_000, workers, idleMs: Infinity }),
  );
  const originals = await makeOriginals(`${dir}/originals`, Math.min(products, ORIGINALS), widthPx);
  const { deps, selection } = await openParts(stack, dir, { renderer, workers, latencyMs });
  await insertRows(deps.db, products, originals.length);

  // The first run starts the processes. Then measure before and after: the speed of a machine changes.
  await renderAll(renderer, originals);
  const before = await renderAll(renderer, originals);
  const migrated = await measureMigration(deps, selection, products);
  const rendering = (before + await renderAll(renderer, originals)) / 2;
  const latency = CONCURRENCY / latencyMs * 1000;
  const share = migrated.perSecond / Math.min(rendering, latency);
  console.log(JSON.stringify({
    ...{ products, widthPx, engine, latencyMs, workers, deno: Deno.version.deno },
    renderingAllowsPerSecond: round(rendering),
    latencyAllowsPerSecond: round(latency),
    migratedPerSecond: round(migrated.perSecond),
    share: round(share),
    ownCpuMsPerProduct: round(migrated.cpuMs),
    residentMegabytes: migrated.residentMegabytes,
  }));
  const [first = 0] = migrated.residentMegabytes;
  const isFlat = migrated.residentMegabytes.at(-1)! <= first + MAY_GROW_MEGABYTES;
  return share >= 0.8 && isFlat ? 0 : 1;
}

function readArguments(values: OptionValues) {
  const name = optionalText(values, "engine") ?? "auto";
  const engine = IMAGE_ENGINES.find((each) => each === name);
  if (engine === undefined) {
    throw new UsageError(`--engine must be one of ${IMAGE_ENGINES.join(", ")}, is ${name}`);
  }
  return {
    engine,
    products: wholeNumber(values, "products", { absent: 60, least: 1, most: 1_000_000 }),
    widthPx: wholeNumber(values, "width", { absent: 2048, least: 64, most: 5000 }),
    latencyMs: wholeNumber(values, "latency", { absent: 50, least: 0, most: 5000 }),
  };
}

interface World {
  readonly renderer: ImageRenderer;
  readonly workers: number;
  readonly latencyMs: number;
}

async function openParts(
  stack: AsyncDisposableStack,
  dir: string,
  { renderer, workers, latencyMs }: World,
): Promise<{ readonly deps: ImportParts; readonly selection: WorkSelection }> {
  const b2 = stack.use(await openBenchS3({ dir: `${dir}/s3`, latencyMs }));
  const { db } = stack.use(await openBenchDatabase({ maxConnections: 10 }));
  const publicUrl = `${b2.endpoint}/${b2.bucket}`;
  await ensureProjection(db, { botId: 1, publicUrl });
  const bucketUrls = createBucketUrls([publicUrl], b2);
  const deps = {
    db,
    bucketUrls,
    store: stack.use(openObjectStore(b2)),
    bucket: b2.bucket,
    probe: createPutProbe(),
    renderer,
    files: new LegacyFiles({ root: `${dir}/originals` }),
    renderSlots: createSemaphore(workers + 1),
    metadata: { actor: "bench" },
  };
  return { deps, selection: { bucketUrls, migrate: true, adopt: false } };
}

async function measureMigration(deps: ImportParts, selection: WorkSelection, products: number) {
  const residentMegabytes: number[] = [];
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let done = 0;
  const onProduct = () => {
    if (++done % Math.ceil(products / SAMPLES) > 0) return;
    residentMegabytes.push(Math.round(Deno.memoryUsage().rss / 1e6));
  };
  const summary = await importPictures(deps, {
    selection,
    concurrency: CONCURRENCY,
    ahead: availableParallelism() + 1,
    onProduct,
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (summary.pictures.migrated !== IMAGE_TYPES.length * products) {
    throw new Error(JSON.stringify(summary));
  }
  return {
    perSecond: products / seconds,
    cpuMs: (user + system) / 1000 / products,
    residentMegabytes,
  };
}

/** Originals per second. */
async function renderAll(renderer: ImageRenderer, originals: Uint8Array[]): Promise<number> {
  const started = performance.now();
  await Promise.all(originals.map((one) => renderer.render(one)));
  return originals.length / (performance.now() - started) * 1000;
}

/** Blurred noise: every picture differs. It is harder to compress than one colour, and easier than white noise. */
async function makeOriginals(dir: string, count: number, widthPx: number): Promise<Uint8Array[]> {
  await Deno.mkdir(dir);
  const originals: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const noise = crypto.getRandomValues(new Uint8Array(64 * 48 * 3));
    const bytes = await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
      .resize(widthPx, Math.round(widthPx * 3 / 4)).jpeg({ quality: 88 }).toBuffer();
    await Deno.writeFile(`${dir}/${n}.jpg`, bytes);
    originals.push(bytes);
  }
  return originals;
}

async function insertRows(db: Database, products: number, originals: number): Promise<void> {
  await sql`
    insert into products (product_id, cover_image_url)
    select 'TBF-' || lpad(n::text, 6, '0'), n % ${originals}::int || '.jpg'
    from generate_series(0, ${products - 1}::int) n`.execute(db);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) {
  await runCommand({
    help: HELP,
    options: {
      products: { type: "string" },
      width: { type: "string" },
      engine: { type: "string" },
      latency: { type: "string" },
    },
    run,
  });
}
