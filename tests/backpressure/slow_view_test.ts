import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { markedPhoto, readMarker } from "../../devkit/world/marker.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { openProcessShop, type ProcessShop } from "../../devkit/testing/process.ts";
import { sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";

const PRESSES = 5;

Deno.test("a view that waits for a silent B2 holds up nobody, and ends with a placeholder", async () => {
  await using shop = await openProcessShop();
  const { seller, buyer, world: { b2, telegram: { control } } } = shop;
  const productId = await sell(seller, { photo: await markedPhoto(1) });
  await shop.process.line(logged("image_stored"));
  assert.equal((await seller.say("/browse")).kind, "photo");
  await forgetCover(shop, productId);
  b2.fail({ method: "GET", effect: "silence" });
  const asked = b2.count("GET");
  const view = await control.sendText(buyer.user.id, `/start ${productId}`);
  await until("B2 asked for the cover", () => b2.count("GET") > asked);
  const others: number[] = [];
  for (let press = 0; press < PRESSES; press++) {
    const card = await seller.say("/browse");
    assert.equal(card.kind, "photo");
    others.push(card.event);
  }
  const answer = await buyer.answerTo(view);
  assert.ok(others.every((event) => event < answer.event), "the others were answered meanwhile");
  const { photo } = answer;
  assert.ok(photo, `a picture, not ${answer.text}`);
  assert.equal(await readMarker(await control.fileBytes(photo.fileUniqueId)), "placeholder");
  assert.ok(b2.log.slice(-1).every(({ status }) => status === undefined), "B2 is silent still");
});

/** The large picture is nowhere but in B2 then. */
async function forgetCover({ world }: ProcessShop, productId: string): Promise<void> {
  const { db, telegram: { control }, cacheDir } = world;
  await control.waitForIdle();
  const { images: { cover } } = await loadImages(db, productId);
  await control.killFileId(cover.fileIds![0]!.fileId, "dead");
  for await (const { name } of Deno.readDir(cacheDir)) await Deno.remove(`${cacheDir}/${name}`);
}
