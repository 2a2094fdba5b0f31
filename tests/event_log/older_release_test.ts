import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  project,
  type ProjectionTarget,
  readEvent,
  type StoredEvent,
} from "../../src/domain/mod.ts";
import { accepted, execute, loadImages, verify } from "../../src/event_log/mod.ts";
import { type Database, migrate, openDatabase } from "../../src/postgres/mod.ts";
import { openDump } from "../../devkit/testing/dump.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import golden from "../golden/events_v1.json" with { type: "json" };
import goldenOfVersion2 from "../golden/events_v2.json" with { type: "json" };

const target: ProjectionTarget = { botId: 123456789, publicUrl: "https://cdn.example/pictures" };

/** The last migration of the release before event types became data. */
const LAST_OF_OLDER_RELEASE = "010_deleting_for_good";

const ended = (reason: string, imageType: string): StoredEvent => ({
  type: "ImageInvalidated",
  schemaVersion: 1,
  imageType,
  data: { layer: "image", reason },
});

/** The events that an older release writes: every type, and a deletion that only its reason tells. */
const HISTORY: readonly StoredEvent[] = [
  ...golden,
  ended("object_missing: no copy on disk or in Telegram", "cover"),
  ended("deleted_by_seller", "cover"),
  ended("deleted_by_seller", "thumb"),
];

/** Appends as an older release does: without the values for the projection. */
async function appendAsBefore(db: Database, productId: string, events: readonly StoredEvent[]) {
  for (const [version, event] of events.entries()) {
    const batch = JSON.stringify([{ eventId: crypto.randomUUID(), ...event, metadata: {} }]);
    const { rows } = await sql<{ outcome: string }>`
      select outcome from append_image_events(${productId}, ${version}, ${batch}::jsonb)`
      .execute(db);
    assert.equal(rows[0]!.outcome, "appended");
  }
}

interface Row extends StoredEvent {
  readonly slot: string;
  readonly botId: number | null;
  readonly value: string | null;
}

/** Asserts that every row has the values for the projection that its event type gives now. */
async function assertProjected(db: Database, events: readonly StoredEvent[]) {
  const { rows } = await sql<Row>`
    select type, schema_version as "schemaVersion", image_type as "imageType", data,
      slot, bot_id as "botId", value
    from image_events order by position`.execute(db);
  assert.deepEqual(rows.map(({ type }) => type), events.map(({ type }) => type));
  for (const { slot, botId, value, ...stored } of rows) {
    const expected = { botId: null, value: null, ...project(readEvent(stored)) };
    // Until migration 023, no end of a picture had a value. Products had one picture then.
    if (slot === "image_invalidated") expected.value = null;
    assert.deepEqual({ slot, botId, value }, expected, stored.type);
  }
  const drift = (await Array.fromAsync(verify(db))).flatMap((page) => page.drift);
  assert.deepEqual(drift, []);
}

Deno.test("append_image_events() still accepts the events of an older release", async () => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  await appendAsBefore(log.db, "TBF-1", HISTORY);
  await assertProjected(log.db, HISTORY);
  assert.equal((await loadImages(log.db, "TBF-1")).deleted, true);
});

Deno.test("append_image_events() refuses an event of a new type without values for the projection", async () => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  const event = { type: "ImageLost", schemaVersion: 2, imageType: "cover", data: { reason: "r" } };
  await assert.rejects(
    appendAsBefore(log.db, "TBF-1", [event]),
    /the event ImageLost does not say what the projection reads of it/,
  );
});

Deno.test("a dump of an older release is restored and migrated: its events are projected and read as before", async () => {
  await using older = await openUnit({ db: "empty" });
  await migrate(older.db, { upTo: LAST_OF_OLDER_RELEASE });
  await older.db.insertInto("image_projection_target")
    .values({ bot_id: target.botId, public_url: target.publicUrl }).execute();
  await sql`insert into products (product_id) values ('TBF-1')`.execute(older.db);
  await appendAsBefore(older.db, "TBF-1", HISTORY.slice(0, -2));
  await using dump = await openDump(older.url);
  await dump.lose();
  await dump.restore();

  await using restored = openDatabase({ url: older.url });
  assert.deepEqual((await migrate(restored))[0], "011_event_types_are_data");
  await assertProjected(restored, HISTORY.slice(0, -2));
  const { images, deleted } = await loadImages(restored, "TBF-1");
  assert.equal(deleted, undefined);
  assert.deepEqual([images.cover.generation, images.thumb.generation], [1, 1]);
});

Deno.test("a shop of one picture a product is migrated: its events are of picture 1, and a second one is put first", async () => {
  await using older = await openUnit({ db: "empty" });
  const { db } = older;
  await migrate(db, { upTo: "017_update_inbox" });
  await db.insertInto("image_projection_target")
    .values({ bot_id: target.botId, public_url: target.publicUrl, is_built: true }).execute();
  await addProduct(db, "TBF-1");
  const living = goldenOfVersion2.filter(({ type }) =>
    !["ImageLost", "ImageDeleted"].includes(type)
  );
  const withProjected = living.map((stored) => ({
    ...stored,
    projected: project(readEvent(stored)),
  }));
  await appendAsBefore(db, "TBF-1", withProjected);
  const shown = () => db.selectFrom("products").selectAll().executeTakeFirstOrThrow();
  const before = await shown();
  assert.match(before.cover_image_url!, /cover-0123456789abcdef/);

  await migrate(db);
  const migrated = await shown();
  // Later migrations may add columns.
  assert.deepEqual({ ...migrated, ...before }, migrated);
  await assertProjected(db, living);
  assert.equal((await loadImages(db, "TBF-1")).further, undefined);
  const photo = { botId: target.botId, fileId: "AgACsecond" };
  for (
    const command of [
      { type: "AddPicture", photo },
      { type: "PutPictureFirst", picture: 2 },
    ] as const
  ) accepted(await execute(db, "TBF-1", command, { actor: "test" }));
  const { cover_image_url, telegram_cover_file_id } = await shown();
  assert.deepEqual([cover_image_url, telegram_cover_file_id], [null, "AgACsecond"]);
  const pages = await Array.fromAsync(verify(db));
  assert.deepEqual(pages.flatMap(({ drift }) => drift), []);

  accepted(await execute(db, "TBF-1", { type: "RemovePicture", picture: 2 }, { actor: "test" }));
  const { pictures_in_order: pictures, ...columns } = await shown();
  assert.deepEqual(pictures?.map(({ picture }) => picture), [1]);
  assert.deepEqual({ ...columns, pictures_in_order: null }, migrated);
});
