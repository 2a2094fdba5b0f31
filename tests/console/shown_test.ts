import assert from "node:assert/strict";
import { sql } from "kysely";
import { aimColumns, openConsolePages, TARGET } from "../../devkit/testing/console_pages.ts";
import { append, imageOf } from "../../devkit/testing/repair.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { ASSETS } from "../../src/console/assets/mod.ts";
import { findGallery, type GalleryQuery } from "../../src/console/gallery.ts";
import { byImage, objectKey } from "../../src/domain/mod.ts";
import { openShownCounts } from "../../src/pictures/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { sha256Hex } from "../../src/storage/mod.ts";

Deno.test("all of the console's scripts and styles together have less than 150 kB", () => {
  const sizes = Object.values(ASSETS).map(({ body }) => new TextEncoder().encode(body).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 50_000, "uPlot is one of them");
  assert.ok(bytes < 150_000, `${bytes} bytes`);
});

async function openPages() {
  await using stack = new AsyncDisposableStack();
  const { db } = stack.use(await openUnit({ db: "migrated" }));
  await aimColumns(db);
  const counts = stack.use(openShownCounts(db));
  const pages = stack.use(await openConsolePages(db, db, counts.flush));
  const opened = stack.move();
  const ask = async (path: string) => (await pages.ask(path)).text;
  return { ...pages, ask, db, counts, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The rows of the first table with this class, as their cells' texts. */
function tableOf(html: string, within: RegExp): string[][] {
  const [table = ""] = within.exec(html) ?? [];
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
      cell!.replaceAll(/<[^>]*>/g, "").replaceAll("&#39;", "'").trim()
    )
  );
}

Deno.test("overview and savings show what was shown, without a script too", async () => {
  await using pages = await openPages();
  const { db, counts, ask } = pages;
  assert.match(await ask("/console"), /No picture was shown in this time/);
  assert.match(await ask("/console/savings"), /Nothing to compare yet/);
  const bytes = new Uint8Array(1000);
  await append({ db }, "TBF-1", byImage((imageType) => imageOf("TBF-1", imageType, bytes)));
  const view = (rung: "file_id" | "b2", ms: number, bytes: number) =>
    counts.count({
      ...{ productId: "TBF-1", imageType: "thumb", rung, ms },
      ...{ bytesToTelegram: bytes, bytesFromB2: bytes },
    });
  for (let n = 0; n < 99; n++) view("file_id", 40, 0);
  view("b2", 900, 1000);
  const overview = tableOf(await ask("/console?span=month"), /<table>.*?<\/table>/s);
  assert.deepEqual(overview[0], ["From", "Telegram", "B2", "Half within", "99% within"]);
  assert.equal(overview.length, 31);
  // 40 ms are in the class of 39.8 to 50.1 ms.
  assert.deepEqual(overview.at(-1)!.slice(1), ["99", "1", "45", "50"]);
  assert.deepEqual(overview[1]!.slice(1), ["0", "0", "–", "–"]);
  const html = await ask("/console/savings");
  assert.deepEqual(tableOf(html, /<table class="compared">.*?<\/table>/s).slice(1), [
    ["Uploads to Telegram", "99", "1", "100"],
    ["Uploaded to Telegram", "99 kB", "1 kB", "100 kB"],
    ["Calls to B2 (GetObject)", "99", "1", "100"],
    ["Downloaded from B2", "99 kB", "1 kB", "100 kB"],
    ["B2's price of these", "$0.000041", "$0.00000041", "$0.000041"],
    ["Beyond what is free each day", "$0.00", "$0.00", "$0.00"],
  ]);
  assert.ok(/<script src="\/console\/assets\/\w+\/uplot.js"/.test(html));
});

/** Three lamps on sale: all there, nothing in Telegram, two pictures of which one is stored; one sold; one named by a number. */
async function fill(db: Database, url: (name: string) => string): Promise<void> {
  await sql`insert into bot_users (user_id, username, username_seen_at)
    values (7, 'Maya_Lin', now())`.execute(db);
  const pictures = JSON.stringify([
    { picture: 1, ...columns(url("c"), "AgAC-c") },
    { picture: 2, ...columns(null, "AgAC-d") },
  ]);
  await sql`
    insert into products (product_id, title, seller_id, listed_at, withdrawn_at, marked_sold_at,
      cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id, pictures_in_order)
    values
      ('P1', 'Lamp', 7, '2026-01-01', null, null, ${url("a")}, ${
    url("a")
  }, 'AgAC-a', 'AgAC-a', null),
      ('P2', 'Old lamp', 7, '2026-01-02', null, null, ${url("b")}, ${url("b")}, null, null, null),
      ('P3', 'LAMPS', 8, '2026-01-03', null, null, ${url("c")}, ${url("c")}, 'AgAC-c', 'AgAC-c',
        ${pictures}::jsonb),
      ('P4', 'Lamp, sold', 7, '2026-01-04', now(), now(), null, null, null, null, null),
      ('P5', '1984', 8, '2026-01-05', null, null, 'https://other.example/1.jpg', null, null, null, null)`
    .execute(db);
}

function columns(url: string | null, fileId: string) {
  return {
    ...{ cover_image_url: url, thumbnail_url: url },
    ...{ telegram_cover_file_id: fileId, telegram_thumb_file_id: fileId },
  };
}

Deno.test("the gallery finds products by title, id, seller and state", async (t) => {
  await using pages = await openPages();
  const { db, shop, ask } = pages;
  const bytes = new Uint8Array([1]);
  const key = (name: string) => objectKey(name, "cover", sha256Hex(bytes));
  await fill(db, (name) => `${TARGET.publicUrl}/${key(name)}`);
  await pages.cache.put(key("c"), bytes);
  const cases: readonly (readonly [GalleryQuery["state"], string, string])[] = [
    ["on_sale", "", "P5 P3 P2 P1"],
    ["on_sale", "lamp", "P3 P2 P1"],
    ["not_in_telegram", "LAMP", "P2"],
    ["not_stored", "lamp", ""],
    ["not_stored", "", "P5"],
    ["sold", "lamp", "P4"],
    ["off_sale", "lamp, s", "P4"],
    ["sold", "chair", ""],
    ["on_sale", "P4", "P4"],
    ["on_sale", "7", "P2 P1"],
    ["off_sale", "7", "P4"],
    ["on_sale", "@maya_lin", "P2 P1"],
    ["on_sale", "@nobody", ""],
    ["on_sale", "1984", "P5"],
    ["no_picture", "1984", ""],
  ];
  for (const [state, text, expected] of cases) {
    await t.step(`${state}, "${text}"`, async () => {
      const { items } = await findGallery(shop, { state, text });
      assert.equal(items.map(({ product }) => product.productId).join(" "), expected);
    });
  }
  await t.step("and shows where each of several pictures is", async () => {
    const { items: [item] } = await findGallery(shop, { state: "on_sale", text: "P3" });
    const there = item!.stores.map(({ picture, sizes: { cover } }) => [picture, cover]);
    assert.deepEqual(there, [
      [1, { b2: "yes", telegram: "yes", disk: "yes" }],
      [2, { b2: "no", telegram: "yes", disk: "no" }],
    ]);
    const stores = tableOf(
      await ask("/console/products?q=P3"),
      /<table class="stores">.*?<\/table>/s,
    );
    assert.deepEqual(stores[1], ["Cover", "1/2", "2/2", "1/2"]);
  });
});
