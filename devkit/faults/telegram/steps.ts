/**
 * What the cells about Telegram share: acts whose answers are not waited for by their number, and what was seen then.
 * @module
 */
import type { MessageView, UserAct } from "@vitrine/local-telegram";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import { markedPhoto, type Marker } from "../../world/marker.ts";
import type { FaultShop } from "../shop.ts";
import { nextMarker, sell, shownBy, untilStored } from "../steps.ts";

const { button, edit, failed } = LOCALES.en;

/** What a user saw, in order: the picture that is due, the drawing, or the bot's word for what it has done. */
export type Sight = "picture" | "placeholder" | "apology" | "replaced" | "changed" | "other";

/** The bot's answers to an act, sent and edited, once it has nothing more to do. */
export async function answersTo(
  { telegram: { control } }: FaultShop,
  userId: number,
  act: UserAct,
): Promise<MessageView[]> {
  await control.waitForIdle();
  const { messages } = await control.transcript(userId);
  return messages.filter(({ from, event }) => from === "bot" && event > act.event);
}

/** What answers show to one who expects a picture. */
export async function sightsOf(
  shop: FaultShop,
  answers: readonly MessageView[],
  due: Marker,
): Promise<Sight[]> {
  return await Promise.all(answers.map(async (answer) => {
    if (answer.photo === undefined) return wordOf(answer.text);
    const shown = await shownBy(shop, answer);
    if (shown === "placeholder") return shown;
    if (shown !== due) throw new Error(`${shown} is shown where ${due} is due`);
    return "picture";
  }));
}

function wordOf(text: string): Sight {
  if (text === failed) return "apology";
  if (text === edit.replaced) return "replaced";
  return text === edit.changed ? "changed" : "other";
}

/** Sells a picture and waits until it is stored. */
export async function sellStored(shop: FaultShop): Promise<string> {
  const productId = await sell(shop);
  await untilStored(shop, productId);
  return productId;
}

/** The picture that a product shows now. */
export function markerOf({ accepted }: FaultShop, productId: string): Marker {
  return accepted.get(productId)!.markers.at(-1)!;
}

/** Brings a replacement of the newest product to the question for a photo; `send` sends it, once or again. */
export async function beginReplacement(shop: FaultShop, productId: string) {
  const { seller, telegram: { control } } = shop;
  const card = await seller.say("/my");
  if (!card.text.endsWith(productId)) throw new TypeError(`Not the newest product: ${productId}`);
  await seller.press(card, button.replacePhoto);
  const marker = nextMarker(shop);
  const bytes = await markedPhoto(marker);
  const send = async () => await control.sendPhoto(seller.user.id, bytes);
  return { marker, send };
}

/** The number of the latest call, to look at those after it. */
export async function latestCall({ telegram: { control } }: FaultShop): Promise<number> {
  return (await control.calls()).at(-1)?.id ?? 0;
}

/** How many uploads Telegram has taken since a call, of which it has told the bot. */
export async function uploadsSince(shop: FaultShop, sinceId: number): Promise<number> {
  const calls = await shop.telegram.control.calls({ sinceId });
  return calls.filter(({ media, status }) => media === "upload" && status === 200).length;
}
