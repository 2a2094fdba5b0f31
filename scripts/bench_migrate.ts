/**
 * Measures `migrate-images` against what rendering alone, and the latency of puts alone, would allow. Run it by hand:
 * `deno run -P=start scripts/bench_migrate.ts`; what it measured is in docs/benchmarks_migrate.md.
 * @module
 */
import { availableParallelism } from "node:os";
import { sql } from "kysely";
import sharp from "sharp";
import { runCommand } from "../src/command.ts";
import { IMAGE_ENGINES, type ImageRenderer, openImageRenderer } from "../src/imaging/mod.ts";
import {
  createBucketUrls,
  createGate,
  createLooks,
  migrateImages,
  type MigrationDeps,
} from "../src/migration/mod.ts";
import { openEmbeddedPostgres } from "../src/embedded/postgres.ts";
import { openEmbeddedS3 } from "../src/embedded/s3.ts";
import { openS3Front } from "../src/embedded/s3_front.ts";
import { type Database, ensureProjection, migrate, openDatabase } from "../src/postgres/mod.ts";
import { openObjectStore } from "../src/storage/mod.ts";

const HELP = `scripts/bench_migrate.ts [--products N] [--width PX] [--engine E]

Migrates N products (60) with originals of 4:3 that are PX wide (2048) by the engine E (auto), with
50 ms of latency before each put and 16 products at the same time, and compares with what rendering
alone and latency alone allow. Exits 0 when it reaches 80 % of the slower of them, else 1.`;

const PUT_LATENCY_MS = 50;
const CONCURRENCY = 16;
const POSTGRES = new URL("../data/bench/postgres", import.meta.url).pathname;

async function run(values: Readonly<Record<string, unknown>>): Promise<number> {
  const products = Number(values.products ?? 60);
  const widthPx = Number(values.width ?? 2048);
  const engine = IMAGE_ENGINES.find((name) => name === values.engine) ?? "auto";
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const workers = availableParallelism();
  const renderer = stack.use(
    openImageRenderer({ engine, deadlineMs: 60_000, workers, idleMs: Infinity }),
  );
  const deps = await openDeps(stack, dir, renderer, workers);
  const originals = await makeOriginals(`${dir}/originals`, products, widthPx);
  await insertRows(deps.db, products);

  const renderAll = () => timed(() => Promise.all(originals.map((one) => renderer.render(one))));
  await Promise.all(originals.slice(0, 2 * workers).map((bytes) => renderer.render(bytes)));
  const before = await renderAll();
  const bucketUrls = createBucketUrls([deps.publicUrl], {
    endpoint: deps.endpoint,
    bucket: "bench",
  });
  const selection = { bucketUrls, migrate: true, adopt: false };
  let peakBytes = 0;
  const onProduct = () => {
    peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
  };
  const migrateMs = await timed(async () => {
    const summary = await migrateImages(deps, { selection, concurrency: CONCURRENCY, onProduct });
    if (summary.pictures.migrated !== 2 * products) throw new Error(JSON.stringify(summary));
  });
  // Before and after: a machine that others use too is not equally fast all the time.
  const renderMs = (before + await renderAll()) / 2;
  const rate = (ms: number) => products / ms * 1000;
  const allowed = { rendering: rate(renderMs), latency: CONCURRENCY / PUT_LATENCY_MS * 1000 };
  const share = rate(migrateMs) / Math.min(allowed.rendering, allowed.latency);
  console.log(JSON.stringify({
    products,
    widthPx,
    engine,
    workers,
    deno: Deno.version.deno,
    renderingAllowsPerSecond: round(allowed.rendering),
    latencyAllowsPerSecond: round(allowed.latency),
    migratedPerSecond: round(rate(migrateMs)),
    share: round(share),
    peakRssMegabytes: round(peakBytes / 1e6),
  }));
  return share >= 0.8 ? 0 : 1;
}

async function openDeps(
  stack: AsyncDisposableStack,
  dir: string,
  renderer: ImageRenderer,
  workers: number,
): Promise<MigrationDeps & { readonly publicUrl: string; readonly endpoint: string }> {
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: "bench" }));
  const front = stack.use(await openS3Front({ target: s3 }));
  front.fail({ method: "PUT", effect: { delayMs: PUT_LATENCY_MS } });
  const { endpoint } = front;
  const publicUrl = `${endpoint}/bench`;
  const db = await openFreshDatabase(stack);
  await ensureProjection(db, { botId: 1, publicUrl });
  return {
    db,
    store: stack.use(openObjectStore({ ...s3, endpoint })),
    bucket: "bench",
    looks: createLooks(),
    renderer,
    root: `${dir}/originals`,
    gate: createGate(workers + 1),
    metadata: { actor: "bench" },
    publicUrl,
    endpoint,
  };
}

async function openFreshDatabase(stack: AsyncDisposableStack): Promise<Database> {
  const server = stack.use(await openEmbeddedPostgres({ dir: POSTGRES }));
  const admin = stack.use(openDatabase({ url: server.url, maxConnections: 1 }));
  const name = `bench_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql`create database ${sql.id(name)}`.execute(admin);
  stack.defer(async () => {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  });
  const url = server.url.replace(/vitrine$/, name);
  const db = stack.use(openDatabase({ url, maxConnections: 10 }));
  await migrate(db);
  return db;
}

/** Soft noise: no two alike, and neither as cheap as one colour nor as dear as white noise. */
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

async function insertRows(db: Database, count: number): Promise<void> {
  await sql`
    insert into products (product_id, cover_image_url)
    select 'TBF-' || n, n || '.jpg' from generate_series(0, ${count - 1}::int) n`.execute(db);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
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
    },
    run,
  });
}
