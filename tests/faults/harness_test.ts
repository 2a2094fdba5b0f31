import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES } from "../../src/domain/image_type.ts";
import { objectKey } from "../../src/domain/object_key.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { entryName } from "../../src/storage/cache_folder.ts";
import { sha256Hex } from "../../src/storage/mod.ts";
import { assertNothingLost, PicturesLost } from "../../devkit/faults/invariants.ts";
import { deleteForGood, endErasing } from "../../devkit/faults/late/meanwhile.ts";
import { plainRun } from "../../devkit/faults/ledger.ts";
import { shareAmong } from "../../devkit/faults/matrix.ts";
import { markedPhoto, MARKERS, readMarker } from "../../devkit/world/marker.ts";
import { type FaultShop, openFaultShop } from "../../devkit/faults/shop.ts";
import { browse, replace, sell, shownBy, untilStored, view } from "../../devkit/faults/steps.ts";
import type { JobState } from "../../src/jobs/job_info.ts";
import { changeJobs } from "../../devkit/testing/job_rows.ts";
import { longTest } from "../../devkit/testing/sample.ts";

Deno.test("readMarker() reads the marker of markedPhoto()", async () => {
  for (const marker of [0, 1, 8, 77, 511, 2048, MARKERS - 1]) {
    assert.equal(await readMarker(await markedPhoto(marker)), marker);
  }
});

const twoSales = async (shop: FaultShop) => {
  const first = await sell(shop);
  await sell(shop);
  await untilStored(shop);
  await replace(shop, first);
  await untilStored(shop);
  await browse(shop, first);
};

for (const as of ["parts", "process"] as const) {
  Deno.test(`assertNothingLost() finds nothing wrong with a shop as ${as} in which nothing fails`, async () => {
    await using shop = await openFaultShop({ as });
    await twoSales(shop);
    const pictures = await assertNothingLost(shop, { like: await plainRun(twoSales) });
    assert.deepEqual(pictures, { accepted: 2, lost: [] });
  });
}

/** An error in the first of two products, and how it is undone. */
interface Wrong {
  readonly name: string;
  readonly reason: RegExp;
  readonly harm: (shop: FaultShop, productId: string) => Promise<unknown>;
  readonly undo: (shop: FaultShop, productId: string) => Promise<unknown>;
}

const STRAY = new Uint8Array([1]);
const strayKey = (productId: string) => objectKey(productId, "cover", sha256Hex(STRAY));
const setJobs = ({ db }: FaultShop, productId: string, state: JobState) =>
  changeJobs(db, { productIds: [productId] }, { state });
const setText = ({ db }: FaultShop, productId: string, description: string) =>
  db.updateTable("products").set({ description }).where("product_id", "=", productId).execute();

const WRONGS: readonly Wrong[] = [{
  name: "a text that its seller did not write",
  reason: /has its seller's words/,
  harm: (shop, productId) => setText(shop, productId, "Lamp 1"),
  undo: (shop, productId) => setText(shop, productId, "A fine one."),
}, {
  name: "a product that no seller was told about",
  reason: /no product that no seller was told about/,
  harm: ({ db }) => sql`insert into products (product_id) values ('TBF-222222')`.execute(db),
  undo: ({ db }) => sql`delete from products where product_id = 'TBF-222222'`.execute(db),
}, {
  name: "a job that was given up",
  reason: /no job was given up/,
  harm: (shop, productId) => setJobs(shop, productId, "failed"),
  undo: (shop, productId) => setJobs(shop, productId, "completed"),
}, {
  name: "an object without an event",
  reason: /no object without an event/,
  harm: ({ store }, id) => store.put(strayKey(id), STRAY, { sha256: sha256Hex(STRAY) }),
  undo: ({ store }, id) => store.delete(strayKey(id)),
}];

/** The bot shows these bytes to the buyer as the product's picture. Returns a function that removes them. */
async function showAs(shop: FaultShop, title: string, bytes: Uint8Array<ArrayBuffer>) {
  const { buyer: { user }, telegram: { url, token } } = shop;
  const call = async (method: string, fields: Record<string, string | Blob>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const response = await fetch(`${url}/bot${token}/${method}`, { method: "POST", body });
    return await response.json() as { ok: boolean; result: { message_id: number } };
  };
  const chat_id = String(user.id);
  const photo = new Blob([bytes], { type: "image/jpeg" });
  const { ok, result } = await call("sendPhoto", { chat_id, caption: title, photo });
  assert.ok(ok);
  return () => call("deleteMessage", { chat_id, message_id: String(result.message_id) });
}

/** Bytes that no decoder reads, and other bytes with the right marker. */
const SPOILED = [
  [
    /a chat shows a file that is no picture/,
    (bytes: Uint8Array) => new Uint8Array([...bytes.subarray(0, bytes.length / 2), 0xff, 0xd9]),
  ],
  [/in bytes that were never sent/, (bytes: Uint8Array) => new Uint8Array([...bytes, 0])],
] as const;

/** A shop with two products, and the test that damages it step by step. */
interface Scene {
  readonly t: Deno.TestContext;
  readonly shop: FaultShop;
  readonly one: string;
  readonly two: string;
}

async function refuses(shop: FaultShop, reason: RegExp): Promise<void> {
  await assert.rejects(assertNothingLost(shop), (error) => {
    assert.match(String(error), reason);
    return true;
  });
}

/** Errors that are found and then undone. */
async function assertFoundUntilUndone({ t, shop, one }: Scene): Promise<void> {
  for (const { name, reason, harm, undo } of WRONGS) {
    await t.step(name, async () => {
      await harm(shop, one);
      await refuses(shop, reason);
      await undo(shop, one);
      await assertNothingLost(shop);
    });
  }
  const spoiled = "bytes on show that are not those of the picture, and only where they are";
  await t.step(spoiled, async () => {
    for (const [reason, spoil] of SPOILED) {
      const takeBack = await showAs(shop, "Lamp 1", spoil(await markedPhoto(1)));
      await assert.rejects(assertNothingLost(shop), (error) => {
        assert.ok(error instanceof PicturesLost);
        assert.match(error.message, reason);
        assert.equal(error.pictures.lost.length, 1);
        return true;
      });
      assert.equal((await assertNothingLost(shop, { since: 1 })).accepted, 1);
      await takeBack();
    }
  });
  await t.step("unreadable bytes have no marker", async () => {
    const takeBack = await showAs(shop, "Lamp 1", SPOILED[0][1](await markedPhoto(1)));
    const { messages } = await shop.telegram.control.transcript(shop.buyer.user.id);
    assert.equal(await shownBy(shop, messages.at(-1)!), undefined);
    await takeBack();
  });
}

/** Errors that are found and stay. */
async function assertFound({ t, shop, one, two }: Scene): Promise<void> {
  await t.step("a column that was changed by hand", async () => {
    await sql`update products set thumbnail_url = null where product_id = ${one}`.execute(shop.db);
    await refuses(shop, /columns and log agree/);
  });
  await t.step("another product's picture in the column", async () => {
    await sql`update products set telegram_cover_file_id =
      (select telegram_cover_file_id from products where product_id = ${two})
      where product_id = ${one}`.execute(shop.db);
    await refuses(shop, /it shows 2 instead of 1/);
    await refuses(shop, /a chat shows 2, which is not its picture/);
  });
  await t.step("an object that B2 has lost", async () => {
    const { images } = await loadImages(shop.db, two);
    for (const imageType of IMAGE_TYPES) await shop.store.delete(images[imageType].stored!.key);
    await assert.rejects(assertNothingLost(shop), (error) => {
      assert.ok(error instanceof PicturesLost);
      assert.equal(error.pictures.accepted, 2);
      assert.match(error.message, /its cover is not in B2; its thumb is not in B2/);
      return true;
    });
  });
}

longTest("assertNothingLost() finds every kind of error", async (t) => {
  await using shop = await openFaultShop();
  const [one, two] = [await sell(shop), await sell(shop)];
  await untilStored(shop);
  await t.step("one event too many", async () => {
    await view(shop, one);
    const like = (await plainRun(twoSales)).map((events) => events.slice(1));
    await assert.rejects(assertNothingLost(shop, { like }), /as if nothing had failed/);
  });
  const scene = { t, shop, one, two };
  await assertFoundUntilUndone(scene);
  await assertFound(scene);
});

longTest("assertNothingLost() finds what is left of a deleted product", async () => {
  await using shop = await openFaultShop();
  const productId = await sell(shop);
  await untilStored(shop);
  await deleteForGood(shop, productId);
  await endErasing(shop, productId);
  await assertNothingLost(shop);
  await shop.store.put(strayKey(productId), STRAY, { sha256: sha256Hex(STRAY) });
  await refuses(shop, /: B2 has products/);
  await shop.store.delete(strayKey(productId));
  await Deno.writeFile(`${shop.cacheDir}/${entryName(strayKey(productId))}`, STRAY);
  await refuses(shop, /: .*the disk cache has products/);
});

/** Like `t.step()`, but a failed step does not fail the test. */
async function step(_name: string, run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

Deno.test("shareAmong() opens another shop after a failed run, even if the first one cannot be closed", async () => {
  const events: string[] = [];
  let opened = 0;
  const open = () => {
    const name = `shop ${++opened}`;
    const close = () => {
      events.push(`close ${name}`);
      return name === "shop 1" ? Promise.reject(new Error("harmed")) : Promise.resolve();
    };
    return Promise.resolve({ name, [Symbol.asyncDispose]: close });
  };
  const run = (name: string, fails = false) => ({
    name,
    run: (shop: { readonly name: string }) => {
      events.push(`${name} in ${shop.name}`);
      return fails ? Promise.reject(new Error("failed")) : Promise.resolve();
    },
  });
  await shareAmong(open, [run("a"), run("b", true), run("c"), run("d")], step);
  assert.deepEqual(events, [
    "a in shop 1",
    "b in shop 1",
    "close shop 1",
    "c in shop 2",
    "d in shop 2",
    "close shop 2",
  ]);
});
