import assert from "node:assert/strict";
import { sql } from "kysely";
import type { CauseCode, DemandedColumn, ImageEvent } from "../../src/domain/mod.ts";
import type { CompareOptions } from "../../src/event_log/differences.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { replay, verify } from "../../src/event_log/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import {
  captured,
  invalidated,
  ofPicture,
  puttingFirst,
  refusedId,
  uploaded,
} from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const verifyAll = async (db: Database, options?: CompareOptions) => {
  const pages = await Array.fromAsync(verify(db, options));
  return {
    pages: pages.length,
    products: pages.at(-1)!.products,
    events: pages.at(-1)!.events,
    drift: pages.flatMap((page) => page.drift),
    unexplained: pages.flatMap((page) => page.unexplained),
    withoutRow: pages.flatMap((page) => page.withoutRow),
  };
};

const write = (db: Database, column: DemandedColumn, value: string | null, productId = "TBF-1") =>
  sql`update products set ${sql.ref(column)} = ${value} where product_id = ${productId}`
    .execute(db);

const picture = (n: number) =>
  `{"picture":${n},"cover_image_url":null,"thumbnail_url":null,` +
  `"telegram_cover_file_id":"AgAC${n}","telegram_thumb_file_id":null}`;
const ORDERED = [[1, 2], [2, 1]].map((order) => `[${order.map(picture).join()}]`) as [
  string,
  string,
];

Deno.test.each<{
  name: string;
  events: ImageEvent[];
  column: DemandedColumn;
  value: string | null;
  expected: string | null;
  /** The version of the event that explains it. */
  version: number;
  code: CauseCode;
  text: RegExp;
}>([
  {
    name: "an emptied column",
    events: [uploaded("a"), uploaded("b", "thumb"), captured("AgAC1")],
    column: "cover_image_url",
    value: null,
    expected: "https://cdn.example/pictures/products/TBF-1/a.jpg",
    version: 1,
    code: "emptied",
    text: /emptied/,
  },
  {
    name: "a URL of an earlier picture",
    events: [uploaded("a"), captured("AgAC1"), uploaded("b"), captured("AgAC2")],
    column: "cover_image_url",
    value: "https://cdn.example/pictures/products/TBF-1/a.jpg",
    expected: "https://cdn.example/pictures/products/TBF-1/b.jpg",
    version: 3,
    code: "older_state",
    text: /as of version 2 \(event 2\)/,
  },
  {
    name: "an id that was refused",
    events: [captured("AgAC1"), uploaded("b", "thumb"), refusedId("AgAC1")],
    column: "telegram_cover_file_id",
    value: "AgAC1",
    expected: null,
    version: 3,
    code: "older_state",
    text: /as of version 2/,
  },
  {
    name: "an id that ended with the picture, and was refused later",
    events: [captured("AgAC1"), invalidated(), refusedId("AgAC1")],
    column: "telegram_cover_file_id",
    value: "AgAC1",
    expected: null,
    version: 2,
    code: "older_state",
    text: /as of version 1/,
  },
  {
    name: "an id of another bot",
    events: [captured("AgAC1"), captured("AgAC2", { botId: 2 })],
    column: "telegram_cover_file_id",
    value: "AgAC2",
    expected: "AgAC1",
    version: 1,
    code: "another_bot",
    text: /id of bot 2; .* for bot 1/,
  },
  {
    name: "an id of another bot when this one has none",
    events: [captured("AgAC2", { botId: 2 })],
    column: "telegram_cover_file_id",
    value: "AgAC2",
    expected: null,
    version: 1,
    code: "another_bot",
    text: /id of bot 2/,
  },
  {
    name: "a URL under another base",
    events: [uploaded("a")],
    column: "cover_image_url",
    value: "https://old.example/b/products/TBF-1/a.jpg",
    expected: "https://cdn.example/pictures/products/TBF-1/a.jpg",
    version: 1,
    code: "another_public_url",
    text: /https:\/\/old\.example\/b:/,
  },
  {
    name: "the other picture's id",
    events: [captured("AgAC1"), captured("AgAC2", { imageType: "thumb" })],
    column: "telegram_cover_file_id",
    value: "AgAC2",
    expected: "AgAC1",
    version: 1,
    code: "other_picture",
    text: /belongs in telegram_thumb_file_id/,
  },
  {
    name: "a local path",
    events: [uploaded("a", "thumb")],
    column: "thumbnail_url",
    value: "images/1/thumb.jpg",
    expected: "https://cdn.example/pictures/products/TBF-1/a.jpg",
    version: 1,
    code: "local_path",
    text: /older shop/,
  },
  {
    name: "the pictures in an earlier order",
    events: [captured("AgAC1"), ofPicture(2, captured("AgAC2")), puttingFirst(2)],
    column: "pictures_in_order",
    value: ORDERED[0],
    expected: ORDERED[1],
    version: 3,
    code: "older_state",
    text: /as of version 2/,
  },
  {
    name: "a value from nowhere",
    events: [captured("AgAC1")],
    column: "telegram_cover_file_id",
    value: "AgACx",
    expected: "AgAC1",
    version: 1,
    code: "written_by_hand",
    text: /No event/,
  },
])("verify() explains $name", async ({ events, column, value, expected, version, code, text }) => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  await appendAll(log.db, "TBF-1", ...events);
  assert.deepEqual((await verifyAll(log.db)).drift, []);
  await write(log.db, column, value);
  const { drift: [drift, ...more] } = await verifyAll(log.db);
  assert.ok(drift?.event);
  assert.deepEqual(more, []);
  const { event, cause, ...difference } = drift;
  assert.deepEqual(difference, { productId: "TBF-1", column, value, expected });
  assert.equal(event.version, version);
  assert.equal(event.position, version);
  assert.equal(event.type, events[version - 1]?.type);
  assert.match(event.recordedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.equal(cause.code, code);
  assert.match(cause.text, text);
  await replay(log.db);
  assert.deepEqual((await verifyAll(log.db)).drift, []);
});

Deno.test("verify() tells whose a foreign file id is, by an index", async () => {
  await using log = await openUnit({
    db: "projected",
    fresh: true,
    products: ["TBF-1", "TBF-2", "TBF-3"],
  });
  await appendAll(log.db, "TBF-1", captured("AgAC1"));
  await appendAll(log.db, "TBF-2", captured("AgAC2", { imageType: "thumb" }));
  await appendAll(log.db, "TBF-3", captured("AgAC3"));
  for (const id of ["TBF-1", "TBF-3"]) await write(log.db, "telegram_cover_file_id", "AgAC2", id);
  const { drift } = await verifyAll(log.db);
  assert.deepEqual(drift.map(({ productId, cause }) => [productId, cause.code]), [
    ["TBF-1", "another_product"],
    ["TBF-3", "another_product"],
  ]);
  assert.match(drift[0]!.cause.text, /TBF-2 has it in telegram_thumb_file_id/);
  const lookUp = log.statements.findLast((each) => each.includes("union all"))!;
  const asked = lookUp.replaceAll(/\$\d+::text\[\]/g, "'{AgAC2}'::text[]").replaceAll(
    /\$\d+/g,
    "'c'",
  );
  const { rows } = await log.db.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    return await sql<{ "QUERY PLAN": string }>`explain ${sql.raw(asked)}`.execute(tx);
  });
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  assert.match(plan, /products_telegram_cover_file_id[^]*products_telegram_thumb_file_id/);
});

Deno.test("verify() reports unexplained values and missing rows, but not as drift", async () => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1", { cover_image_url: "images/1.jpg", thumbnail_url: "t/1.jpg" });
  await addProduct(log.db, "TBF-2");
  await addProduct(log.db, "TBF-3");
  await appendAll(log.db, "TBF-1", uploaded("a"));
  await appendAll(log.db, "TBF-3", uploaded("a"));
  await sql`delete from products where product_id = 'TBF-3'`.execute(log.db);
  assert.deepEqual(await verifyAll(log.db), {
    pages: 1,
    products: 2,
    events: 2,
    drift: [],
    unexplained: [{ productId: "TBF-1", column: "thumbnail_url", value: "t/1.jpg" }],
    withoutRow: ["TBF-3"],
  });
});

Deno.test("verify() finds the same in pages of any size, and in one product alone", async () => {
  await using log = await openUnit({ db: "projected" });
  const ids = Array.from({ length: 7 }, (_, n) => `TBF-${n}`);
  for (const id of ids) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, captured(`AgAC-${id}`));
    await write(log.db, "telegram_cover_file_id", null, id);
  }
  for (const pageSize of [1, 3, 7, 100]) {
    const found = await verifyAll(log.db, { pageSize });
    assert.deepEqual(found.drift.map((each) => each.productId), ids);
    assert.equal(found.pages, Math.ceil(ids.length / pageSize));
    assert.deepEqual([found.products, found.events], [7, 7]);
  }
  const one = await verifyAll(log.db, { productId: "TBF-4" });
  assert.deepEqual(one.drift.map((each) => each.productId), ["TBF-4"]);
  assert.deepEqual([one.products, one.events], [1, 1]);
});

Deno.test("verify() reads a snapshot: a write in the meantime is no drift", async () => {
  await using log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, captured("AgAC1"));
  }
  const pages = verify(log.db, { pageSize: 1 });
  await pages.next();
  await write(log.db, "telegram_cover_file_id", null, "TBF-2");
  const rest = await Array.fromAsync(pages);
  assert.deepEqual(rest.flatMap((page) => page.drift), []);
  assert.equal((await verifyAll(log.db)).drift.length, 1);
});

Deno.test("verify() releases its connection when its caller stops early", async () => {
  await using log = await openUnit({ db: "projected" });
  for (let round = 0; round < 20; round++) {
    for await (const page of verify(log.db)) {
      assert.equal(page.products, 0);
      break;
    }
  }
});

Deno.test("verify() reports drift of a stream that this program cannot read", async () => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  await appendAll(log.db, "TBF-1", captured("AgAC1"));
  await sql`insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data,
      slot, bot_id, value)
    values ('TBF-1', 2, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 99, 'cover',
      '{"botId": 1, "fileId": "AgAC2"}', 'captured', 1, 'AgAC2')`.execute(log.db);
  const { drift } = await verifyAll(log.db);
  assert.deepEqual(drift.map(({ event, cause }) => [event, cause.code]), [[
    null,
    "unreadable_log",
  ]]);
});

Deno.test("verify() refuses before a target of the projection is stored", async () => {
  await using database = await openUnit({ db: "migrated" });
  await assert.rejects(verifyAll(database.db), /start the shop once/);
});
