import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import type { MessageView, UserAct } from "@vitrine/local-telegram";
import { loadImages } from "../../../src/event_log/mod.ts";
import { markedPhoto, type Marker } from "../../world/marker.ts";
import type { FaultShop } from "../shop.ts";
import {
  browse,
  forgetCache,
  nextMarker,
  recordSale,
  sell,
  sellUpToPreview,
  untilStored,
} from "../steps.ts";
import {
  answersTo,
  beginReplacement,
  markerOf,
  sellStored,
  type Sight,
  sightsOf,
} from "./steps.ts";

const { button } = LOCALES.en;

/** What happens at a moment. */
export interface Scene {
  /** Does the act, for the first time or again. Returns what the user saw, when the bot has finished. */
  act(): Promise<Sight[]>;
  /** The rest of the scene, with or without a fault. At its end each picture was viewed. */
  finish(): Promise<void>;
}

/** An act in a chat. Returns what the user saw. */
function acting(shop: FaultShop, userId: number, due: Marker, act: () => Promise<UserAct>) {
  return async () => {
    const sights = await sightsOf(shop, await answersTo(shop, userId, await act()), due);
    return sights.filter((sight) => sight !== "other");
  };
}

/** A buyer asks for a picture. */
export async function viewing(shop: FaultShop, command: string, productId: string): Promise<Scene> {
  const { buyer: { user: { id } }, telegram: { control } } = shop;
  return await Promise.resolve({
    act: acting(shop, id, markerOf(shop, productId), () => control.sendText(id, command)),
    finish: async () => void await browse(shop, productId),
  });
}

/** A buyer turns from a newer card to an older one. */
export async function leafing(shop: FaultShop, seenBefore: boolean): Promise<Scene> {
  const { buyer, telegram: { control } } = shop;
  const older = await sellStored(shop);
  const newer = await sellStored(shop);
  if (seenBefore) await browse(shop, older);
  const card = await buyer.say("/browse");
  await control.waitForIdle();
  const press = () => control.click(buyer.user.id, card.messageId, button.next);
  return {
    act: acting(shop, buyer.user.id, markerOf(shop, older), press),
    finish: async () => {
      for (const productId of [older, newer]) await browse(shop, productId);
    },
  };
}

/** A seller gives the last answer of a sale, and gets the preview. */
export async function previewing(shop: FaultShop): Promise<Scene> {
  const { seller, telegram: { control } } = shop;
  const { id } = seller.user;
  const marker = nextMarker(shop);
  await seller.say("/sell");
  await seller.photo(await markedPhoto(marker));
  await seller.say(`Lamp ${shop.accepted.size + 1}`);
  await seller.say("A fine one.");
  let preview: MessageView | undefined;
  return {
    act: async () => {
      // When the shop has taken the price, `/sell` shows the preview again.
      const text = preview === undefined ? "12.50 €" : "/sell";
      const answers = await answersTo(shop, id, await control.sendText(id, text));
      preview = answers.at(-1)!;
      return (await sightsOf(shop, answers, marker)).filter((sight) => sight !== "other");
    },
    finish: () => confirmed(shop, preview!),
  };
}

/** Confirms a sale and views the product. */
async function confirmed(shop: FaultShop, preview: MessageView): Promise<void> {
  const productId = recordSale(shop, await shop.seller.press(preview, button.confirm));
  await untilStored(shop, productId);
  await browse(shop, productId);
}

/** A seller confirms a sale. */
export async function confirming(shop: FaultShop): Promise<Scene> {
  const { seller: { user: { id } }, telegram: { control } } = shop;
  const marker = nextMarker(shop);
  const { messageId } = await sellUpToPreview(shop);
  return {
    act: acting(shop, id, marker, () => control.click(id, messageId, button.confirm)),
    finish: async () => {
      const { messages } = await control.transcript(id);
      // The message replaces the preview, or comes below it.
      const listed = messages.findLast(({ from, photo }) => from === "bot" && photo !== undefined);
      const productId = recordSale(shop, listed!);
      await untilStored(shop, productId);
      await browse(shop, productId);
    },
  };
}

/** A seller sends the picture as a file. The shop downloads, renders and shows it at once. */
export async function sendingFile(shop: FaultShop): Promise<Scene> {
  const { seller, telegram: { control } } = shop;
  const { id } = seller.user;
  const marker = nextMarker(shop);
  await seller.say("/sell");
  const file = { fileName: "lamp.jpg", mimeType: "image/jpeg" };
  const bytes = await markedPhoto(marker);
  return {
    act: acting(shop, id, marker, () => control.sendDocument(id, bytes, file)),
    finish: async () => {
      await seller.say(`Lamp ${shop.accepted.size + 1}`);
      await seller.say("A fine one.");
      await confirmed(shop, await seller.say("12.50 €"));
    },
  };
}

/** A seller replaces a picture. */
export async function replacing(shop: FaultShop): Promise<Scene> {
  const { seller: { user: { id } } } = shop;
  const productId = await sellStored(shop);
  const { marker, send } = await beginReplacement(shop, productId);
  return {
    act: acting(shop, id, marker, send),
    finish: async () => {
      shop.accepted.get(productId)!.markers.push(marker);
      await untilStored(shop, productId);
      await browse(shop, productId);
    },
  };
}

/** A buyer views a picture whose id is dead, while the disk is empty and B2 is away. */
export async function standingIn(shop: FaultShop): Promise<Scene> {
  const { buyer: { user: { id } }, telegram: { control } } = shop;
  const productId = await sellStored(shop);
  const { images: { cover } } = await loadImages(shop.db, productId);
  await control.killFileId(cover.fileIds![0]!.fileId, "dead");
  await forgetCache(shop);
  await shop.b2.down();
  const look = () => control.sendText(id, `/start ${productId}`);
  return {
    act: acting(shop, id, markerOf(shop, productId), look),
    finish: async () => {
      await shop.b2.up();
      const back = await acting(shop, id, markerOf(shop, productId), look)();
      if (back.join() !== "picture") throw new Error(`With B2 back it shows: ${back}`);
      await browse(shop, productId);
    },
  };
}

/** Resolves after everything that has already happened. */
function soon<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, 0, value));
}

/** A buyer types the bot's name and a product's id. */
export async function sharing(shop: FaultShop): Promise<Scene> {
  const { buyer: { user: { id } }, telegram: { control } } = shop;
  const productId = await sellStored(shop);
  return {
    act: async () => {
      const none = { results: [] };
      const asked = control.inlineQuery(id, productId).catch(() => none);
      await control.waitForIdle();
      // The bot does not apologise while the user types. A result that is not there now will not come.
      const { results } = await Promise.race([asked, soon(none)]);
      return results.map(({ photo }) => photo === undefined ? "other" : "picture");
    },
    finish: async () => void await browse(shop, productId),
  };
}

/** A job stores a picture. Users do not see its failures. */
export async function storing(shop: FaultShop): Promise<Scene> {
  let productId: string | undefined;
  return await Promise.resolve({
    act: async () => {
      productId ??= await sell(shop);
      await untilStored(shop, productId);
      return [];
    },
    finish: async () => void await browse(shop, productId!),
  });
}
