import assert from "node:assert/strict";
import fc from "fast-check";
import {
  byColumn,
  columnsOf,
  evolve,
  initialState,
  picturesColumnOf,
} from "../../src/domain/mod.ts";
import { columnsAsOf, type LogMoment, readLog } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { anyEvent, captured, uploaded } from "../../devkit/testing/images.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";

const asOf = async (db: Database, moment: LogMoment, pageSize?: number) =>
  (await Array.fromAsync(columnsAsOf(db, moment, pageSize ? { pageSize } : {}))).flat();

Deno.test("columnsAsOf() equals the fold of the earlier events, at every position and time", async () => {
  await using log = await openUnit({ db: "projected" });
  const histories = fc.sample(fc.array(anyEvent, { maxLength: 8 }), { numRuns: 6, seed: 7 });
  const ids = histories.map((_, n) => `TBF-${n}`);
  for (const id of ids) await addProduct(log.db, id);
  for (let round = 0; round < 8; round++) {
    for (const [n, id] of ids.entries()) {
      const event = histories[n]![round];
      if (event) await appendAll(log.db, id, event);
    }
  }
  const events = (await Array.fromAsync(readLog(log.db))).flat();
  assert.equal(events.length, histories.flat().length);
  for (const { position, recordedAt } of events) {
    const past = events.filter((event) => event.position <= position);
    const expected = ids.flatMap((productId, n) => {
      const own = past.filter((event) => event.productId === productId);
      const state = histories[n]!.slice(0, own.length).reduce(evolve, initialState);
      const pictures = picturesColumnOf(state, TARGET);
      const held = { columns: columnsOf(state, TARGET), ...(pictures !== null && { pictures }) };
      const last = own.at(-1);
      return last ? [{ productId, position: last.position, version: last.version, ...held }] : [];
    });
    assert.deepEqual(await asOf(log.db, { position }, 2), expected);
    assert.deepEqual(await asOf(log.db, { instant: recordedAt }), expected);
  }
});

Deno.test("columnsAsOf() is empty before the first event, and shows the current columns after the last", async () => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  await appendAll(log.db, "TBF-1", captured("AgAC1"), uploaded("a", "thumb"));
  assert.deepEqual(await asOf(log.db, { position: 0 }), []);
  assert.deepEqual(await asOf(log.db, { instant: "2001-01-01T00:00:00+02:00" }), []);
  const [now] = await asOf(log.db, { position: 1_000_000 });
  assert.deepEqual(now, {
    productId: "TBF-1",
    position: 2,
    version: 2,
    columns: {
      ...byColumn(() => undefined),
      thumbnail_url: `${TARGET.publicUrl}/products/TBF-1/a.jpg`,
      telegram_cover_file_id: "AgAC1",
      telegram_thumb_file_id: null,
    },
  });
});
