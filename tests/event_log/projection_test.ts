import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import {
  byColumn,
  columnsOf,
  evolve,
  type ImageEvent,
  initialState,
  type PictureInOrder,
  PICTURES_COLUMN,
  picturesColumnOf,
  PROJECTED_COLUMNS,
} from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { ensureProjection, execute, replay } from "../../src/event_log/mod.ts";
import { sized } from "../../devkit/testing/sample.ts";
import { anyEvent, captured, ofPicture, uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const metadata = { actor: "test" };
const target = { botId: 1, publicUrl: "https://cdn.example/pictures" };
const COLUMNS = PROJECTED_COLUMNS.map(({ column }) => column);

async function openShop() {
  const shop = await openUnit({ db: "migrated" });
  await ensureProjection(shop.db, target);
  return shop;
}

const addProduct = (db: Database, product_id: string, legacy: string | null = null) =>
  db.insertInto("products").values({ product_id, ...byColumn(() => legacy) } as never).execute();

/** Appends events one by one, so that each is projected by its own append. */
async function append(db: Database, productId: string, events: readonly ImageEvent[], from = 0) {
  for (const [n, event] of events.entries()) {
    const batch = [{ eventId: crypto.randomUUID(), event }];
    const { outcome } = await appendEvents(db, {
      productId,
      expectedVersion: from + n,
      events: batch,
      metadata,
    });
    assert.equal(outcome, "appended");
  }
}

const columns = (db: Database, productId: string) =>
  db.selectFrom("products").select([...COLUMNS, PICTURES_COLUMN])
    .where("product_id", "=", productId)
    .executeTakeFirstOrThrow();

function expected(events: readonly ImageEvent[], legacy: string | null, botId = target.botId) {
  const state = events.reduce(evolve, initialState);
  const held = columnsOf(state, { ...target, botId });
  return {
    ...Object.fromEntries(
      COLUMNS.map((name) => [name, held[name] === undefined ? legacy : held[name]]),
    ),
    [PICTURES_COLUMN]: picturesColumnOf(state, { ...target, botId }),
  };
}

Deno.test("image_projection() in SQL equals the fold in TypeScript, over random histories", async () => {
  await using shop = await openShop();
  let serial = 0;
  const histories = fc.array(anyEvent, { maxLength: 12 });
  const legacyRow = fc.constantFrom(null, "images/legacy.jpg");
  await fc.assert(
    fc.asyncProperty(histories, legacyRow, async (events, legacy) => {
      const productId = `TBF-${++serial}`;
      await addProduct(shop.db, productId, legacy);
      await append(shop.db, productId, events);
      assert.deepEqual(await columns(shop.db, productId), expected(events, legacy));
      for (const botId of [1, 2, 3]) {
        for (const length of [0, Math.floor(events.length / 2), events.length]) {
          const past = events.slice(0, length);
          assert.deepEqual(
            await asOf(shop.db, productId, botId, length),
            expected(past, null, botId),
          );
        }
      }
    }),
    { numRuns: sized({ all: 150, sample: 40 }) },
  );
  assert.equal((await replay(shop.db)).changed, 0, "a replay finds nothing to change");
});

/** The columns of a product up to one of its versions, by the SQL function. */
async function asOf(db: Database, productId: string, botId: number, version: number) {
  const names = [...COLUMNS, PICTURES_COLUMN];
  const { rows } = await sql<Record<string, string | readonly PictureInOrder[] | null>>`
    select ${sql.join(names.map((name) => sql.ref(name)))}
    from image_projection(${botId}, ${target.publicUrl}, (
      select coalesce(max(position), 0) from image_events
      where product_id = ${productId} and version <= ${version}))
    where product_id = ${productId}`.execute(db);
  return rows[0] ?? Object.fromEntries(names.map((name) => [name, null]));
}

Deno.test("image_projection() ignores an event of the slot none, and its product keeps a legacy path", async () => {
  await using shop = await openShop();
  await addProduct(shop.db, "TBF-1", "images/1.jpg");
  const event = { type: "ImagePraised", schemaVersion: 2, imageType: "cover", data: {} };
  const unseen = { ...event, eventId: crypto.randomUUID(), projected: { slot: "none" } };
  await sql`select append_image_events('TBF-1', 0, ${JSON.stringify([unseen])}::jsonb)`
    .execute(shop.db);
  await append(shop.db, "TBF-1", [uploaded("b", "thumb")], 1);
  const { cover_image_url, telegram_cover_file_id } = await columns(shop.db, "TBF-1");
  assert.deepEqual([cover_image_url, telegram_cover_file_id], ["images/1.jpg", "images/1.jpg"]);
});

Deno.test("replay() rebuilds lost columns and leaves a legacy row without events alone", async () => {
  await using shop = await openShop();
  await addProduct(shop.db, "TBF-1");
  await addProduct(shop.db, "TBF-2", "images/2.jpg");
  const second = ofPicture(2, captured("AgAC2"));
  await append(shop.db, "TBF-1", [
    uploaded("a"),
    uploaded("b", "thumb"),
    captured("AgAC1"),
    second,
  ]);
  const before = await columns(shop.db, "TBF-1");
  await sql`update products set cover_image_url = null, thumbnail_url = null,
    telegram_cover_file_id = null, telegram_thumb_file_id = null, pictures_in_order = null
    where product_id = 'TBF-1'`.execute(shop.db);
  assert.equal((await replay(shop.db)).changed, 1);
  assert.deepEqual(await columns(shop.db, "TBF-1"), before);
  assert.equal((await columns(shop.db, "TBF-2")).cover_image_url, "images/2.jpg");
  assert.equal((await replay(shop.db)).changed, 0, "rows that are right are not written");
});

Deno.test("ensureProjection() rebuilds once for a new bot, whatever process starts first", async () => {
  await using shop = await openShop();
  await addProduct(shop.db, "TBF-1");
  await append(shop.db, "TBF-1", [captured("AgAC1"), captured("AgAC2", { botId: 2 })]);
  const next = { ...target, botId: 2 };
  const runs = await Promise.all(Array.from({ length: 4 }, () => ensureProjection(shop.db, next)));
  const rebuilt = runs.filter((run) => run !== "unchanged");
  assert.deepEqual(rebuilt, [{ changed: 1, reason: "bot" }]);
  assert.equal((await columns(shop.db, "TBF-1")).telegram_cover_file_id, "AgAC2");
});

Deno.test("ensureProjection() rebuilds the URLs for a new public base", async () => {
  await using shop = await openShop();
  await addProduct(shop.db, "TBF-1");
  await append(shop.db, "TBF-1", [uploaded("a")]);
  const rebuilt = await ensureProjection(shop.db, { ...target, publicUrl: "https://new.example" });
  assert.deepEqual(rebuilt, { changed: 1, reason: "public_url" });
  const { cover_image_url } = await columns(shop.db, "TBF-1");
  assert.equal(cover_image_url, "https://new.example/products/TBF-1/a.jpg");
});

Deno.test("replay() during appends loses nothing", async () => {
  await using shop = await openShop();
  const ids = Array.from({ length: 10 }, (_, n) => `TBF-${n}`);
  for (const id of ids) await addProduct(shop.db, id);
  const writers = ids.map(async (id, n) => {
    for (let round = 0; round < 10; round++) {
      await execute(shop.db, id, {
        type: "CaptureFileId",
        imageType: "cover",
        captured: { botId: 1, fileId: `AgAC${n}-${round}` },
      }, metadata);
    }
  });
  const replays = (async () => {
    for (let round = 0; round < 10; round++) await replay(shop.db, { pageSize: 3 });
  })();
  await Promise.all([...writers, replays]);
  assert.equal((await replay(shop.db)).changed, 0);
  for (const [n, id] of ids.entries()) {
    assert.equal((await columns(shop.db, id)).telegram_cover_file_id, `AgAC${n}-9`);
  }
});

Deno.test("projections never use JIT, whatever the server's settings are", async () => {
  await using database = await openUnit({ db: "migrated" });
  const { rows } = await sql<{ name: string }>`
    select proname as name from pg_proc
    where proname in ('append_image_events', 'find_image_drift', 'replay_image_page', 'replay_one_product')
      and 'jit=off' = any(proconfig)
    order by proname`.execute(database.db);
  assert.deepEqual(rows.map(({ name }) => name), [
    "append_image_events",
    "find_image_drift",
    "replay_image_page",
    "replay_one_product",
  ]);
});
