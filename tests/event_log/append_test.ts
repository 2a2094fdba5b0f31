import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES, type ImageEvent } from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import {
  captured,
  refusedId,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const metadata = { actor: "test" };
const newEvent = (event: ImageEvent) => ({ eventId: crypto.randomUUID(), event });

async function openLog() {
  const database = await openUnit({ db: "migrated" });
  await sql`insert into products (product_id) values ('TBF-1'), ('TBF-2')`.execute(database.db);
  return database;
}

const countEvents = async (db: Database) =>
  (await db.selectFrom("image_events").select("position").execute()).length;

Deno.test("appendEvents() numbers a product's events from 1 without gaps", async () => {
  await using log = await openLog();
  const batch = [newEvent(uploaded("a")), newEvent(captured("AgAC1"))];
  const first = { productId: "TBF-1", expectedVersion: 0, events: batch, metadata };
  assert.deepEqual(await appendEvents(log.db, first), { outcome: "appended", version: 2 });
  const second = { ...first, expectedVersion: 2, events: [newEvent(captured("AgAC2"))] };
  assert.deepEqual(await appendEvents(log.db, second), { outcome: "appended", version: 3 });
  const rows = await log.db.selectFrom("image_events").select(["version", "type", "metadata"])
    .orderBy("position").execute();
  assert.deepEqual(rows.map((row) => row.version), [1, 2, 3]);
  assert.deepEqual(rows[0]!.metadata, metadata);
});

Deno.test("appendEvents() takes one statement", async () => {
  await using log = await openLog();
  const before = log.statements.length;
  const events = [newEvent(uploaded("a"))];
  await appendEvents(log.db, { productId: "TBF-1", expectedVersion: 0, events, metadata });
  assert.equal(log.statements.length - before, 1);
});

Deno.test("appendEvents() returns the first outcome for a repeated batch", async () => {
  await using log = await openLog();
  const events = [newEvent(uploaded("a")), newEvent(captured("AgAC1"))];
  const append = { productId: "TBF-1", expectedVersion: 0, events, metadata };
  await appendEvents(log.db, append);
  const onTheVersionAfterIt = { ...append, expectedVersion: 2 };
  assert.deepEqual(await appendEvents(log.db, onTheVersionAfterIt), {
    outcome: "repeated",
    version: 2,
  });
  await execute(log.db, "TBF-1", {
    type: "ReplaceImages",
    reason: "replaced",
    photo: undefined,
  }, metadata);
  assert.deepEqual(await appendEvents(log.db, append), { outcome: "repeated", version: 2 });
  assert.equal(await countEvents(log.db), 2 + IMAGE_TYPES.length);
});

Deno.test("appendEvents() refuses a batch that has some ids of another one, or the same ids with other content", async () => {
  await using log = await openLog();
  const first = newEvent(uploaded("a"));
  const append = { productId: "TBF-1", expectedVersion: 0, events: [first], metadata };
  await appendEvents(log.db, append);
  const overlapping = { ...append, events: [first, newEvent(captured("AgAC1"))] };
  await assert.rejects(appendEvents(log.db, overlapping), /1 of 2 event ids are taken/);
  const other = { ...append, events: [{ ...first, event: uploaded("b") }] };
  await assert.rejects(appendEvents(log.db, other), /1 of 1 event ids are taken/);
  await assert.rejects(appendEvents(log.db, { ...append, productId: "TBF-2" }), /are taken/);
  const pair = [newEvent(captured("AgAC2")), newEvent(captured("AgAC3"))];
  await appendEvents(log.db, { ...append, expectedVersion: 1, events: pair });
  for (const events of [[pair[0]!], pair.toReversed(), [first, ...pair], [pair[0]!, pair[0]!]]) {
    await assert.rejects(appendEvents(log.db, { ...append, events }), /event ids are taken/);
  }
  await assert.rejects(appendEvents(log.db, { ...append, events: [] }), /batch is empty/);
  assert.equal(await countEvents(log.db), 3);
});

Deno.test("appendEvents() refuses an event that could not be read back", async () => {
  await using log = await openLog();
  const events = [newEvent(refusedId("x".repeat(2000)))];
  const append = { productId: "TBF-1", expectedVersion: 0, events, metadata };
  await assert.rejects(appendEvents(log.db, append), /Cannot read ImageInvalidated/);
  assert.equal(await countEvents(log.db), 0);
});

Deno.test("appendEvents() answers a wrong version with the actual one and writes nothing", async () => {
  await using log = await openLog();
  const append = (expectedVersion: number) =>
    appendEvents(log.db, {
      productId: "TBF-1",
      expectedVersion,
      events: [newEvent(captured("AgAC1"))],
      metadata,
    });
  await append(0);
  assert.deepEqual(await append(0), { outcome: "conflict", version: 1 });
  assert.deepEqual(await append(7), { outcome: "conflict", version: 1 });
  assert.equal(await countEvents(log.db), 1);
});

Deno.test("appendEvents() reports an unknown product", async () => {
  await using log = await openLog();
  const events = [newEvent(uploaded("a"))];
  const append = { productId: "TBF-9", expectedVersion: 0, events, metadata };
  assert.deepEqual(await appendEvents(log.db, append), { outcome: "unknown_product", version: 0 });
});

Deno.test("appendEvents() by 20 writers at once: one wins, the others are told of the conflict", async () => {
  await using log = await openLog();
  const outcomes = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
    const events = [newEvent(captured(`AgAC${n}`))];
    const append = { productId: "TBF-1", expectedVersion: 0, events, metadata };
    return (await appendEvents(log.db, append)).outcome;
  }));
  assert.equal(outcomes.filter((outcome) => outcome === "appended").length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === "conflict").length, 19);
  assert.equal(await countEvents(log.db), 1);
});

Deno.test("execute() by 10 writers at once loses none", async () => {
  await using log = await openLog();
  await Promise.all(Array.from({ length: 10 }, (_, n) =>
    execute(log.db, "TBF-1", {
      type: "CaptureFileId",
      imageType: "cover",
      captured: { botId: n + 1, fileId: `AgAC${n}` },
    }, metadata)));
  const state = await loadImages(log.db, "TBF-1");
  assert.equal(state.version, 10);
  assert.equal(state.images.cover.fileIds?.length, 10);
});

Deno.test("execute() refuses an unknown product", async () => {
  await using log = await openLog();
  const command = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
  assert.deepEqual(await execute(log.db, "TBF-9", command, metadata), {
    refused: "unknown_product",
  });
});

Deno.test("execute() returns the events and the state after them, and the same state for a repeat", async () => {
  await using log = await openLog();
  const command = { type: "StoreImages", generation: 0, images: storedImages("a") } as const;
  const first = accepted(await execute(log.db, "TBF-1", command, metadata));
  assert.deepEqual(first.events, uploadedAll("a"));
  assert.deepEqual(first.state, await loadImages(log.db, "TBF-1"));
  const again = accepted(await execute(log.db, "TBF-1", command, metadata));
  assert.deepEqual(again, { events: [], state: first.state });
});

Deno.test("accepted() throws a refusal", async () => {
  await using log = await openLog();
  const command = { type: "StoreImages", generation: 7, images: storedImages("a") } as const;
  const executed = await execute(log.db, "TBF-1", command, metadata);
  assert.throws(() => accepted(executed), /The command was refused: superseded/);
});

Deno.test.each<{ name: string; statement: string }>([
  { name: "UPDATE", statement: "update image_events set version = version + 1" },
  { name: "DELETE", statement: "delete from image_events" },
  { name: "TRUNCATE", statement: "truncate image_events" },
])("image_events refuses $name", async ({ statement }) => {
  await using log = await openLog();
  const events = [newEvent(uploaded("a"))];
  await appendEvents(log.db, { productId: "TBF-1", expectedVersion: 0, events, metadata });
  await assert.rejects(sql.raw(statement).execute(log.db), /append-only/);
  assert.equal(await countEvents(log.db), 1);
});
