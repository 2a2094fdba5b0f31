import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  type GoldenDatabase,
  hashMigrations,
  restoreRows,
} from "../../devkit/golden/release_rows.ts";
import { accepted, execute, loadImages, verify } from "../../src/event_log/mod.ts";
import { type Database, migrate } from "../../src/postgres/mod.ts";

const FOLDER = new URL("../golden/", import.meta.url);

/** One for each release: `deno task golden` has written them. */
const RELEASES: readonly GoldenDatabase[] = (await Array.fromAsync(Deno.readDir(FOLDER)))
  .filter(({ name }) => name.startsWith("release_"))
  .map(({ name }) => JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER))));

const EVENT_TYPES = [
  "ImageDeleted",
  "ImageInvalidated",
  "ImageLost",
  "ImageUploadedToB2",
  "PicturePutFirst",
  "PictureRemoved",
  "TelegramFileIdCaptured",
];

async function driftOf(db: Database): Promise<unknown[]> {
  return (await Array.fromAsync(verify(db))).flatMap(({ drift }) => drift);
}

async function productRows(db: Database): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await sql<{ id: string; row: Record<string, unknown> }>`
    select product_id as id, to_jsonb(products) as row from products`.execute(db);
  return new Map(rows.map(({ id, row }) => [id, row]));
}

Deno.test("a database of version 1.0.0 is kept", () => {
  assert.ok(RELEASES.some(({ release }) => release === "1.0.0"));
});

Deno.test.each(RELEASES)("release $release: its migrations have not changed", async (golden) => {
  const { migrations } = golden;
  const now = await hashMigrations();
  const changed = Object.keys(migrations).filter((name) => now[name] !== migrations[name]);
  assert.deepEqual(changed, [], "a shop that has run them does not run them again");
});

Deno.test.each(RELEASES)(
  "release $release: its database is restored and upgraded, and goes on",
  async ({ migrations, rows }) => {
    assert.deepEqual([...new Set(rows.image_events!.map(({ type }) => type))].sort(), EVENT_TYPES);
    await using unit = await openUnit({ db: "empty" });
    const { db } = unit;
    await migrate(db, { upTo: Object.keys(migrations).at(-1)!.replace(/\.sql$/, "") });
    await restoreRows(db, rows);
    const before = await productRows(db);

    await migrate(db);
    const after = await productRows(db);
    // Later migrations may add columns.
    for (const [id, row] of after) assert.deepEqual({ ...row, ...before.get(id) }, row, id);
    assert.deepEqual(await driftOf(db), []);
    const states = await Promise.all([...after.keys()].map((id) => loadImages(db, id)));
    assert.equal(states.filter(({ deleted }) => deleted).length, 1);

    const [lamp] = [...after].find(([, { title }]) => title === "Lampe d'été")!;
    const photo = { botId: 1, fileId: "AgACnew" };
    accepted(await execute(db, lamp, { type: "AddPicture", photo }, { actor: "test" }));
    accepted(await execute(db, lamp, { type: "RemovePicture", picture: 3 }, { actor: "test" }));
    assert.deepEqual(await driftOf(db), []);
    const { pictures_in_order: pictures } = (await productRows(db)).get(lamp)!;
    assert.deepEqual((pictures as { picture: number }[]).map(({ picture }) => picture), [1, 4]);
  },
);
