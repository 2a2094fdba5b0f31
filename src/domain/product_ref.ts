import { sha256Hex } from "../std/mod.ts";

/*
 * A legacy shop's product id may be any text: `42`, a UUID, `Chaise n° 7`. A reference names it in places that do not take
 * any text. There are three forms, and no id has two:
 *
 *   42                              the id itself, if it fits
 *   __Q2hhaXNlIG7CsCA3              the id in base64url, if this fits
 *   _-0123456789abcdef…             the first 32 digits of its SHA-256
 *
 * An id that looks like one of the last two forms never stands for itself.
 */

/**
 * The longest reference. A deep link may carry 64 characters, but a button 64 bytes in all. The longest button,
 * `m:f:…:description`, needs 18 of them, which leaves 46.
 */
const REF_LENGTH = 46;

/** Matches every reference, and other texts. */
export const PRODUCT_REF_PATTERN = `[A-Za-z0-9_-]{1,${REF_LENGTH}}`;

/** The longest name of a folder of {@link productFolder}. Folders of 64 characters were there before references. */
const FOLDER_LENGTH = 64;

const ENCODED = "__";
const HASHED = "_-";
/** Hexadecimal digits of a hash: 128 bits, so nobody finds two ids with the same. Migration 013 has the same number. */
const HASH_DIGITS = 32;
const HASH_FORM = new RegExp(`^${HASHED}[0-9a-f]{${HASH_DIGITS}}$`);

/** A product whose id is too long for a reference: only the table of the products knows the id. */
export interface LongId {
  /** The first 32 hexadecimal digits of the SHA-256 of the id's UTF-8. */
  readonly idHash: string;
}

/** The reference of a product id: 1 to 46 characters of `[A-Za-z0-9_-]`. */
export function productRef(productId: string): string {
  return encode(productId, REF_LENGTH);
}

/** Reads a reference; undefined for a text that {@link productRef} does not make. */
export function readProductRef(text: string): string | LongId | undefined {
  return decode(text, REF_LENGTH);
}

/**
 * The name of a product's folder in the bucket: 1 to 64 characters of `[A-Za-z0-9_-]`. Ids that differ only in capital
 * letters have folders that differ only in capital letters: object stores tell them apart.
 */
export function productFolder(productId: string): string {
  return encode(productId, FOLDER_LENGTH);
}

/** Reads the name of a folder; undefined for a text that {@link productFolder} does not make. */
export function readProductFolder(text: string): string | LongId | undefined {
  return decode(text, FOLDER_LENGTH);
}

function encode(productId: string, longest: number): string {
  if (isPlain(productId, longest)) return productId;
  const bytes = new TextEncoder().encode(productId);
  const encoded = ENCODED + bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  if (encoded.length <= REF_LENGTH) return encoded;
  return HASHED + sha256Hex(productId).slice(0, HASH_DIGITS);
}

function decode(text: string, longest: number): string | LongId | undefined {
  if (isPlain(text, longest)) return text;
  if (HASH_FORM.test(text)) return { idHash: text.slice(HASHED.length) };
  const productId = text.startsWith(ENCODED) ? readBase64(text.slice(ENCODED.length)) : undefined;
  // PostgreSQL has no text with NUL. One id has one form: another spelling of it names nothing.
  if (productId === undefined || productId.includes("\0")) return undefined;
  return encode(productId, longest) === text ? productId : undefined;
}

/** Whether an id can stand for itself. */
function isPlain(text: string, longest: number): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text) && text.length <= longest &&
    !text.startsWith(ENCODED) && !text.startsWith(HASHED);
}

function readBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
