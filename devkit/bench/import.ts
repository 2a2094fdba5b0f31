import { sql } from "kysely";
import { ensureProjection } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  importRows,
  openCsvSource,
  readMapping,
  scanSource,
} from "../../src/product_import/mod.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { measureCase } from "./migrate.ts";
import { medianOfRounds, secondsOf } from "./rounds.ts";

const PRODUCTS = 10_000;
const COLUMNS = "product_id=id,title=name,price=price,currency=EUR,seller_id=seller,cover=picture";
/** As in a transaction of the import. */
const BATCH = 200;

/** A whole shop comes in: its rows, then its pictures. */
export const importing: Bench = {
  about:
    "10,000 products of another shop: their rows beside INSERT, their pictures beside rendering",
  async measure(context) {
    const products = context.quick ? 500 : PRODUCTS;
    const pictures = { engine: "sharp", widthPx: 400, latencyMs: 50, products } as const;
    context.note("The pictures are measured once: so many are their own median");
    return [
      ...await measureRows(context, products),
      ...await measureCase(pictures, { ...context, rounds: 1 }),
    ];
  },
};

async function measureRows(context: BenchContext, count: number): Promise<Measurement[]> {
  const figures = await medianOfRounds(context.rounds, async (round) => {
    context.say(`${count.toLocaleString("en")} rows, round ${round} of ${context.rounds}`);
    await using bench = await context.openDatabase(2);
    const { db } = bench;
    await ensureProjection(db, { botId: 1, publicUrl: "https://cdn.example/pictures" });
    await sql`create table twin_products (like products including all)`.execute(db);
    const insert = await secondsOf(() => insertTwins(db, count));
    const path = await writeCsv(count);
    try {
      const first = await secondsOf(() => importAll(db, path, { new: count }));
      const again = await secondsOf(() => importAll(db, path, { unchanged: count }));
      return { insert: count / insert, first: count / first, again: count / again };
    } finally {
      await Deno.remove(path);
    }
  });
  const control = {
    what: `INSERT into a twin with all indexes, ${BATCH} rows at a time`,
    value: figures.insert,
  };
  return [
    { ...{ what: "rows of a CSV file, all new", unit: "rows/s", control }, ours: figures.first },
    { ...{ what: "the same file again", unit: "rows/s", control }, ours: figures.again },
  ];
}

/** One row of the CSV file, and of the twin. */
function rowOf(n: number): readonly [string, string, number, number, string] {
  return [`A-${n}`, `Lamp of brass ${n}`, 12.5 + n, 100 + n % 50, `pictures/${n}.jpg`];
}

async function writeCsv(count: number): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "vitrine-rows-", suffix: ".csv" });
  const lines = Array.from({ length: count }, (_, n) => rowOf(n).join(","));
  await Deno.writeTextFile(path, ["id,name,price,seller,picture", ...lines, ""].join("\n"));
  return path;
}

async function importAll(
  db: Database,
  path: string,
  expected: Readonly<Record<string, number>>,
): Promise<void> {
  await using source = await openCsvSource(path);
  const mapping = readMapping(COLUMNS, source.columns);
  const { style } = await scanSource(source, mapping);
  const { rows } = await importRows(db, source, {
    ...{ mapping, style, sourceName: "rows.csv", dryRun: false },
    onReport: (report) => {
      throw new Error(JSON.stringify(report));
    },
  });
  for (const [outcome, count] of Object.entries(expected)) {
    if (rows[outcome as keyof typeof rows] !== count) throw new Error(JSON.stringify(rows));
  }
}

async function insertTwins(db: Database, count: number): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => {
      const [id, title, price, seller, cover] = rowOf(first + n);
      return sql`(${id}, ${title}, ${
        Math.round(price * 100)
      }::bigint, 'EUR', ${seller}::bigint, ${cover})`;
    });
    await sql`
      insert into twin_products
        (product_id, title, price_minor, price_currency, seller_id, cover_image_url)
      values ${sql.join(rows)}`.execute(db);
  }
}
