import assert from "node:assert/strict";
import { sql } from "kysely";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createB2Client } from "../../src/storage/b2_client.ts";
import {
  alter,
  bytesOf,
  imageOf,
  insert,
  keysOf,
  later,
  LOG_AND_BUCKET,
  results,
  run,
  type Work,
} from "../../devkit/testing/repair.ts";
import type { ImageCommand } from "../../src/domain/mod.ts";
import { findNamedInTable } from "../../src/legacy_import/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { execute } from "../../src/event_log/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const BASE = "https://cdn.example/pictures";
const DELETES = { now: later, deletes: ["orphaned", "superseded"] } as const;

/** Adds a row of an older shop. No event speaks of it. */
async function addRow({ db }: Work, productId: string, url: string): Promise<void> {
  await db.insertInto("products")
    .values({ product_id: productId, title: "Old", cover_image_url: url } as never).execute();
}

Deno.test.each([
  { name: "an encoded URL outside of products/", key: "covers/blue teapot.jpg" },
  { name: "a key below products/", key: "products/OLD-1/cover/blue teapot.jpg" },
])("reconcile() keeps what an older row names: $name", async ({ key }) => {
  await using work = await openUnit(LOG_AND_BUCKET);
  await alter(work, key, bytesOf("old"));
  await addRow(work, "OLD-1", `${BASE}/${key.replace(" ", "%20")}`);
  const { summary, findings } = await run(work, DELETES);
  assert.deepEqual([findings, summary.objects, summary.pictures], [[], 1, 1]);
  assert.deepEqual(await keysOf(work), [key]);
  await work.db.deleteFrom("products").execute();
  await run(work, DELETES);
  assert.deepEqual(await keysOf(work), key.startsWith("products/") ? [] : [key], "no row names it");
});

Deno.test("reconcile() keeps what an older row names by Backblaze's file id", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const key = "products/OLD-1/cover/teapot.jpg";
  const client = createB2Client(work.b2Settings);
  const put = new PutObjectCommand({ Bucket: "shop", Key: key, Body: bytesOf("old") });
  const { VersionId } = await client.send(put);
  client.destroy();
  const path = "b2api/v1/b2_download_file_by_id";
  await addRow(work, "OLD-1", `https://f004.backblazeb2.com/${path}?fileId=${VersionId}`);
  const { summary, findings } = await run(work, DELETES);
  assert.deepEqual([findings, summary.pictures], [[], 1]);
  assert.deepEqual(await keysOf(work), [key]);
});

Deno.test.each<{ name: string; end: ImageCommand }>([
  { name: "ended", end: { type: "ReplaceImages", reason: "test", photo: undefined } },
  { name: "was deleted for good", end: { type: "DeleteImages" } },
])(
  "reconcile() keeps an object that a list names, also when its other product's picture $name",
  async ({ end }) => {
    await using work = await openUnit(LOG_AND_BUCKET);
    const key = "products/OLD-1/cover/teapot.jpg";
    await alter(work, key, bytesOf("old"));
    await insert(work, "OLD-1");
    const image = imageOf("OLD-1", "cover", bytesOf("old"), key);
    const metadata = { actor: "test" };
    await execute(work.db, "OLD-1", { type: "MigrateImages", images: { cover: image } }, metadata);
    await addRow(work, "OLD-2", `["${BASE}/${key}","${BASE}/other.jpg"]`);
    await execute(work.db, "OLD-1", end, metadata);
    const { lines } = await run(work, DELETES);
    assert.deepEqual(results(lines), ["named_meanwhile"]);
    assert.deepEqual(await keysOf(work), [key]);
  },
);

Deno.test("reconcile() reports an older row whose object is missing, and invalidates nothing", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  await addRow(work, "OLD-1", `${BASE}/covers/gone.jpg`);
  const { summary, lines } = await run(work);
  assert.equal(summary.missing, 1);
  assert.match(JSON.stringify(lines), /covers\/gone\.jpg.*the row of OLD-1 names it as its cover/);
});

Deno.test("reconcile() keeps an orphan that a row names after the listing", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const key = "products/OLD-1/cover/late.jpg";
  await alter(work, key, bytesOf("late"));
  const { lines } = await run(work, {
    ...DELETES,
    report: async ({ line }) => {
      if (line === "found") await addRow(work, "OLD-1", `${BASE}/${key}`);
    },
  });
  assert.deepEqual(results(lines), ["named_meanwhile"]);
  assert.deepEqual(await keysOf(work), [key]);
});

const TEAPOT = "products/OLD-1/cover/blue teapot.jpg";

Deno.test("reconcile() deletes no orphan that a row mentions in another form", async (t) => {
  await using work = await openUnit(LOG_AND_BUCKET);
  await addRow(work, "OLD-1", "");
  for (
    const value of [
      TEAPOT,
      `/${TEAPOT}`,
      `//cdn.example/pictures/${encodeURI(TEAPOT)}`,
      `s3://shop/${TEAPOT}`,
      `["${BASE}/${encodeURI(TEAPOT)}"]`,
      JSON.stringify([TEAPOT]).replaceAll("/", "\\/"),
      `"${BASE}/${encodeURI(TEAPOT)}"`,
      `${BASE}/products/OLD-1/cover/other.jpg,${BASE}/${encodeURI(TEAPOT)}`,
      encodeURIComponent(TEAPOT),
    ]
  ) {
    await t.step(value, async () => {
      await alter(work, TEAPOT, bytesOf("old"));
      await work.db.updateTable("products").set({ cover_image_url: value } as never).execute();
      const { lines } = await run(work, DELETES);
      assert.deepEqual(await keysOf(work), [TEAPOT]);
      assert.deepEqual(results(lines), ["named_meanwhile"]);
    });
  }
  await work.db.updateTable("products").set({ cover_image_url: "other.jpg" } as never).execute();
  await run(work, DELETES);
  assert.deepEqual(await keysOf(work), [], "no row mentions it");
});

Deno.test("reconcile() deletes no orphan that an older shop's own columns or its table name", async () => {
  await using work = await openUnit(LOG_AND_BUCKET);
  const { db, b2Settings, store } = work;
  await sql`alter table products add image_2 text, add photos jsonb`.execute(db);
  await sql`create table product_images (product_id text, path text)`.execute(db);
  const [two, photo, listed, spare] = ["2", "3", "4", "5"].map((name) =>
    `products/OLD-1/${name}.jpg`
  ) as [string, string, string, string];
  for (const key of [two, photo, listed, spare]) await alter(work, key, bytesOf(key));
  await addRow(work, "OLD-1", "");
  await sql`update products set image_2 = ${`/${two}`}, photos = ${JSON.stringify([photo])}::jsonb`
    .execute(db);
  await sql`insert into product_images values ('OLD-1', ${`${BASE}/${listed}`})`.execute(db);
  const bucketUrls = createBucketUrls([BASE], b2Settings, store);
  const findNamedElsewhere = (keys: readonly string[]) => findNamedInTable(db, bucketUrls, keys);
  await run(work, { ...DELETES, findNamedElsewhere });
  assert.deepEqual(await keysOf(work), [two, photo, listed]);
});
