import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Makes the question whether a text is the secret. Digests are compared, in a time that tells nothing of how much of it
 * was right, nor of its length.
 */
export function createSecretCheck(secret: string): (given: string) => boolean {
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given), expected);
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
