import assert from "node:assert/strict";
import { type FaultShop, openFaultShop } from "../../devkit/faults/shop.ts";
import { forgetCache, shownBy, untilIdle, untilLogged } from "../../devkit/faults/steps.ts";
import { HANG_MS, until } from "../../devkit/testing/until.ts";
import { markedPhoto } from "../../devkit/world/marker.ts";
import { sellAs } from "../../devkit/world/sale.ts";
import { loadImages } from "../../src/event_log/mod.ts";

const PRESSES = 5;
/** A view waits until the test ends it. In the shop, `CALL_POLICIES` limits the wait. */
const VIEW = { attemptMs: HANG_MS, totalMs: HANG_MS, maxAttempts: 1 };

Deno.test("a view that waits for a silent B2 holds up nobody, and ends with the other picture", async () => {
  await using shop = await openFaultShop({ b2: { policies: { view: VIEW } } });
  const { seller, buyer, b2, telegram: { control } } = shop;
  const productId = await sellAs(seller, { photo: await markedPhoto(1), title: "Lamp" });
  await untilLogged(shop, "image_stored", { productId });
  assert.equal((await seller.say("/browse")).kind, "photo");
  await forgetCover(shop, productId);
  b2.fail({ method: "GET", effect: "silence" });
  const asked = b2.count("GET");
  const view = await control.sendText(buyer.user.id, `/start ${productId}`);
  await until("B2 asked for the cover", () => b2.count("GET") > asked);
  for (let press = 0; press < PRESSES; press++) {
    const { event } = await control.sendText(seller.user.id, "/browse");
    const card = await control.nextBotMessage(seller.user.id, { after: event });
    assert.equal(card.kind, "photo");
  }
  const { messages } = await control.transcript(buyer.user.id);
  assert.deepEqual(messages.filter(({ from }) => from === "bot"), [], "the view waits still");
  await b2.down();
  assert.equal(await shownBy(shop, await buyer.answerTo(view)), 1);
});

/** Leaves the cover only in B2. */
async function forgetCover(shop: FaultShop, productId: string): Promise<void> {
  await untilIdle(shop);
  const { images: { cover } } = await loadImages(shop.db, productId);
  await shop.telegram.control.killFileId(cover.fileIds![0]!.fileId, "dead");
  await forgetCache(shop);
}
