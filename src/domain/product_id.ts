/** Letters and digits that nobody mixes up when reading aloud or typing: no 0, 1, I, L, O, U. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters after `TBF-`: 30^6 ids, 729 million. */
const LENGTH = 6;

/**
 * The form of a product id, as a regular expression that SQL reads too. A deep link may carry 64 characters, but a button
 * 64 bytes in all. The longest button, `m:f:…:description`, needs 18 of them, which leaves 46 for the id.
 */
export const PRODUCT_ID_PATTERN = "TBF-[A-Za-z0-9_-]{1,42}";
const PRODUCT_ID = new RegExp(`^${PRODUCT_ID_PATTERN}$`);

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

/** Whether a text has the form of a product id, ours or the legacy shop's. */
export function isProductId(text: string): boolean {
  return PRODUCT_ID.test(text);
}
