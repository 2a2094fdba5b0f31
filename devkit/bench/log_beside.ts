import { pause } from "../../src/std/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { ensureProjection, replay } from "../../src/event_log/mod.ts";
import { appendNext, type Stream, streamsOf } from "./append_streams.ts";
import type { BenchContext, Measurement } from "./bench.ts";
import { emptyColumns } from "./history.ts";
import { percentile } from "./rounds.ts";

const APPENDS_A_SECOND = 200;

/**
 * The longest waits of appends to a log: alone, beside a replay of all rows, and beside a rebuild for another bot. Later
 * the log and its columns are others.
 */
export async function measureBeside(
  { quick, say }: BenchContext,
  db: Database,
): Promise<Measurement[]> {
  say("Appends beside replay and rebuild");
  await emptyColumns(db);
  const streams = await streamsOf(db, 5000);
  const alone = await appendBeside(db, streams, () => pause(quick ? 1000 : 5000));
  const replayed = await appendBeside(db, streams, () => replay(db));
  const other = { botId: 2, publicUrl: "https://new.example" };
  const rebuilt = await appendBeside(db, streams, () => ensureProjection(db, other));
  const { changed } = await replay(db);
  if (changed > 0) throw new Error(`${changed} rows were wrong after a rebuild beside appends`);
  const line = (what: string, waits: readonly number[], control: readonly number[]) =>
    [0.5, 1].map((share): Measurement => ({
      what: `${what}, ${share === 1 ? "longest wait" : "p50"} of an append`,
      ...{ ours: percentile(waits, share), unit: "ms" },
      control: { what: "appends alone", value: percentile(control, share) },
      ...(share === 1 && { goal: { by: "ours", atMost: 100 } }),
    }));
  return [
    ...line(`replay beside ${APPENDS_A_SECOND} appends/s`, replayed, alone),
    ...line(`rebuild beside ${APPENDS_A_SECOND} appends/s`, rebuilt, alone),
  ];
}

/** Appends at a steady rate while work runs. Returns how long each append took, in milliseconds. */
async function appendBeside(
  db: Database,
  streams: readonly Stream[],
  work: () => Promise<unknown>,
): Promise<number[]> {
  const waits: number[] = [];
  const open = new Set<Promise<void>>();
  let working = true;
  const done = work().finally(() => working = false);
  const started = performance.now();
  for (let n = 0; working; n++) {
    await pause(Math.max(0, started + n * 1000 / APPENDS_A_SECOND - performance.now()));
    const begun = performance.now();
    const appended = appendNext(db, streams[n * 7919 % streams.length]!)
      .then(() => void waits.push(performance.now() - begun))
      .finally(() => open.delete(appended));
    open.add(appended);
  }
  await done;
  await Promise.all(open);
  return waits;
}
