import { availableParallelism } from "node:os";
import process from "node:process";
import { sql } from "kysely";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import {
  type ImageEngineName,
  type ImageRenderer,
  openImageRenderer,
} from "../../src/imaging/mod.ts";
import {
  createPutProbe,
  type ImportParts,
  importPictures,
  LegacyFiles,
  type WorkSelection,
} from "../../src/legacy_import/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { createSemaphore } from "../../src/std/mod.ts";
import { createBucketUrls, openObjectStore } from "../../src/storage/mod.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { makeOriginals } from "./originals.ts";
import { medianOfRounds } from "./rounds.ts";
import { openBenchS3 } from "./s3.ts";

/** An import to measure. */
export interface Case {
  readonly engine: ImageEngineName;
  /** Of the originals, 4:3. */
  readonly widthPx: number;
  /** How late B2 answers a PUT. */
  readonly latencyMs: number;
  readonly products: number;
}

const CASES: readonly Case[] = [
  { engine: "auto", widthPx: 2048, latencyMs: 50, products: 24 },
  { engine: "sharp", widthPx: 1600, latencyMs: 50, products: 150 },
  { engine: "sharp", widthPx: 400, latencyMs: 50, products: 600 },
  { engine: "sharp", widthPx: 400, latencyMs: 500, products: 192 },
];

const CONCURRENCY = 16;
/** The number of different originals. With more products, some have the same one. */
const ORIGINALS = 60;
/** Samples of the memory. */
const SAMPLES = 10;

/** The import of a legacy shop's pictures, 16 products at the same time. */
export const migrate: Bench = {
  about: "migrate-images, beside rendering alone and the latency of B2 alone",
  async measure(context) {
    const cases = context.quick ? CASES.map((one) => ({ ...one, products: 6 })) : CASES;
    const lines: Measurement[] = [];
    for (const each of cases) lines.push(...await measureCase(each, context));
    return lines;
  },
};

/** Measures an import beside its slower limit. */
export async function measureCase(each: Case, context: BenchContext): Promise<Measurement[]> {
  const { engine, widthPx, latencyMs, products } = each;
  const name = `${engine}, ${widthPx} px, PUT ${latencyMs} ms`;
  const { rendering, perSecond, cpuMs, grownMegabytes } = await medianOfRounds(
    context.rounds,
    (round) => {
      context.say(`${name}: ${products} products, round ${round}`);
      return measureRound(each, context);
    },
  );
  const latency = CONCURRENCY / latencyMs * 1000;
  const control = rendering < latency
    ? { what: "the same originals through the same renderer, nothing else", value: rendering }
    : { what: `${CONCURRENCY} products at a time wait for B2, nothing else`, value: latency };
  return [
    {
      ...{ what: name, unit: "products/s", control, ours: perSecond },
      goal: { by: "ratio", atLeast: 0.8 },
    },
    { what: `${name}: the import's own CPU`, unit: "ms", ours: cpuMs },
    {
      ...{ what: `${name}: memory, growth`, unit: "MB", ours: grownMegabytes },
      goal: { by: "ours", atMost: 64 },
    },
  ];
}

async function measureRound(
  { engine, widthPx, latencyMs, products }: Case,
  context: BenchContext,
) {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const workers = availableParallelism();
  const renderer = stack.use(
    openImageRenderer({ engine, deadlineMs: 60_000, workers, idleMs: Infinity }),
  );
  const originals = await makeOriginals(`${dir}/originals`, Math.min(products, ORIGINALS), widthPx);
  const parts = await openParts(stack, dir, { renderer, workers, latencyMs, context });
  await insertRows(parts.deps.db, products, originals.length);

  // The first run starts the processes. Then measure before and after: the speed of a machine changes.
  await renderAll(renderer, originals.slice(0, 2 * workers));
  const before = await renderAll(renderer, originals);
  const migrated = await measureMigration(parts, products);
  return { ...migrated, rendering: (before + await renderAll(renderer, originals)) / 2 };
}

interface Parts {
  readonly deps: ImportParts;
  readonly selection: WorkSelection;
}

interface World {
  readonly renderer: ImageRenderer;
  readonly workers: number;
  readonly latencyMs: number;
  readonly context: BenchContext;
}

async function openParts(
  stack: AsyncDisposableStack,
  dir: string,
  { renderer, workers, latencyMs, context }: World,
): Promise<Parts> {
  const b2 = stack.use(await openBenchS3({ latencyMs }));
  const { db } = stack.use(await context.openDatabase(10));
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

async function measureMigration({ deps, selection }: Parts, products: number) {
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
    grownMegabytes: residentMegabytes.at(-1)! - residentMegabytes[0]!,
  };
}

/** Originals per second. */
async function renderAll(renderer: ImageRenderer, originals: Uint8Array[]): Promise<number> {
  const started = performance.now();
  await Promise.all(originals.map((one) => renderer.render(one)));
  return originals.length / (performance.now() - started) * 1000;
}

async function insertRows(db: Database, products: number, originals: number): Promise<void> {
  await sql`
    insert into products (product_id, cover_image_url)
    select 'TBF-' || lpad(n::text, 6, '0'), n % ${originals}::int || '.jpg'
    from generate_series(0, ${products - 1}::int) n`.execute(db);
}
