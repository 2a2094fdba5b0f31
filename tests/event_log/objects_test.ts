import assert from "node:assert/strict";
import { sql } from "kysely";
import fc from "fast-check";
import {
  evolve,
  IMAGE_TYPES,
  type ImageEvent,
  initialState,
  ORIGINAL,
} from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  findNamedObject,
  listNamedObjects,
  summarizeNamedObjects,
} from "../../src/event_log/mod.ts";
import { anyEvent, uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

async function append(db: Database, productId: string, events: readonly ImageEvent[]) {
  await sql`insert into products (product_id) values (${productId})`.execute(db);
  if (events.length === 0) return;
  await appendEvents(db, {
    productId,
    expectedVersion: 0,
    events: events.map((event) => ({ eventId: crypto.randomUUID(), event })),
    metadata: { actor: "test" },
  });
}

const histories = fc.array(fc.array(anyEvent, { maxLength: 6 }), { minLength: 1, maxLength: 3 });

Deno.test("listNamedObjects() lists the objects of the fold of each product, page by page", async () => {
  await using test = await openUnit({ db: "migrated" });
  await fc.assert(
    fc.asyncProperty(histories, fc.integer({ min: 1, max: 3 }), async (products, pageSize) => {
      await sql`
        alter table image_events disable trigger user;
        delete from image_events; delete from products;
        alter table image_events enable trigger user`.execute(test.db);
      for (const [n, events] of products.entries()) await append(test.db, `TBF-${n}`, events);
      const named = await Array.fromAsync(listNamedObjects(test.db, { pageSize }));
      assert.deepEqual(
        named.map(({ key, pictures }) => [key, pictures.map(tell).sort()]),
        expectedOf(products),
      );
      for (const object of named) {
        assert.equal(object.endedAt === null, object.pictures.length > 0);
        assert.deepEqual(await findNamedObject(test.db, object.key), object);
      }
    }),
    { numRuns: 30 },
  );
});

interface Told {
  readonly productId: string;
  readonly picture?: number;
  readonly imageType: string;
  readonly sha256: string;
}

function tell({ productId, picture = 1, imageType, sha256 }: Told): string {
  return `${productId} ${picture} ${imageType} ${sha256}`;
}

/** The objects that {@link listNamedObjects} must find, by the fold of the domain. */
function expectedOf(products: readonly (readonly ImageEvent[])[]): [string, string[]][] {
  const byKey = new Map<string, string[]>();
  for (const [n, events] of products.entries()) {
    for (const event of events) {
      if (event.type === "ImageUploadedToB2") {
        byKey.set(event.data.key, byKey.get(event.data.key) ?? []);
      }
    }
    const { images, further } = events.reduce(evolve, initialState);
    for (const [picture, of] of Object.entries({ 1: images, ...further })) {
      for (const imageType of [...IMAGE_TYPES, ORIGINAL] as const) {
        const stored = of[imageType]?.stored;
        const told = { productId: `TBF-${n}`, picture: Number(picture), imageType };
        if (stored) byKey.get(stored.key)!.push(tell({ ...told, ...stored }));
      }
    }
  }
  return [...byKey].map(([key, pictures]): [string, string[]] => [key, pictures.sort()])
    .sort(([one], [other]) => one < other ? -1 : 1);
}

Deno.test("summarizeNamedObjects() counts objects, and says whether one is outside of the prefix", async () => {
  await using test = await openUnit({ db: "migrated" });
  const { db } = test;
  assert.deepEqual(await summarizeNamedObjects(db, "products/"), { objects: 0, outside: false });
  await append(db, "TBF-1", [uploaded("a"), uploaded("a", "thumb"), uploaded("b")]);
  assert.deepEqual(await summarizeNamedObjects(db, "products/"), { objects: 2, outside: false });
  assert.deepEqual(await summarizeNamedObjects(db, "pictures/"), { objects: 2, outside: true });
  assert.equal(await findNamedObject(db, "products/nobody.jpg"), undefined);
});

Deno.test("listNamedObjects() reads pages from an index", async () => {
  await using test = await openUnit({ db: "migrated", fresh: true });
  const { db } = test;
  const { rows } = await db.connection().execute(async (one) => {
    await sql`set enable_seqscan = off`.execute(one);
    return await sql<{ "QUERY PLAN": string }>`
      explain select distinct value from image_events
      where slot = 'uploaded' and value > ${"products/"} order by value limit 1000`.execute(one);
  });
  assert.match(rows.map((row) => row["QUERY PLAN"]).join("\n"), /image_events_object_key/);
});
