import { sql } from "kysely";
import { type Database, prepared } from "../../src/postgres/mod.ts";
import { fillCatalogue, nthProduct } from "../testing/big_catalogue.ts";
import { CATALOGUE_PATHS, type CataloguePath } from "../testing/catalogue_paths.ts";
import { intercept } from "../testing/intercept.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { median, medianOfRounds } from "./rounds.ts";

const SIZES = [1_000, 100_000, 1_000_000] as const;
const QUICK_SIZES = [1_000, 20_000] as const;
/** Runs of a path in a round. */
const RUNS = 25;
const MOST_MS = 5;
/** The largest catalogue beside the smallest one. */
const MOST_GROWTH = 1.5;

const byKey = prepared<{ productId: string }, unknown>(
  "by_key",
  ({ productId }) => sql`select * from products where product_id = ${productId}`,
);
const KEY = "the row by its key";
const PATHS: Readonly<Record<string, CataloguePath>> = {
  [KEY]: (db, size) => byKey(db, { productId: nthProduct(size / 2) }),
  ...CATALOGUE_PATHS,
};

type Figures = Readonly<Record<string, number>>;
type Mode = "planned" | "prepared";

/** Every way through the catalogue, at three sizes, with the answer's way to the client. */
export const catalogue: Bench = {
  about: `every way through the catalogue, beside ${KEY} and the smallest catalogue`,
  async measure(context) {
    await using stack = new AsyncDisposableStack();
    const sizes = context.quick ? QUICK_SIZES : SIZES;
    const catalogues: { size: number; db: Database }[] = [];
    for (const size of sizes) catalogues.push({ size, db: await open(context, stack, size) });
    // All sizes in each round: what else the machine does is then the same for all.
    const figures = await medianOfRounds(context.rounds, async (round) => {
      context.say(`Round ${round}: every path`);
      const all: Record<string, number> = {};
      for (const { size, db } of catalogues) {
        Object.assign(all, await measurePaths(planning(db), size, "planned"));
        Object.assign(all, await measurePaths(db, size, "prepared"));
      }
      return all;
    });
    return sizes.flatMap((size) => describeSize(size, sizes[0], figures));
  },
};

async function open(context: BenchContext, stack: AsyncDisposableStack, size: number) {
  context.say(`Making ${size.toLocaleString("en")} products`);
  const { db } = stack.use(await context.openDatabase(1));
  await fillCatalogue(db, size);
  await sql`checkpoint`.execute(db);
  return db;
}

async function measurePaths(db: Database, size: number, mode: Mode): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const [name, path] of Object.entries(PATHS)) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      await path(db, size);
      times.push(performance.now() - started);
    }
    figures[keyOf(size, mode, name)] = median(times);
  }
  return figures;
}

function keyOf(size: number, mode: Mode, path: string): string {
  return `${size} ${mode} ${path}`;
}

/** A database that plans every statement anew: a statement under another text has no name. */
function planning(db: Database): Database {
  return intercept(db, (query) => db.executeQuery({ ...query, sql: `${query.sql} ` }));
}

function describeSize(size: number, smallest: number, figures: Figures): Measurement[] {
  const products = `${size.toLocaleString("en")} products`;
  const at = (mode: Mode, name: string) => figures[keyOf(size, mode, name)]!;
  return Object.keys(CATALOGUE_PATHS).flatMap((name) => [
    {
      ...{ what: `${products}: ${name}, planned anew`, unit: "ms", ours: at("planned", name) },
      control: { what: KEY, value: at("planned", KEY) },
      goal: { by: "ours", atMost: MOST_MS },
    },
    {
      ...{ what: `${products}: ${name}, prepared`, unit: "ms", ours: at("prepared", name) },
      control: { what: KEY, value: at("prepared", KEY) },
    },
    ...size === smallest ? [] : [{
      ...{ what: `${products}: ${name}, growth`, unit: "ms", ours: at("planned", name) },
      control: {
        what: `${smallest.toLocaleString("en")} products`,
        value: figures[keyOf(smallest, "planned", name)]!,
      },
      goal: { by: "ratio" as const, atMost: MOST_GROWTH },
    }],
  ]);
}
