import type { MessageView, Person, TelegramControl } from "@vitrine/local-telegram";

/** A product for sale. Description and price are the same for all. */
export interface Offer {
  readonly photo: Uint8Array;
  readonly title: string;
}

/** Sells a product, in any language. Returns its id when the shop confirms the sale. */
export async function sellAs(person: Person, offer: Offer): Promise<string> {
  return await confirmAs(person, await offerAs(person, offer));
}

/** Confirms a sale, in any language. Returns the product's id. */
export async function confirmAs(person: Person, preview: MessageView): Promise<string> {
  const confirm = preview.keyboard.flat().find(({ text }) => text.startsWith("✅"));
  if (confirm === undefined) throw new TypeError(`Nothing to confirm in: ${preview.text}`);
  return productIdIn(await person.press(preview, confirm.text));
}

/** Starts a sale, up to the message that asks for confirmation. */
export async function offerAs(person: Person, { photo, title }: Offer): Promise<MessageView> {
  await person.say("/sell");
  await person.photo(photo);
  return await describeAs(person, title);
}

/** Starts a sale with several pictures, an album, up to the message that asks for confirmation. */
export async function offerAlbumAs(
  person: Person,
  { photos, title }: { readonly photos: readonly Uint8Array[]; readonly title: string },
  control: Pick<TelegramControl, "sendAlbum" | "nextBotMessage">,
): Promise<MessageView> {
  const { id } = person.user;
  await person.say("/sell");
  const { event } = await control.sendAlbum(id, photos);
  // The bot says how many it has when the whole album has arrived.
  await control.nextBotMessage(id, { after: event, containing: `🖼 ${photos.length} ` });
  return await describeAs(person, title);
}

/** Goes on with a sale whose pictures were sent, up to the message that asks for confirmation. */
async function describeAs(person: Person, title: string): Promise<MessageView> {
  await person.say(title);
  await person.say("A fine one.");
  return await person.say("12.50 €");
}

/**
 * The product id in a message.
 *
 * @throws {TypeError} when there is none.
 */
export function productIdIn({ text }: Pick<MessageView, "text">): string {
  const [productId] = /TBF-[2-9A-Z]{6}/.exec(text) ?? [];
  if (productId === undefined) throw new TypeError(`No product id in: ${text}`);
  return productId;
}
