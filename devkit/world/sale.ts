import type { MessageView, Person } from "@vitrine/local-telegram";

/** A product for sale. Description and price are the same for all. */
export interface Offer {
  /** One photo, or several for an album. */
  readonly photo: Uint8Array | readonly Uint8Array[];
  readonly title: string;
}

/** Sells a product, in any language. Returns its id when the shop confirms the sale. */
export async function sellAs(person: Person, offer: Offer): Promise<string> {
  const preview = await offerAs(person, offer);
  const confirm = confirmIn(preview);
  if (confirm === undefined) throw new TypeError(`Nothing to confirm in: ${preview.text}`);
  return productIdIn(await person.press(preview, confirm));
}

/** Starts a sale, up to the message that asks for confirmation. */
export async function offerAs(person: Person, { photo, title }: Offer): Promise<MessageView> {
  await person.say("/sell");
  if (photo instanceof Uint8Array) {
    await person.photo(photo);
    return await describeAs(person, title);
  }
  await person.album(photo);
  let answer = await describeAs(person, title);
  // The bot may still be changing its answer to the album.
  while (confirmIn(answer) === undefined) answer = await person.answerTo(answer);
  return answer;
}

/** Goes on with a sale whose pictures were sent, up to the message that asks for confirmation. */
export async function describeAs(person: Person, title: string): Promise<MessageView> {
  await person.say(title);
  await person.say("A fine one.");
  return await person.say("12.50 €");
}

function confirmIn({ keyboard }: MessageView): string | undefined {
  return keyboard.flat().find(({ text }) => text.startsWith("✅"))?.text;
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
