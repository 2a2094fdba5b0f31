import type { MessageView, Person } from "@vitrine/local-telegram";

/** What somebody sells; the description and the price are the same for all. */
export interface Offer {
  /** An image file. */
  readonly photo: Uint8Array;
  /** The product's name. */
  readonly title: string;
}

/** Sells something, in any language; returns the product id, once the shop has said that it is on sale. */
export async function sellAs(person: Person, offer: Offer): Promise<string> {
  const preview = await offerAs(person, offer);
  const confirm = preview.keyboard.flat().find(({ text }) => text.startsWith("✅"));
  if (confirm === undefined) throw new TypeError(`Nothing to confirm in: ${preview.text}`);
  return productIdIn(await person.press(preview, confirm.text));
}

/** Brings a sale to the message that asks for the confirmation. */
export async function offerAs(person: Person, { photo, title }: Offer): Promise<MessageView> {
  await person.say("/sell");
  await person.photo(photo);
  await person.say(title);
  await person.say("A fine one.");
  return await person.say("12.50 €");
}

/**
 * The product id that a message names.
 *
 * @throws {TypeError} when it names none.
 */
export function productIdIn({ text }: Pick<MessageView, "text">): string {
  const [productId] = /TBF-[2-9A-Z]{6}/.exec(text) ?? [];
  if (productId === undefined) throw new TypeError(`No product id in: ${text}`);
  return productId;
}
