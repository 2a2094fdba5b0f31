/** Letters and digits that nobody mixes up when reading aloud or typing: no 0, 1, I, L, O, U. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters after `TBF-`: 30^6 ids, 729 million. */
const LENGTH = 6;

/** Makes a product id such as `TBF-7KQ2MX` from random bytes (at least 6; each byte is one character). */
export function productIdFrom(random: Uint8Array): string {
  if (random.length < LENGTH) {
    throw new RangeError(`Cannot make a product id: needs ${LENGTH} bytes, has ${random.length}`);
  }
  const characters = [...random.subarray(0, LENGTH)].map((byte) =>
    ALPHABET[byte % ALPHABET.length]
  );
  return `TBF-${characters.join("")}`;
}

const OWN_ID = new RegExp(`^TBF-[${ALPHABET}]{${LENGTH}}$`);

/** Reads an id that {@link productIdFrom} makes, in small or capital letters; undefined for any other text. */
export function readOwnId(text: string): string | undefined {
  const id = text.toUpperCase();
  return OWN_ID.test(id) ? id : undefined;
}
