import { sql } from "kysely";
import type { ImageType } from "../../src/domain/mod.ts";
import { pause } from "../../src/std/mod.ts";
import { type Database, prepared } from "../../src/postgres/mod.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import {
  appendNext,
  CALLERS,
  nextEvent,
  rateOf,
  type Stream,
  streamsOf,
} from "./append_streams.ts";
import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { medianOfRounds } from "./rounds.ts";

const PRODUCTS = 20_000;
/** After this time pg's own pool has closed its idle connections. */
const IDLE_MS = 12_000;

/** Appends by 16 callers, each projected in its transaction. */
export const append: Bench = {
  about: "append and project by 16 callers, beside an INSERT and beside emmett-postgresql",
  async measure(context) {
    await using bench = await context.openDatabase(CALLERS);
    const { db } = bench;
    await fill(db);
    const streams = await streamsOf(db, PRODUCTS);
    const figures = await medianOfRounds(context.rounds, (round) => {
      const say = (line: string) => context.say(`round ${round} of ${context.rounds}: ${line}`);
      return measureRound({ ...context, say }, db, streams);
    });
    context.say("Append after idling");
    const warmMs = await slowestOf(db, streams);
    await pause(IDLE_MS);
    const idled = { warmMs, afterIdleMs: await slowestOf(db, streams) };
    context.note(
      `${CALLERS} callers with ${CALLERS} connections, ${
        PRODUCTS.toLocaleString("en")
      } products. ` +
        "The control writes what an append writes: a row of a twin of image_events with all " +
        "indexes, and a file id into a row of a twin of products with all indexes",
    );
    return linesOf({ ...figures, ...idled });
  },
};

interface Figures extends Awaited<ReturnType<typeof measureRound>> {
  readonly warmMs: number;
  readonly afterIdleMs: number;
}

function linesOf(figures: Figures): Measurement[] {
  const { ours, control, insertOnly, emmett, warmMs, afterIdleMs } = figures;
  const rate = { ours, unit: "appends/s" };
  return [
    {
      ...{ what: "append and project", ...rate, goal: { by: "ratio", atLeast: 0.7 } },
      control: { what: "INSERT into a twin, and UPDATE of a twin's row", value: control },
    },
    {
      ...{ what: "append and project, beside the INSERT alone", ...rate },
      control: { what: "INSERT into a twin with all indexes", value: insertOnly },
    },
    {
      ...{ what: "append and project, beside a peer", ...rate },
      goal: { by: "ratio", atLeast: 2.5 },
      control: { what: "emmett-postgresql 0.42.0 with an inline projection", value: emmett },
    },
    {
      ...{ what: `the slowest of the first ${CALLERS} appends after idling`, unit: "ms" },
      ours: afterIdleMs,
      control: { what: "the slowest of as many on warm connections", value: warmMs },
    },
  ];
}

async function measureRound(
  { openDatabase, quick, say }: BenchContext,
  db: Database,
  streams: readonly Stream[],
) {
  const seconds = quick ? 1 : 6;
  // Each statement is planned, and the WAL is recycled, before anything is measured.
  await rateOf(1, streams, (stream) => appendNext(db, stream));
  await sql`vacuum analyze`.execute(db);
  say("INSERT alone");
  const insertOnly = await rateOf(seconds, streams, (stream) => insertTwin(db, stream, false));
  say("INSERT and UPDATE");
  const control = await rateOf(seconds, streams, (stream) => insertTwin(db, stream, true));
  say("Append");
  const ours = await rateOf(seconds, streams, (stream) => appendNext(db, stream));
  say("emmett-postgresql");
  await using peer = await openDatabase(1);
  const emmett = await rateOfEmmett(peer.url, seconds);
  return { ours, control, insertOnly, emmett };
}

async function fill(db: Database): Promise<void> {
  await ensureProjection(db, { botId: 1, publicUrl: "https://cdn.example/pictures" });
  await sql`insert into products (product_id, title, seller_id, sale_id)
    select 'TBF-' || n, 'Lamp ' || n, n % 100, gen_random_uuid()
    from generate_series(1, ${PRODUCTS}::int) n`.execute(db);
  await sql`create table twin_events (like image_events including all)`.execute(db);
  await sql`create table twin_products (like products including all) with (fillfactor = 80)`
    .execute(db);
  await sql`insert into twin_products select * from products`.execute(db);
  await sql`vacuum analyze`.execute(db);
}

let serial = 0;

/** One prepared statement without a check, a decision or a fold. */
async function insertTwin(db: Database, { productId }: Stream, withRow: boolean): Promise<void> {
  const { type, imageType, data } = nextEvent(++serial);
  const { botId, fileId } = data;
  const values = {
    ...{ productId, version: serial, eventId: crypto.randomUUID(), type, imageType, botId, fileId },
    data: JSON.stringify(data),
  };
  await TWINS[withRow ? imageType : "none"](db, values);
}

interface TwinValues {
  readonly productId: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly imageType: string;
  readonly data: string;
  readonly botId: number;
  readonly fileId: string;
}

const TWINS = {
  none: twin("none"),
  cover: twin("cover"),
  thumb: twin("thumb"),
};

function twin(row: "none" | ImageType) {
  return prepared<TwinValues, unknown>(`twin_${row}`, (of) => {
    const insert = sql`
      insert into twin_events
        (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
         slot, bot_id, value)
      values (${of.productId}, ${of.version}, ${of.eventId}, 1, ${of.type}, 1, ${of.imageType},
        ${of.data}, '{"actor": "bench"}', 'captured', ${of.botId}, ${of.fileId})`;
    if (row === "none") return insert;
    return sql`with inserted as (${insert})
      update twin_products set ${sql.ref(`telegram_${row}_file_id`)} = ${of.fileId}
      where product_id = ${of.productId}`;
  });
}

async function slowestOf(db: Database, streams: readonly Stream[]): Promise<number> {
  const times = streams.slice(0, CALLERS).map(async (stream) => {
    const begun = performance.now();
    await appendNext(db, stream);
    return performance.now() - begun;
  });
  return Math.max(...await Promise.all(times));
}

async function rateOfEmmett(url: string, seconds: number): Promise<number> {
  const folder = new URL("./emmett/", import.meta.url).pathname;
  const config = [`--config=${folder}deno.json`, `--lock=${folder}deno.lock`, "--frozen"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", ...config, `${folder}main.mjs`, url, `${CALLERS}`, `${seconds}`],
    // Without this it would look for packages where the shop's are.
    cwd: folder,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`emmett-postgresql failed: ${text.decode(stderr)}`);
  const { appends, seconds: took } = JSON.parse(text.decode(stdout).trim().split("\n").at(-1)!);
  return appends / took;
}
