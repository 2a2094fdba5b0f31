import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Creates a function that compares a text with the secret. It compares digests in constant time. So the time shows
 * neither how much of the text was right nor the length of the secret.
 */
export function createSecretCheck(secret: string): (given: string) => boolean {
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given), expected);
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
