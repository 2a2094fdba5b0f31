/**
 * Moments at which a shop can be killed while a product of three pictures is sold.
 * @module
 */
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { markedPhoto } from "../world/marker.ts";
import {
  APPEND,
  COMMIT,
  type Moment,
  saleMoment,
  type Struck,
  whileStoring,
} from "./postgres_moments.ts";
import type { FaultShop } from "./shop.ts";
import { nextMarker, recordSale, sell, untilIdle, untilStored } from "./steps.ts";

const { button, sell: asks } = LOCALES.en;
const PICTURES = 3;

/** The second photo of an album, or the confirmation of its sale. */
type Step = 2 | "confirm";

async function sellInPeace(shop: FaultShop): Promise<void> {
  await untilStored(shop, await sell(shop, PICTURES));
}

/** Sends the photos of an album one by one, and sells them. The fault happens at one of the steps. */
async function sellStruck(shop: FaultShop, at: Step, struck: Struck): Promise<string> {
  const { seller, telegram: { control } } = shop;
  const { id } = seller.user;
  const step = <T>(name: Step | number, work: () => Promise<T>) =>
    name === at ? struck(work) : work();
  const mediaGroupId = `album ${nextMarker(shop)}`;
  await seller.say("/sell");
  for (let place = 1; place <= PICTURES; place++) {
    const photo = await markedPhoto(nextMarker(shop) + place - 1);
    // What the answer to the one before writes has its own commit.
    await untilIdle(shop);
    await step(place, async () => {
      const { event } = await control.sendPhoto(id, photo, { mediaGroupId });
      const containing = place === 1 ? asks.title : `🖼 ${place} `;
      await control.nextBotMessage(id, { after: event, containing });
    });
  }
  await seller.say(`Lamp ${shop.accepted.size + 1}`);
  await seller.say("A fine one.");
  const preview = await seller.say("12.50 €");
  const listed = await step("confirm", () => seller.press(preview, button.confirm));
  return recordSale(shop, listed, PICTURES);
}

const album = (name: string, at: Step, statement: Moment["statement"]) =>
  saleMoment(`album: ${name}`, statement, {
    sell: (shop, struck) => sellStruck(shop, at, struck),
    calm: sellInPeace,
  });

/** In the middle of the album, of its sale, and of the jobs that store its pictures. */
export const ALBUM_MOMENTS: readonly Moment[] = [
  album("the second photo's commit", 2, COMMIT),
  album("its first event", "confirm", APPEND),
  album("its commit", "confirm", COMMIT),
  {
    name: "album: its jobs' append, after the puts",
    statement: APPEND,
    expected: "the jobs wait, and store each picture once",
    calm: sellInPeace,
    scenario: (shop, struck) => whileStoring(shop, () => sell(shop, PICTURES), struck),
  },
];
