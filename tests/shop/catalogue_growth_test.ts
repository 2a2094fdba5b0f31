/**
 * No path through the catalogue reads more of it when it grows: pages of tables and indexes are counted, never a time.
 * @module
 */
import assert from "node:assert/strict";
import { openDatabase } from "../../src/postgres/mod.ts";
import { fillCatalogue } from "../../devkit/testing/big_catalogue.ts";
import { buffersRead, type PlanMode } from "../../devkit/testing/buffers_read.ts";
import { CATALOGUE_PATHS } from "../../devkit/testing/catalogue_paths.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/** Both are larger than what a search looks through one by one. */
const SIZES = [2_000, 20_000] as const;

/** A B-tree may have one level more, and a list of an index more pages. A count or a scan would read hundreds. */
const MOST_MORE = 40;

/** What more is found is read more. Of a word that is neither frequent nor rare, up to 100 titles are read, two times. */
const MORE: Readonly<Record<string, number>> = {
  "search for a word of one title in 100": 220,
  "search for a word of one title in 1,000": 150,
  "a frequent word, mistyped": 150,
  "a word of one title in 1,000, mistyped": 150,
};

longTest("a catalogue of ten times the size is read no further", async (t) => {
  await using small = await openCatalogue(SIZES[0]);
  await using large = await openCatalogue(SIZES[1]);
  for (const [name, path] of Object.entries(CATALOGUE_PATHS)) {
    await t.step(name, async () => {
      for (const mode of ["force_custom_plan", "force_generic_plan"] satisfies PlanMode[]) {
        const before = await buffersRead(small.db, mode, (db) => path(db, SIZES[0]));
        const after = await buffersRead(large.db, mode, (db) => path(db, SIZES[1]));
        assert.ok(after > 0, "nothing was read");
        const most = before + (MORE[name] ?? MOST_MORE);
        assert.ok(after <= most, `${mode}: ${before} pages, then ${after}`);
      }
    });
  }
});

async function openCatalogue(size: number) {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ db: "migrated", fresh: true }));
  await fillCatalogue(unit.db, size);
  // What a connection knows of the tables is not read again.
  const db = stack.use(openDatabase({ url: unit.url, maxConnections: 1 }));
  const owned = stack.move();
  return { db, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
