import assert from "node:assert/strict";
import { findMappings, LegacyFiles } from "../../src/legacy_import/mod.ts";
import { type Migration, ofEach, openMigration } from "../../devkit/testing/migration_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

/** Runs as the command does: each run is a process that knows nothing of the one before. */
async function run(migration: Migration, given?: { from: string; to: string }, most = Infinity) {
  const { shop: { db, root }, deps: { bucketUrls } } = migration;
  const files = new LegacyFiles({ root, ...(given && { given: [given] }) });
  const mappings = await findMappings({ db, files }, { bucketUrls, migrate: true, adopt: false });
  const stop = new AbortController();
  let products = 0;
  const told = await migration.run({
    files,
    concurrency: 1,
    ahead: 0,
    signal: stop.signal,
    onProduct: () => ++products >= most ? stop.abort() : undefined,
  });
  return { told, mappings: mappings.map(({ from, state, rows }) => `${from} ${state} ${rows}`) };
}

Deno.test("a file that a row has taken in an earlier run is not given to a row of another shop", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  await shop.file("images/1.jpg", await photoJpeg({ widthPx: 60, heightPx: 40, seed: 1 }));
  await shop.row("TBF-A", "/srv/brand-a/images/1.jpg");
  await shop.row("TBF-B", "/srv/brand-b/images/1.jpg");
  const first = await run(migration);
  assert.deepEqual(first.mappings, ["/srv/brand-a unclear 1", "/srv/brand-b unclear 1"]);
  const given = await run(migration, { from: "/srv/brand-a", to: "" });
  assert.deepEqual(given.told, [...ofEach("TBF-A", "migrated"), "TBF-B cover missing not_found"]);
  const last = await run(migration);
  assert.deepEqual(last.mappings, ["/srv/brand-b unclear 1"]);
  assert.deepEqual(last.told, ["TBF-B cover missing not_found"]);
});

Deno.test("a mapping is recognised for the last row too, after a run was stopped", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  for (const n of [1, 2]) {
    await shop.file(`${n}.jpg`, await photoJpeg({ widthPx: 60, heightPx: 40, seed: n }));
    await shop.row(`TBF-${n}`, `/home/bot/photos/${n}.jpg`);
  }
  const stopped = await run(migration, undefined, 1);
  assert.deepEqual(stopped, {
    told: ofEach("TBF-1", "migrated"),
    mappings: ["/home/bot/photos recognised 2"],
  });
  assert.deepEqual(await run(migration), {
    told: ofEach("TBF-2", "migrated"),
    mappings: ["/home/bot/photos recognised 1"],
  });
});
