/**
 * What the cells about Telegram share: acts, and what the user saw when the bot had finished.
 * @module
 */
import type { MessageView, UserAct } from "@vitrine/local-telegram";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import { markedPhoto, type Marker } from "../../world/marker.ts";
import type { FaultShop } from "../shop.ts";
import { nextMarker, sell, shownBy, untilStored } from "../steps.ts";

const { button, edit, failed } = LOCALES.en;

/** What a user saw: the expected picture, a placeholder, or a text. */
export type Sight = "picture" | "placeholder" | "apology" | "replaced" | "changed" | "other";

/** The messages that the bot sent or edited after an act, when it has finished. */
export async function answersTo(
  { telegram: { control } }: FaultShop,
  userId: number,
  act: UserAct,
): Promise<MessageView[]> {
  await control.waitForIdle();
  const { messages } = await control.transcript(userId);
  return messages.filter(({ from, event }) => from === "bot" && event > act.event);
}

/** What the answers show to a user who expects this picture. */
export async function sightsOf(
  shop: FaultShop,
  answers: readonly MessageView[],
  due: Marker,
): Promise<Sight[]> {
  return await Promise.all(answers.map(async (answer) => {
    if (answer.photo === undefined) return wordOf(answer.text);
    const shown = await shownBy(shop, answer);
    if (shown === "placeholder") return shown;
    if (shown !== due) throw new Error(`${shown} is shown instead of ${due}`);
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

/** The marker of a product's current picture. */
export function markerOf({ accepted }: FaultShop, productId: string): Marker {
  return accepted.get(productId)!.markers.at(-1)!;
}

/**
 * Starts to replace the picture of the newest product, up to the question for a photo. `send` sends the photo, for the
 * first time or again.
 */
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

/** The id of the latest call. */
export async function latestCall({ telegram: { control } }: FaultShop): Promise<number> {
  return (await control.calls()).at(-1)?.id ?? 0;
}

/** The number of uploads since a call that Telegram has answered with 200. */
export async function uploadsSince(shop: FaultShop, sinceId: number): Promise<number> {
  const calls = await shop.telegram.control.calls({ sinceId });
  return calls.filter(({ media, status }) => media === "upload" && status === 200).length;
}
