/**
 * No path through the catalogue and no page of the console reads more when catalogue and log grow. Pages of tables and indexes
 * are counted, or rows, and never a time.
 * @module
 */
import assert from "node:assert/strict";
import { openDatabase } from "../../src/postgres/mod.ts";
import { loadStatistics } from "../../src/shop/mod.ts";
import { fillCatalogue } from "../../devkit/testing/big_catalogue.ts";
import { buffersRead, type PlanMode } from "../../devkit/testing/buffers_read.ts";
import { CATALOGUE_PATHS } from "../../devkit/testing/catalogue_paths.ts";
import {
  aimColumns,
  CONSOLE_PAGES,
  fillLog,
  openConsolePages,
  TARGET,
} from "../../devkit/testing/console_pages.ts";
import { openTestDatabase } from "../../devkit/testing/database.ts";
import { rowsRead } from "../../devkit/testing/rows_read.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/** Both are larger than what a search looks through one by one. */
const SIZES = [2_000, 20_000] as const;

/** A B-tree may have one level more, and a list of an index more pages. A count or a scan would read hundreds. */
const MOST_MORE = 40;

/** Rows that a page of the console may read more: of a word there may be some more titles to look at. */
const MOST_MORE_ROWS = 200;

/** These look through 2,000 rows at most. The small catalogue ends before. */
const MORE_ROWS: Readonly<Record<string, number>> = {
  "products off sale, further on": 1600,
  "products of a seller, off sale": 2000,
};

/**
 * What more is found is read more. Of a word that is neither frequent nor rare, up to 100 titles are read, two times. For a
 * mistyped one the newest 500 titles are compared as well. In a larger table they may lie on a page each. The small catalogue
 * has only 100 products off sale to count. One run read 217 pages of it, and others 406.
 */
const MORE: Readonly<Record<string, number>> = {
  "search for a word of one title in 100": 220,
  "search for a word of one title in 1,000": 150,
  "a frequent word, mistyped": 500,
  "a word of one title in 1,000, mistyped": 500,
  "/stats, of 1,000 products": 1150,
};

const PATHS: typeof CATALOGUE_PATHS = {
  ...CATALOGUE_PATHS,
  "/stats, of 1,000 products": (db) => loadStatistics(db, TARGET.publicUrl, 1000),
};

longTest("a catalogue of ten times the size is read no further", async (t) => {
  await using small = await openCatalogue(SIZES[0]);
  await using large = await openCatalogue(SIZES[1]);
  for (const [name, path] of Object.entries(PATHS)) {
    await t.step(name, async () => {
      for (const mode of ["force_custom_plan", "force_generic_plan"] satisfies PlanMode[]) {
        const before = await buffersRead(small.db, mode, (db) => path(db, SIZES[0]));
        const after = await buffersRead(large.db, mode, (db) => path(db, SIZES[1]));
        assert.ok(after > 0, "nothing was read");
        const most = before + (MORE[name] ?? MOST_MORE);
        assert.ok(after <= most, `${mode}: ${before} pages, then ${after}`);
      }
      if (!(name in MORE)) return;
      // So many pages could also be a whole table. Its rows could not.
      const rows = await rowsRead(large.db, () => path(large.db, SIZES[1]));
      assert.ok(rows < SIZES[1] / 2, `${rows} rows of ${SIZES[1]} products`);
    });
  }
  await t.step("/stats counts no further by itself", async () => {
    const { onSale, upTo } = await loadStatistics(large.db, TARGET.publicUrl);
    assert.deepEqual([onSale, upTo], [SIZES[1] / 2, SIZES[1] / 2]);
  });
  for (const each of [small, large]) await fillLog(each.filled, each.size);
  for (const [name, pathOf] of Object.entries(CONSOLE_PAGES)) {
    await t.step(`console: ${name}`, async () => {
      const read = async ({ db, size, ask }: typeof small) => {
        const path = await pathOf(size, ask);
        return await rowsRead(db, async () => assert.equal((await ask(path)).status, 200, path));
      };
      const [before, after] = [await read(small), await read(large)];
      const most = before + (MORE_ROWS[name] ?? MOST_MORE_ROWS);
      assert.ok(after <= most, `${before} rows, then ${after}`);
    });
  }
});

async function openCatalogue(size: number) {
  await using stack = new AsyncDisposableStack();
  const { db: filled, url } = stack.use(await openTestDatabase({ schema: "shop", fresh: true }));
  await aimColumns(filled);
  await fillCatalogue(filled, size);
  // What a connection knows of the tables is not read again.
  const db = stack.use(openDatabase({ url, maxConnections: 1 }));
  // The console's comparison with the log reads everything, in the background. Here it cannot, and the pages say so.
  const away = stack.use(openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" }));
  const { ask } = stack.use(await openConsolePages(db, away));
  const owned = stack.move();
  return { size, filled, db, ask, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
