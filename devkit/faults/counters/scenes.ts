import assert from "node:assert/strict";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import { markedPhoto } from "../../world/marker.ts";
import { present } from "../served.ts";
import type { FaultShop } from "../shop.ts";
import { browse, nextMarker, recordSale, replace, untilStored } from "../steps.ts";
import { sellStored } from "../telegram/steps.ts";

const { button } = LOCALES.en;

/** Something that happens before an act of a user. */
export type Before = () => Promise<void>;

/** A moment at which Telegram's ids of updates change. Its scenario also runs without a fault. */
export interface Scene {
  readonly moment: string;
  /** Does everything. `change` comes before acts that lie in the middle of a dialogue. */
  readonly scenario: (shop: FaultShop, change: Before) => Promise<void>;
}

async function sellChanging(shop: FaultShop, change: Before): Promise<string> {
  const { seller } = shop;
  await seller.say("/sell");
  await seller.photo(await markedPhoto(nextMarker(shop)));
  await change();
  await seller.say(`Lamp ${shop.accepted.size + 1}`);
  await seller.say("A fine one.");
  const preview = await seller.say("12.50 €");
  return recordSale(shop, await seller.press(preview, button.confirm));
}

/** Finds a product in the catalogue, and asserts that it shows its own picture. */
async function look(shop: FaultShop, productId: string): Promise<void> {
  assert.equal(await browse(shop, productId), present(shop, productId));
}

/** The moments. */
export const SCENES: readonly Scene[] = [
  {
    moment: "a sale, before the title",
    scenario: async (shop, change) => {
      const productId = await sellChanging(shop, change);
      await untilStored(shop, productId);
      await look(shop, productId);
    },
  },
  {
    moment: "a replacement, before the photo",
    scenario: async (shop, change) => {
      const productId = await sellStored(shop);
      await look(shop, productId);
      await replace(shop, productId, async (send) => {
        await change();
        return await send();
      });
      await untilStored(shop, productId);
      await look(shop, productId);
    },
  },
  {
    moment: "a view, before the first card",
    scenario: async (shop, change) => {
      const productId = await sellStored(shop);
      await change();
      await look(shop, productId);
    },
  },
];
